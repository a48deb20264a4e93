import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import {
  amountText,
  type Bar,
  barsOf,
  followLong,
  type LongPlan,
  money,
  type Outcome,
  priceText,
  ticks,
  walk,
} from "@/e2e/support/by-hand";
import { importCandles } from "@/lib/features/candles/import-candles";
import { createReplayStore } from "@/lib/features/candles/replay-store";
import { runFeed } from "@/lib/features/candles/run-feed";
import { onSignalEvent } from "@/lib/features/copies/on-signal-event";
import { getPosition } from "@/lib/features/copies/queries";
import { createSignalWatch } from "@/lib/features/signals/watch-signals";
import { ReplayFeed } from "@/lib/integrations/local/replay/replay-feed";
import { plain } from "@/lib/kernel/decimal";
import type { Ticker } from "@/lib/ports/prices";
import { makeActor, makeStrategy } from "@/lib/testing/market-fixture";
import { publish } from "@/lib/testing/publication";
import { createTestClock } from "@/lib/testing/test-clock";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { barsOf as columnsOf } from "@/lib/trading/market/bars";

const FILE = resolve("../shared/data/binance/BTCUSDT_15m.csv.gz");
const FROM = "2024-01-01T00:00:00Z";
/** Six hours: the first target, then back to the entry, both lie in it. */
const BARS = 24;
/** A thousand prices, each watched in the database: some seconds on a free machine, more on a busy one. */
const TIMEOUT_MS = 90_000;
const PLAN: LongPlan = {
  stop: ticks("42000"),
  targets: [
    { price: ticks("42500"), percent: 40n },
    { price: ticks("48000"), percent: 60n },
  ],
  breakEvenAfter: 1,
};
const QUOTE = 1_000n;

const db = testDb();

beforeEach(async () => {
  await db.owner("TRUNCATE candle_chunks, candle_series, instruments, market_tickers, market_replay");
});

/** Real candles walked as a market; a signal published at the first price, watched, and copied by one follower on paper. */
async function journey(bars: readonly Bar[], feeBps: bigint) {
  const clock = createTestClock();
  // The tick in hand: the stored one is written beside the walk, so it may lag by a moment.
  let current: Ticker | null = null;
  const prices = { latest: () => Promise.resolve(current) };
  const ctx = createTestCtx(db.worker, { clock, prices });
  const toNumber = (tick: bigint): number => Number(priceText(tick));
  const imported = await importCandles(
    ctx,
    { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" },
    columnsOf(
      bars.map(({ time, open, high, low, close }) => ({
        time,
        open: toNumber(open),
        high: toNumber(high),
        low: toNumber(low),
        close: toNumber(close),
        volume: 1,
      })),
    ),
  );
  if (!imported.ok) throw new Error(imported.detail);
  await ctx.db.instrument.updateMany({ data: { takerBps: String(feeBps) } });

  const provider = await makeActor(ctx, "PROVIDER", "Paula");
  const subscriber = await makeActor(ctx, "SUBSCRIBER", "Sam");
  const strategyId = await makeStrategy(ctx, provider);
  const at = new Date(clock.now());
  const own = { userId: subscriber.userId, strategyId };
  await ctx.db.subscription.create({
    data: {
      id: ctx.ids.make("subscription"),
      ...own,
      status: "ACTIVE",
      accessOpen: true,
      priceAmount: 0,
      priceCurrency: "USD",
      createdAt: at,
      activatedAt: at,
    },
  });
  await ctx.db.follow.create({
    data: {
      id: ctx.ids.make("follow"),
      ...own,
      mode: "PAPER",
      sizingType: "quote",
      sizingValue: String(QUOTE),
      limits: {},
      createdAt: at,
      updatedAt: at,
    },
  });
  clock.advance(1_000);

  const watch = createSignalWatch(ctx);
  let published = false;
  let handled = 0;
  let closed = false;
  const stop = new AbortController();
  const follow = async (ticker: Ticker): Promise<void> => {
    current = ticker;
    if (!published) {
      published = true;
      await publish(ctx, provider, strategyId, {
        stopLoss: priceText(PLAN.stop),
        targets: [
          { price: "42500", fraction: "0.4" },
          { price: "48000", fraction: "0.6" },
        ],
        breakEven: { afterTarget: PLAN.breakEvenAfter },
      });
    }
    const events = await ctx.db.signalEvent.findMany({
      where: { strategyId, seq: { gt: handled } },
      orderBy: { seq: "asc" },
      select: { seq: true, signalId: true, type: true },
    });
    for (const { seq, signalId, type } of events) {
      await onSignalEvent(ctx, { strategyId, seq, signalId });
      handled = seq;
      closed ||= type === "CLOSE";
    }
    if (closed) stop.abort();
  };
  const sleep = async (ms: number): Promise<void> => {
    await new Promise(setImmediate);
    clock.advance(ms);
  };
  const store = createReplayStore(ctx, { from: null, speed: 600, symbols: [], generated: false });
  const started = clock.now();
  const feed = new ReplayFeed({
    store,
    clock,
    sleep: async (ms) => {
      await sleep(ms);
      if (clock.now() - started > 600_000) stop.abort(); // the data is over: a test must end
    },
  });
  await runFeed(ctx, feed, [watch, follow], stop.signal);

  const row = await ctx.db.position.findFirstOrThrow({ where: { userId: subscriber.userId } });
  const position = await getPosition(ctx, subscriber.userId, row.id);
  const account = await ctx.db.paperAccount.findUniqueOrThrow({ where: { userId: subscriber.userId } });
  const last = await ctx.db.equityPoint.findFirst({ where: { userId: subscriber.userId }, orderBy: { at: "desc" } });
  return { position, cash: plain(account.cash.toString()), equity: plain(last?.equity.toString() ?? "0") };
}

function byHand(bars: readonly Bar[], feeBps: bigint): Outcome {
  return followLong(bars.flatMap(walk), PLAN, QUOTE, feeBps);
}

function expectSame(found: Awaited<ReturnType<typeof journey>>, hand: Outcome): void {
  const cash = money(10_000n * 10n ** 18n + hand.grossPnl - hand.fees);
  expect(found.cash).toBe(cash);
  expect(found.equity).toBe(cash);
  expect(found.position).toMatchObject({
    state: "CLOSED",
    entryPrice: priceText(hand.entry),
    entryQty: amountText(hand.lots),
    grossPnl: money(hand.grossPnl),
    fees: money(hand.fees),
    realisedPnl: money(hand.grossPnl - hand.fees),
    closeReason: hand.exits.at(-1)?.cause,
  });
  expect(found.position?.fills.slice(1).map((fill) => [fill.reason, fill.price, fill.qty])).toEqual(
    hand.exits.map((exit) => [exit.cause, priceText(exit.price), amountText(exit.lots)]),
  );
}

// The candles stand beside the project, not in it (ENVIRONMENT.md): without them this test says so.
describe.runIf(existsSync(FILE))(
  "the journey on real candles, by hand in whole numbers",
  { timeout: TIMEOUT_MS },
  () => {
    it("agrees to the last digit: entry, first target, break-even stop, account", async () => {
      const bars = barsOf(FILE, FROM, BARS);
      const hand = byHand(bars, 10n);
      expect(hand.exits.map((exit) => exit.cause)).toEqual(["target", "stop"]);
      expectSame(await journey(bars, 10n), hand);
    });

    it("moves with the fee, exactly as by hand", async () => {
      const bars = barsOf(FILE, FROM, BARS);
      const dearer = byHand(bars, 17n);
      expect(dearer.fees).not.toBe(byHand(bars, 10n).fees);
      expectSame(await journey(bars, 17n), dearer);
    });

    it("moves with one candle, exactly as by hand", async () => {
      const bars = barsOf(FILE, FROM, BARS);
      const changed = bars.map((bar, index) =>
        index === 0 ? { ...bar, open: bar.open + ticks("50"), high: bar.high + ticks("50") } : bar,
      );
      const hand = byHand(changed, 10n);
      expect(hand.entry).not.toBe(byHand(bars, 10n).entry);
      expect(hand.grossPnl).not.toBe(byHand(bars, 10n).grossPnl);
      expectSame(await journey(changed, 10n), hand);
    });
  },
);
