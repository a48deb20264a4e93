import { expect, it } from "vitest";
import { makeActor, makeStrategy } from "@/lib/testing/market-fixture";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { siteOn, typed } from "./typed-command.fixture.ts";

const db = testDb();

const ledger = (...args: string[]) => typed("scripts/ledger.ts", ["verify", ...args], { env: siteOn(db) });

it("ledger verify says of a strategy without signals that it has none, and of a mistyped id that there is no such strategy", async () => {
  const ctx = createTestCtx(db.web);
  const strategyId = await makeStrategy(ctx, await makeActor(ctx, "PROVIDER", "Paula"));
  expect(await ledger("--strategy", strategyId)).toMatchObject({
    code: 0,
    out: expect.stringContaining("no events yet"),
  });
  const mistyped = await ledger("--strategy", `${strategyId}x`);
  expect(mistyped).toMatchObject({ code: 2, out: "", err: expect.stringContaining("There is no strategy") });
}, 60_000);
