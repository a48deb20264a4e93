import { execFile } from "node:child_process";
import { expect, it } from "vitest";
import { SANDBOX_SECRETS } from "@/lib/runtime/secrets";
import { makeActor, makeStrategy } from "@/lib/testing/market-fixture";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";

const db = testDb();

/** The command as it is typed, by the settings of a site that has this database. */
function ledger(...args: string[]): Promise<{ code: number | string; out: string; err: string }> {
  const env = {
    NODE_ENV: "test" as const,
    PATH: process.env.PATH,
    DATABASE_URL: db.urls.web,
    DATABASE_WORKER_URL: db.urls.worker,
    DATABASE_ADMIN_URL: db.urls.owner,
    NEXTAUTH_SECRET: SANDBOX_SECRETS.NEXTAUTH_SECRET(),
    STRIPE_SECRET_KEY: SANDBOX_SECRETS.STRIPE_SECRET_KEY(),
    STRIPE_WEBHOOK_SECRET: SANDBOX_SECRETS.STRIPE_WEBHOOK_SECRET(),
    CLIENT_MASTER_KEY: SANDBOX_SECRETS.CLIENT_MASTER_KEY(),
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--import", "tsx", "scripts/ledger.ts", "verify", ...args],
      { env },
      (error, out, err) => resolve({ code: error?.code ?? 0, out, err }),
    );
  });
}

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
