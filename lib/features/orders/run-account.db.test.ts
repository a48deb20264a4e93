import { expect, it, vi } from "vitest";
import { testDb } from "@/lib/testing/test-db";
import type { OrderCtx } from "./order-ctx.ts";
import { openDesk } from "./orders.fixture.ts";
import { type AccountWork, runAccount } from "./run-account.ts";

const db = testDb();

it("sends on while work beside it waits for the exchange, one at a time, and rings for what that planned", async () => {
  const desk = await openDesk(db);
  const ctx: OrderCtx = {
    ...desk.ctx,
    keyVault: Object.assign(Object.create(null), { open: () => ({ apiKey: "k", apiSecret: "s" }) }),
  };
  desk.feed();
  let answer: (planned: boolean) => void = () => undefined;
  let begun = 0;
  let atOnce = 0;
  let most = 0;
  const work: AccountWork = {
    before: () => Promise.resolve(),
    beside: async () => {
      begun += 1;
      atOnce += 1;
      most = Math.max(most, atOnce);
      const planned = await new Promise<boolean>((resolve) => {
        answer = resolve;
      });
      atOnce -= 1;
      return planned;
    },
  };
  const stop = new AbortController();
  const run = runAccount(ctx, desk.keyId, stop.signal, work);
  await vi.waitFor(() => expect(atOnce).toBe(1), { timeout: 10_000 });
  await desk.plan("sig_a");
  run.wake();
  await vi.waitFor(async () => expect(await desk.intent("sig_a")).toMatchObject({ state: "FILLED" }), {
    timeout: 20_000,
    interval: 100,
  });
  expect([atOnce, most]).toEqual([1, 1]);
  answer(true);
  await vi.waitFor(() => expect(begun).toBe(2), { timeout: 10_000 });
  stop.abort();
  answer(false);
  await run.done;
  expect([atOnce, most]).toEqual([0, 1]);
}, 60_000);
