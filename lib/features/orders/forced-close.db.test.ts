import { describe, expect, it } from "vitest";
import { onPositionForced, onPositionNotHeld } from "@/lib/features/notifications/on-position-gone";
import { listNotifications } from "@/lib/features/notifications/queries";
import { dec, plain } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { ForcedClose } from "@/lib/ports/trade-venue";
import { testDb } from "@/lib/testing/test-db";
import { decideDrift } from "./decide-drift.ts";
import { driftOf } from "./drift-queries.ts";
import { exitPosition } from "./exit-position.ts";
import { type Desk, decOf, openDesk } from "./orders.fixture.ts";

const db = testDb();
const SWAP = { symbol: "BTC/USDT:USDT", market: "swap" } as const;

/** Holds 0.001 BTC of a swap, bought at 42,000, for each signal. */
async function heldSwap(signals: readonly string[] = ["sig_a"], limits: Record<string, string> = {}): Promise<Desk> {
  const desk = await openDesk(db, { limits: { symbols: [SWAP.symbol], ...limits } });
  desk.venue.feeCoin = { currency: "USDT", price: dec(1) };
  await desk.start();
  for (const signal of signals) {
    await desk.plan(signal, { ...SWAP, strategyId: "str_a", stopLoss: dec(30_000) });
    await desk.work(3);
  }
  return desk;
}

/** An execution that the account shows and that no order of ours made; its fee is a tenth of a percent. */
function executed(
  desk: Desk,
  tradeId: string,
  qty: string,
  price: number,
  forced?: ForcedClose,
  at = desk.ctx.clock.now(),
): void {
  desk.venue.trades.push({
    ...SWAP,
    ...{ tradeId, venueOrderId: `of-${tradeId}`, clientOrderId: null, side: "SELL" as const },
    ...{ price: dec(price), qty: dec(qty), fee: dec(qty).times(price).div(1_000), feeCurrency: "USDT" },
    at,
    ...(forced === undefined ? {} : { forced }),
  });
}

const events = async (desk: Desk, type: string) =>
  (await desk.ctx.db.outboxEvent.findMany({ where: { type }, orderBy: { id: "asc" } }))
    .map(({ payload, id, at }) => ({ payload: payload as Record<string, string>, id, at }))
    .filter(({ payload }) => payload["userId"] === desk.userId);

async function told(desk: Desk) {
  for (const { payload, id, at } of await events(desk, "position.forced")) {
    const event = { positionId: payload["positionId"] ?? "", userId: desk.userId, fillId: payload["fillId"] ?? "" };
    await onPositionForced(desk.ctx, event, { xid: 1n, id, at, event: { type: "position.forced", ...event } });
  }
  for (const { payload, id, at } of await events(desk, "position.not_held")) {
    const event = { positionId: payload["positionId"] ?? "", userId: desk.userId };
    await onPositionNotHeld(desk.ctx, event, { xid: 1n, id, at, event: { type: "position.not_held", ...event } });
  }
  return (await listNotifications(desk.ctx.db, desk.userId, { limit: 10 })).items.map(({ kind, title }) => [
    kind,
    title,
  ]);
}

/** The exchange has none of it and says so to each exit. */
async function leaves(desk: Desk): Promise<void> {
  desk.venue.refuse = ({ reduceOnly }) =>
    reduceOnly ? { kind: "refused", code: "reduce_only", detail: "ReduceOnly Order is rejected." } : null;
  const id = (await desk.position("sig_a"))?.id ?? "";
  await exitPosition(desk.ctx, desk.userId, id, { leg: "close", fraction: null });
}

describe("a swap that the exchange liquidated", () => {
  it("is booked at its prices with its fees, each execution once, and its user is told once", async () => {
    const desk = await heldSwap();
    const fees = decOf((await desk.position("sig_a"))?.fees);
    desk.price(38_000);
    executed(desk, "L1", "0.0006", 38_000, "liquidation");
    executed(desk, "L2", "0.0004", 37_900, "liquidation");
    await desk.work(130, 2_500);
    const position = await desk.position("sig_a");
    expect(position).toMatchObject({ state: "CLOSED", closeReason: "liquidation" });
    // 4,000 x 0.0006 and 4,100 x 0.0004
    expect(plain(decOf(position?.grossPnl))).toBe("-4.04");
    expect(plain(decOf(position?.exitPrice))).toBe("37960");
    expect(plain(decOf(position?.fees).minus(fees))).toBe("0.03796");
    const taken = (await desk.intentsOf("sig_a")).filter(({ leg }) => leg.startsWith("liquidation:"));
    expect(taken.map(({ leg, state, strategyId }) => [leg, state, strategyId]).sort()).toEqual([
      ["liquidation:L1", "FILLED", "str_a"],
      ["liquidation:L2", "FILLED", "str_a"],
    ]);
    expect(await driftOf(desk.ctx.db, desk.userId, "open")).toEqual([]);
    expect(await told(desk)).toEqual([["failure", "Binance liquidated your position: BTC/USDT:USDT"]]);
  });

  it("counts towards the loss limit of what was copied", async () => {
    const desk = await heldSwap(["sig_a"], { runLossUsd: "4" });
    executed(desk, "L1", "0.001", 37_900, "liquidation");
    await desk.work(65, 2_500);
    const [engaged] = await desk.ctx.db.killSwitch.findMany({ where: { scope: "USER", key: desk.userId } });
    expect(engaged?.reason).toMatch(/^Copying one strategy today lost 4\.\d\d USD; your limit is 4\.00 USD\.$/);
  });

  it("takes every trade that was in it, the oldest first, and leaves to the user what was his own", async () => {
    const desk = await heldSwap(["sig_a", "sig_b"]);
    executed(desk, "A1", "0.0015", 41_000, "adl");
    await desk.work(65, 2_500);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED", closeReason: "adl" });
    const other = await desk.position("sig_b");
    expect([other?.state, plain(decOf(other?.qty)), plain(decOf(other?.grossPnl))]).toEqual(["OPEN", "0.0005", "-0.5"]);
    executed(desk, "A2", "0.002", 41_000, "adl");
    await desk.work(65, 2_500);
    expect(plain(decOf((await desk.position("sig_b"))?.grossPnl))).toBe("-1");
    expect(await desk.ctx.db.position.count({ where: { userId: desk.userId } })).toBe(2);
  });

  it("takes nothing of what was entered after it", async () => {
    const desk = await heldSwap();
    desk.ctx.clock.advance(-60_000);
    executed(desk, "L0", "0.001", 38_000, "liquidation");
    desk.ctx.clock.advance(60_000);
    await desk.work(65, 2_500);
    expect(await desk.position("sig_a")).toMatchObject({ state: "OPEN" });
  });

  it("is looked for before it is given up", async () => {
    const desk = await heldSwap();
    await desk.work(65, 2_500);
    await leaves(desk);
    await desk.work(10);
    expect(await desk.position("sig_a")).toMatchObject({ state: "OPEN" });
    executed(desk, "L1", "0.001", 38_000, "liquidation");
    await desk.work(20);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED", closeReason: "liquidation" });
  });
});

describe("a swap that is not there any more, and no one says why", () => {
  it("is given up without a result, which its user is told", async () => {
    const desk = await heldSwap();
    await leaves(desk);
    await desk.work(30);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED", closeReason: "not_held", exitPrice: null });
    expect(await told(desk)).toContainEqual(["failure", "Your position is not at Binance any more: BTC/USDT:USDT"]);
  });

  it("has its result once its user counts in how he closed it by hand, and nothing is opened by that", async () => {
    const desk = await heldSwap();
    executed(desk, "H1", "0.0004", 41_000);
    desk.ctx.clock.advance(1_000);
    executed(desk, "H2", "0.0006", 41_000);
    await leaves(desk);
    await desk.work(65, 2_500);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED", closeReason: "not_held" });
    const trade = { keyId: desk.keyId, symbol: SWAP.symbol };
    expect(await driftOf(desk.ctx.db, desk.userId, "open")).toMatchObject([{ tradeId: "H2" }, { tradeId: "H1" }]);
    await decideDrift(desk.ctx, desk.userId, { ...trade, tradeId: "H1" }, "ADOPTED");
    await desk.work(2);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED", closeReason: "not_held" });
    await decideDrift(desk.ctx, desk.userId, { ...trade, tradeId: "H2" }, "ADOPTED");
    await desk.work(2);
    const position = await desk.position("sig_a");
    expect(position).toMatchObject({ state: "CLOSED", closeReason: "adopted" });
    expect([plain(decOf(position?.grossPnl)), plain(decOf(position?.exitPrice))]).toEqual(["-1", "41000"]);
    expect(await desk.ctx.db.position.count({ where: { userId: desk.userId } })).toBe(1);
  });

  it("has it by a liquidation that the exchange shows later, and not by one of what he traded since", async () => {
    const desk = await heldSwap();
    const at = desk.ctx.clock.now();
    await leaves(desk);
    await desk.work(30);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED", closeReason: "not_held" });
    desk.venue.refuse = () => null;
    await desk.plan("sig_b", SWAP);
    await desk.work(3);
    executed(desk, "L2", "0.0002", 39_000, "liquidation");
    executed(desk, "L0", "0.0007", 38_000, "liquidation", at);
    executed(desk, "L1", "0.0003", 38_000, "liquidation", utcMs(at + 10));
    await desk.work(65, 2_500);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED", closeReason: "liquidation" });
    expect(plain(decOf((await desk.position("sig_a"))?.grossPnl))).toBe("-4");
    expect(plain(decOf((await desk.position("sig_b"))?.qty))).toBe("0.0008");
  });
});
