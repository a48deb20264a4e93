import { beforeEach, describe, expect, it } from "vitest";
import { AppError } from "@/lib/kernel/errors";
import { utcMs } from "@/lib/kernel/time";
import type { CandleHistory } from "@/lib/ports/candle-history";
import { makeActor } from "@/lib/testing/market-fixture";
import { randomBars } from "@/lib/testing/random-bars";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import type { FundingColumns } from "@/lib/trading/engine/settings";
import { type Bars, firstRowAt, sliceBars } from "@/lib/trading/market/bars";
import { checkParity } from "./check-parity.ts";
import { exchangeBars } from "./closed-bars.ts";
import { SessionRunner } from "./session-runner.ts";
import { equityOf, made } from "./sessions.fixture.ts";
import { startPaperSession } from "./start-paper-session.ts";

const db = testDb();
const BAR_MS = 60_000;
const bars = randomBars(21, 400, { barMs: BAR_MS });
const WISH = { exchange: "binance", symbol: "BTC/USDT", timeframe: "1m", strategy: "rsi-macd" } as const;
const SETTLED = 2_000;

interface Venue {
  down: boolean;
  readonly asked: number[];
  readonly history: CandleHistory;
}

/** An exchange that lists BTC/USDT and its perpetual, and tells the candles up to the clock, the running one last. */
function venue(ctx: TestCtx, funding: FundingColumns = { time: new Float64Array(), rate: new Float64Array() }): Venue {
  const asked: number[] = [];
  const up = <T>(answer: T): T => {
    if (made.down) throw new AppError("unavailable", "binance does not answer.");
    return answer;
  };
  const made: Venue = {
    down: false,
    asked,
    history: {
      async open(exchange, symbol) {
        if (!symbol.startsWith("BTC/USDT")) throw new AppError("not_found", `${exchange} does not list ${symbol}.`);
        return {
          pageBars: 100,
          fundingSpanMs: 86_400_000,
          now: async () => up(ctx.clock.now()),
          async candles(_timeframe, since): Promise<Bars> {
            asked.push(since);
            const from = firstRowAt(bars, since);
            return up(sliceBars(bars, from, Math.min(from + 100, firstRowAt(bars, ctx.clock.now()))));
          },
          async funding(since, until) {
            const rows = [...funding.time.keys()].filter((row) => {
              const at = funding.time[row] ?? 0;
              return at >= since && at < until && at <= ctx.clock.now();
            });
            return up({
              time: Float64Array.from(rows, (row) => funding.time[row] ?? 0),
              rate: Float64Array.from(rows, (row) => funding.rate[row] ?? 0),
            });
          },
          close: async () => undefined,
        };
      },
    },
  };
  return made;
}

const first = bars.time[0] ?? 0;
const endOf = (row: number): number => (bars.time[row] ?? 0) + BAR_MS;
let ctx: TestCtx;

beforeEach(async () => {
  await db.owner(
    "TRUNCATE trading_session_log, trading_session_trades, trading_session_bars, trading_sessions, candle_chunks, candle_series, funding_rates, instruments",
  );
  const fresh = createTestCtx(db.worker);
  ctx = { ...fresh, config: { ...fresh.config, marketSource: "exchange" } };
  ctx.clock.set(utcMs(first + 20_000));
});

async function start(symbol: string = WISH.symbol): Promise<string> {
  const actor = await makeActor(ctx, "SUBSCRIBER", "Trader");
  return made(await startPaperSession(ctx, actor, { ...WISH, symbol })).id;
}

/** The clock goes to `at`, and the worker looks once. */
async function lookAt(runner: SessionRunner, at: number): Promise<void> {
  ctx.clock.set(utcMs(at));
  await runner.look();
  await runner.settled();
}

describe("a session on an exchange's candles", () => {
  it("is of an exchange that is traded here: the feed would open any other and keep it", async () => {
    const actor = await makeActor(ctx, "SUBSCRIBER", "Trader");
    expect(await startPaperSession(ctx, actor, { ...WISH, exchange: "okx" })).toMatchObject({
      ok: false,
      reason: "invalid",
      fieldErrors: { exchange: [expect.stringContaining("bybit, binance")] },
    });
  });

  it("takes each once it has closed and settled, asks for none before, and makes up what an outage left", async () => {
    const market = venue(ctx);
    const id = await start();
    const runner = new SessionRunner(ctx, exchangeBars(ctx, market.history));
    await lookAt(runner, endOf(0) + SETTLED - 1);
    expect(market.asked).toEqual([]);
    await lookAt(runner, endOf(0) + SETTLED);
    expect(await equityOf(ctx, id)).toHaveLength(1);
    const runningAt = ctx.clock.now();
    await lookAt(runner, runningAt);
    expect(market.asked).toHaveLength(1);

    market.down = true;
    for (let row = 1; row < 50; row += 1) await lookAt(runner, endOf(row) + SETTLED);
    expect(await equityOf(ctx, id)).toHaveLength(1);
    expect(market.asked.length).toBeLessThan(50);
    market.down = false;
    await lookAt(runner, endOf(50) + SETTLED + 60_000);
    const taken = await ctx.db.tradingSessionBar.findMany({ where: { sessionId: id }, orderBy: { index: "asc" } });
    expect(taken.map(({ timeMs }) => Number(timeMs))).toEqual([...bars.time.subarray(0, taken.length)]);
    expect(taken.length).toBeGreaterThanOrEqual(51);
    // another session of the same market finds them stored
    const asked = market.asked.length;
    const second = await start();
    await lookAt(new SessionRunner(ctx, exchangeBars(ctx, market.history)), ctx.clock.now());
    expect(market.asked).toHaveLength(asked);
    expect(await equityOf(ctx, second)).toEqual([]);

    await lookAt(new SessionRunner(ctx, exchangeBars(ctx, market.history)), endOf(399) + SETTLED);
    expect(await equityOf(ctx, id)).toHaveLength(400);
    expect(await checkParity(ctx, id)).toMatchObject({ score: 1, bars: 400, candlesChanged: 0, equityDifference: 0 });
  });

  it("fails where the exchange does not list the symbol, and says so; the others go on", async () => {
    const market = venue(ctx);
    const [unlisted, good] = [await start("NOPE/USDT"), await start()];
    await lookAt(new SessionRunner(ctx, exchangeBars(ctx, market.history)), endOf(2) + SETTLED);
    expect(await ctx.db.tradingSession.findUniqueOrThrow({ where: { id: unlisted } })).toMatchObject({
      state: "FAILED",
      stopReason: "binance does not list NOPE/USDT.",
    });
    expect(await equityOf(ctx, good)).toHaveLength(3);
  });

  it("is charged a perpetual's funding as it is paid, and none of it twice", async () => {
    const time = Float64Array.from([60, 120, 180, 240, 300], (row) => (bars.time[row] ?? 0) + 1_000);
    const rounded = time.map((at) => Math.round(at / 1_000) * 1_000);
    const market = venue(ctx, { time: rounded, rate: Float64Array.from([1e-3, -2e-3, 5e-4, 1e-3, 2e-3]) });
    const id = await start("BTC/USDT:USDT");
    for (let row = 20; row < 400; row += 20)
      await lookAt(new SessionRunner(ctx, exchangeBars(ctx, market.history)), endOf(row) + SETTLED);
    await lookAt(new SessionRunner(ctx, exchangeBars(ctx, market.history)), endOf(399) + SETTLED);
    const paid = await ctx.db.tradingSessionLog.count({ where: { sessionId: id, kind: "FUNDING" } });
    expect(await checkParity(ctx, id)).toMatchObject({ score: 1, bars: 400, equityDifference: 0 });
    expect(paid).toBeGreaterThan(0);
  });
});
