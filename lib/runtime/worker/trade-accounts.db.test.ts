import { expect, it, vi } from "vitest";
import { decOf, openDesk } from "@/lib/features/orders/orders.fixture";
import { plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { Leases } from "../leases.ts";
import { machineClock } from "./at-venue.fixture.ts";
import { startTradeAccounts } from "./trade-accounts.ts";

const db = testDb();
const keyVault = {
  masterKeyId: "test",
  seal: () => ({ sealed: new Uint8Array(), wrappedKey: new Uint8Array(), masterKeyId: "test" }),
  open: () => ({ apiKey: "a", apiSecret: "b" }),
  rewrap: () => null,
};

function startOne(desk: Awaited<ReturnType<typeof openDesk>>) {
  const leases = new Leases({ url: db.urls.worker, applicationName: "test-accounts", log: desk.ctx.log, retryMs: 100 });
  const accounts = startTradeAccounts(desk.ctx, leases, undefined);
  return {
    wake: () => accounts.wake(),
    async stop() {
      await accounts.stop();
      await leases.stop();
    },
  };
}

it("finds an account with work, is alone on it beside a second worker, and the second goes on when the first ends", async () => {
  const desk = await openDesk(db, { ports: { clock: machineClock, keyVault } });
  const workers = [startOne(desk), startOne(desk)];
  await desk.plan("sig_a");
  await vi.waitFor(async () => expect((await desk.intent("sig_a")).state).toBe("FILLED"), {
    timeout: 15_000,
    interval: 50,
  });
  await vi.waitFor(
    () => expect(desk.venue.orders.some(({ type, state }) => type === "stop" && state === "open")).toBe(true),
    {
      timeout: 15_000,
      interval: 50,
    },
  );
  const row = () => desk.ctx.db.tradeAccount.findUniqueOrThrow({ where: { keyId: desk.keyId } });
  expect((await row()).epoch).toBe(1);

  // Whichever held it: the other takes over, with the next epoch, and goes on with what is there.
  await workers[0]?.stop();
  await workers[1]?.stop();
  const next = startOne(desk);
  await desk.plan("sig_b");
  next.wake();
  await vi.waitFor(async () => expect((await desk.intent("sig_b")).state).toBe("FILLED"), {
    timeout: 15_000,
    interval: 50,
  });
  expect((await row()).epoch).toBeGreaterThanOrEqual(2);
  await next.stop();
  const held = await desk.ctx.db.position.findMany({ where: { userId: desk.userId, state: "OPEN" } });
  expect(plain(held.reduce((sum, each) => sum.plus(decOf(each.qty)), decOf(0)))).toBe(plain(desk.venue.total("BTC")));
  const uses = await desk.ctx.db.apiKeyUse.findMany({ where: { keyId: desk.keyId } });
  expect(uses.every(({ purpose, outcome }) => purpose === "trade" && outcome === "ok")).toBe(true);
}, 60_000);

it("takes up what is asked by hand, and gives up what waited for longer than a minute", async () => {
  const desk = await openDesk(db, { ports: { clock: machineClock, keyVault } });
  const { userId, keyId } = desk;
  const ask = (id: string, agoMs: number) =>
    desk.ctx.db.tradeRequest.create({
      data: {
        ...{ id, userId, keyId, exchange: "binance", symbol: "BTC/USDT", test: true, maxSlippageBps: 50 },
        state: "WAITING",
        createdAt: new Date(Date.now() - agoMs),
      },
    });
  await ask("trq_late", 61_000);
  await ask("trq_now", 0);
  const worker = startOne(desk);
  const codes = async () =>
    (await desk.ctx.db.tradeRequest.findMany({ where: { userId }, orderBy: { id: "asc" } })).map(
      (row) => row.reasonCode,
    );
  // Nobody of a desk has traded on paper, so the gate says no: asked by the worker that holds the account.
  await vi.waitFor(async () => expect(await codes()).toEqual(["too_old", "gate"]), { timeout: 15_000, interval: 50 });
  await worker.stop();
  expect(desk.venue.placed).toEqual([]);
}, 60_000);
