import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { HINT_APART_MS } from "@/lib/features/orders/pace";
import { heldBySession } from "@/lib/features/orders/trade-queries";
import { tradesOf } from "@/lib/features/trading-sessions/fed-repository";
import { feedSession } from "@/lib/features/trading-sessions/feed-session";
import { originOf } from "@/lib/features/trading-sessions/live/live-session";
import { BAR_MS, FROM, SETTINGS, seatLiveSession } from "@/lib/features/trading-sessions/live/live-sessions.fixture";
import { findLive } from "@/lib/features/trading-sessions/live/repository";
import { dec } from "@/lib/kernel/decimal";
import { chance } from "@/lib/testing/random-bars";
import { testDb } from "@/lib/testing/test-db";
import type { Candle } from "@/lib/trading/market/candle";
import { type LiveAtVenue, openLiveAtVenue, SWAP } from "./live-at-venue.fixture.ts";

/**
 * A live session and its twin on paper, the account at the local exchange over the real ccxt, in a market without spread whose price stops at every level
 * of the twin's: so without slippage.
 */
const db = testDb();
let desk: LiveAtVenue;
beforeAll(async () => {
  desk = await openLiveAtVenue(db);
}, 60_000);
afterAll(() => desk.close(), 60_000);

/** Candles without gaps, to the tick of 0.1: on these the bands trade long and short, and leave by stop, target and signal. */
function walk(seed: number, count: number): Candle[] {
  const next = chance(seed);
  const tick = (value: number): number => Math.round(value * 10) / 10;
  let close = 42_000;
  return Array.from({ length: count }, (_, row) => {
    const open = close;
    close = tick(open * (1 + (next() - 0.5) * 0.02));
    const high = tick(Math.max(open, close) * (1 + next() * 0.004));
    const low = tick(Math.min(open, close) * (1 - next() * 0.004));
    return { time: FROM + row * BAR_MS, open, high, low, close, volume: 1 };
  });
}

it("trades on the account what its twin trades on paper: sides, sizes, prices, fees, results and why each was left", async () => {
  const { live, venue } = desk;
  const { ctx } = live;
  const price = (to: number): void => desk.price(String(to));
  const { me, account } = await desk.follow({});
  price(42_000);
  const id = await seatLiveSession(live, me, {
    strategy: "bollinger-reversion",
    parameters: { period: 3, k: 0.8, stopPct: 1, targetPct: 1 },
    symbol: SWAP,
    settings: {
      ...SETTINGS,
      cash: 10_000,
      market: "swap",
      takerFee: 0.0005,
      makerFee: 0.0005, // the worker leaves at a target by a market order
      sizing: { type: "units", value: 0.01 },
      tick: 0.1,
      lot: 0.001,
      minNotional: 100,
    },
  });
  const standing = async () => (await findLive(ctx.db, id))?.standing ?? { holds: null, enters: null };
  /** Until what the account holds, with its stop at the exchange, is what `orders` of the twin say. */
  const holds = (orders: readonly number[]): Promise<void> => {
    desk.wake();
    return vi.waitFor(
      async () => {
        const held = await heldBySession(ctx.db, me.ids.keyId, id);
        const stops = venue.books
          .orders(account)
          .filter(({ trigger, state }) => trigger !== null && state === "waiting");
        expect(held.map(({ origin }) => origin)).toEqual(orders.map((order) => originOf(id, order)));
        expect(stops).toHaveLength(orders.length);
      },
      { timeout: 25_000, interval: 25 },
    );
  };

  for (const candle of walk(3_718, 9)) {
    const before = await standing();
    const stands = before.holds ?? before.enters;
    const touched = [stands?.stop, stands?.target].find(
      (level) => level != null && candle.low <= level && level <= candle.high,
    );
    if (touched != null) {
      price(touched);
      desk.advance(HINT_APART_MS); // so long the exchange's own news of an execution waits after our last order
      await holds([]);
    }
    price(candle.close);
    await feedSession(ctx, id, undefined, () => Promise.resolve([candle]));
    const after = await standing();
    await holds([after.holds ?? after.enters].flatMap((entry) => (entry === null ? [] : [entry.order])));
  }

  const session = await ctx.db.tradingSession.findUniqueOrThrow({ where: { id } });
  const paper = await tradesOf(ctx.db, session);
  expect(paper.map(({ side, exitReason }) => `${side} ${exitReason}`)).toEqual([
    "LONG signal",
    "SHORT signal",
    "LONG stop",
    "SHORT target",
  ]);
  const positions = await ctx.db.position.findMany({
    where: { userId: me.ids.userId, mode: "LIVE" },
    orderBy: { openedAt: "asc" },
  });
  const close = (value: number) => expect.closeTo(value, 8);
  expect(
    positions.map(({ side, state, closeReason, entryQty, entryPrice, exitPrice, fees, grossPnl }) => ({
      side,
      state,
      left: closeReason?.split(":")[0],
      qty: Number(entryQty),
      prices: [Number(entryPrice), Number(exitPrice)],
      fees: Number(fees),
      grossPnl: Number(grossPnl),
    })),
  ).toEqual(
    paper.map((trade) => ({
      side: trade.side,
      state: "CLOSED",
      left: trade.exitReason === "signal" ? "close" : trade.exitReason,
      qty: close(trade.qty),
      prices: [close(trade.entryPrice), close(trade.exitPrice)],
      fees: close(trade.fees),
      grossPnl: close(trade.grossPnl),
    })),
  );
  const wallet = venue.books.entries(account).filter(({ why }) => why === "fee" || why === "pnl");
  const booked = wallet.reduce((sum, { amount }) => sum.plus(amount), dec(0)).toNumber();
  expect(booked).toBeCloseTo(session.equity - 10_000, 8);
}, 120_000);
