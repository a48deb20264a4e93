import { expect, it, vi } from "vitest";
import { testDb } from "@/lib/testing/test-db";
import type { OrderCtx } from "./order-ctx.ts";
import { openDesk } from "./orders.fixture.ts";
import { type AccountWork, runAccount } from "./run-account.ts";

const db = testDb();

async function arrange() {
  const desk = await openDesk(db);
  const ctx: OrderCtx = {
    ...desk.ctx,
    keyVault: Object.assign(Object.create(null), { open: () => ({ apiKey: "k", apiSecret: "s" }) }),
  };
  return { desk, ctx };
}

it("sends on while work beside it waits for the exchange, one at a time, and rings for what that planned", async () => {
  const { desk, ctx } = await arrange();
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

it("gives a deleted key's account up once nothing is held or under way there", async () => {
  const { desk, ctx } = await arrange();
  let closed = 0;
  const close = async (): Promise<void> => {
    closed += 1;
  };
  const open = () =>
    Promise.resolve({
      ok: true as const,
      value: { ...desk.venue.account(), close },
    });
  const tradeVenues = { ...desk.venue, health: () => null, open };
  const nothing: AccountWork = { before: () => Promise.resolve(), beside: () => Promise.resolve(false) };
  const stop = new AbortController();
  const run = runAccount({ ...ctx, tradeVenues }, desk.keyId, stop.signal, nothing);
  const soon = (seen: () => Promise<void>) =>
    vi.waitFor(
      async () => {
        desk.feed();
        desk.ctx.clock.advance(1_000);
        run.wake();
        await seen();
      },
      { timeout: 20_000, interval: 100 },
    );
  const stateIs = (state: string) =>
    soon(async () => expect(await desk.position("sig_a")).toMatchObject({ state, userId: desk.userId }));
  desk.feed();
  await desk.plan("sig_a");
  await stateIs("OPEN");
  await desk.ctx.db.apiKey.update({
    where: { id: desk.keyId },
    data: { status: "REVOKED", sealed: new Uint8Array(), wrappedKey: new Uint8Array() },
  });
  // What is held has its stop placed yet, and leaves by it.
  await soon(async () => expect(desk.venue.orders.some(({ type }) => type === "stop")).toBe(true));
  expect(closed).toBe(0);
  desk.price(40_900);
  await stateIs("CLOSED");
  await soon(async () => expect(closed).toBe(1));
  stop.abort();
  await run.done;
}, 60_000);
