import { describe, expect, it, vi } from "vitest";
import { dataHash } from "@/lib/features/candles/candle-chunk";
import { type Compute, StrategyFault } from "@/lib/ports/compute";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { RunStopped } from "@/lib/trading/backtest/watch";
import { measure } from "@/lib/trading/stats/metrics";
import { smaCross } from "@/lib/trading/strategies/sma-cross";
import { awaitEnd } from "./await-end.ts";
import type { RunStatus } from "./backtest.ts";
import { cancelBacktest } from "./cancel-backtest.ts";
import { estimate } from "./estimate.ts";
import type { RunWish } from "./prepare-run.ts";
import { getBacktest, resultOf } from "./queries.ts";
import { runnerStage } from "./runner-stage.fixture.ts";
import { startBacktest } from "./start-backtest.ts";
import { startBatch } from "./start-batch.ts";

const stage = runnerStage({ seed: 5, length: 3_000, symbols: ["BTC/USDT", "ETH/USDT"] });
const { db, bars, runner } = stage;
const HOUR = 3_600_000;
const wish: RunWish = {
  strategy: "sma-cross",
  exchange: "binance",
  symbol: "BTCUSDT",
  timeframe: "1h",
  parameters: { fast: 10, slow: 30, mode: "reverse" },
  initialCapital: 1_000,
  slippageBps: 2,
};

async function begun(change: Partial<RunWish> = {}): Promise<string> {
  stage.ctx.clock.advance(1); // later ids sort later
  const started = await startBacktest(stage.ctx, stage.ann, { ...wish, ...change });
  expect(started).toMatchObject({ ok: true, value: { status: "QUEUED" } });
  return started.ok ? started.value.id : "";
}

const statusOf = async (id: string): Promise<RunStatus | undefined> =>
  (await getBacktest(stage.ctx, stage.ann.userId, id))?.status;

/** Threads that begin a task and never end it unless told: what a long run looks like to whoever waits for it. */
function endless(): Compute & { readonly begun: number } {
  const seen = { begun: 0 };
  return {
    threads: 1,
    get begun() {
      return seen.begun;
    },
    do: (_name, _input, { stop }) => {
      seen.begun += 1;
      return new Promise((_resolve, reject) => {
        stop.addEventListener("abort", () => reject(new RunStopped()), { once: true });
      });
    },
    warm: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

describe("a run", () => {
  it("gives trades, equity, metrics and settings of the kernel, to the bit", async () => {
    const id = await begun();
    await runner("w1").idle();
    const found = await getBacktest(stage.ctx, stage.ann.userId, id);
    expect(found).toMatchObject({
      status: "DONE",
      error: null,
      progress: { phase: "DONE", done: 3_000, total: 3_000 },
    });
    expect(found?.settings).toMatchObject({
      strategy: "sma-cross",
      symbol: "BTC/USDT",
      parameters: { fast: 10, slow: 30, mode: "reverse" },
      initialCapital: 1_000,
      fee: 0.001,
      slippageBps: 2,
      bars: 3_000,
      dataHash: dataHash(bars, "1h"),
      fillMode: "bar",
      seed: 1,
      trialCount: 1,
      evidenceClass: "IN_SAMPLE",
    });
    const request = found?.request;
    if (request === undefined) throw new Error("there is no request");
    const settings = { ...request.settings, barMs: HOUR, funding: null };
    const here = runBacktest(bars, smaCross, request.parameters, settings);
    const result = await resultOf(stage.ctx, stage.ann.userId, id);
    expect(result?.equity.map(([, value]) => value)).toEqual([...here.equity]);
    expect(result?.equity[0]?.[0]).toBe((bars.time[0] ?? 0) + HOUR);
    expect(result?.trades).toHaveLength(here.trades.length);
    expect(result?.trades[0]).toMatchObject({
      entryPrice: here.trades.entryPrice[0],
      pnl: here.trades.pnl[0],
      stop: null,
    });
    expect(found?.metrics).toEqual(JSON.parse(JSON.stringify(measure(here, bars, settings))));
  });

  it("counts the trials of the same strategy on the same data", async () => {
    await begun();
    const second = await begun({ parameters: { fast: 12, slow: 40 } });
    await runner("w1").idle();
    expect((await getBacktest(stage.ctx, stage.ann.userId, second))?.settings).toMatchObject({ trialCount: 2 });
  });

  it("covers only the bars asked for, and is made of shorter ones where its own are not stored", async () => {
    const id = await begun({ timeframe: "4h", from: Date.parse("2024-01-10"), to: Date.parse("2024-02-10") });
    await runner("w1").idle();
    expect((await getBacktest(stage.ctx, stage.ann.userId, id))?.settings).toMatchObject({
      bars: 31 * 6,
      from: "2024-01-10T00:00:00.000Z",
      to: "2024-02-10T00:00:00.000Z",
      storedTimeframe: "1h",
    });
  });

  it("that fails says why, in the strategy's words; our own faults stay ours", async () => {
    const failing = (error: Error): Compute => ({ ...endless(), do: () => Promise.reject(error) });
    const theirs = await begun();
    await runner("w1", failing(new StrategyFault("The strategy failed at bar 7: no such level"))).idle();
    const ours = await begun();
    await runner("w2", failing(new Error("secret path /srv/x"))).idle();
    expect(await getBacktest(stage.ctx, stage.ann.userId, theirs)).toMatchObject({
      status: "FAILED",
      error: expect.stringContaining("bar 7"),
    });
    expect((await getBacktest(stage.ctx, stage.ann.userId, ours))?.error).toBe(
      `Something is broken on our side; it is logged under ${ours}.`,
    );
  });
});

describe("what cannot be run", () => {
  it.each([
    [{ strategy: "no-such" }, "strategy"],
    [{ parameters: { fast: 0 } }, "parameters.fast"],
    [{ parameters: { speed: 9 } }, "parameters.speed"],
    [{ symbol: "DOGEUSDT" }, "symbol"],
    [{ from: Date.parse("2024-03-01"), to: Date.parse("2024-02-01") }, "to"],
    [{ from: Date.parse("2030-01-01") }, "from"],
  ])("%j is refused at its field, and nothing is queued", async (change, field) => {
    const refused = await startBacktest(stage.ctx, stage.ann, { ...wish, ...change });
    expect(refused).toMatchObject({ ok: false, reason: "invalid", fieldErrors: { [field]: [expect.any(String)] } });
    expect(await db.owner("SELECT 1 FROM backtests")).toEqual([]);
  });
});

describe("who started a run", () => {
  it("waits until it has ended, and no longer than his patience", async () => {
    const id = await begun();
    const one = runner("w1");
    one.start();
    await awaitEnd(stage.ctx, id, 10_000);
    expect(await statusOf(id)).toBe("DONE");
    await one.stop();
    const waiting = await begun();
    const askedAt = performance.now();
    await awaitEnd(stage.ctx, waiting, 40);
    expect(performance.now() - askedAt).toBeGreaterThanOrEqual(40);
    expect(await statusOf(waiting)).toBe("QUEUED");
    await awaitEnd(stage.ctx, "bkt_of_nobody", 10_000);
  });
});

describe("a run under way", () => {
  it("is cancelled at once", async () => {
    const compute = endless();
    const id = await begun();
    const one = runner("w1", compute);
    one.start();
    await vi.waitFor(() => expect(compute.begun).toBe(1), { timeout: 5_000 });
    await cancelBacktest(stage.ctx, stage.ann, id);
    await vi.waitFor(async () => expect(await statusOf(id)).toBe("CANCELLED"), { timeout: 5_000, interval: 20 });
    await one.stop();
  });

  it("is given back by a worker that stops, and ended by the next one", async () => {
    const compute = endless();
    const id = await begun();
    const first = runner("w1", compute);
    first.start();
    await vi.waitFor(() => expect(compute.begun).toBe(1), { timeout: 5_000 });
    await first.stop();
    expect(await statusOf(id)).toBe("QUEUED");
    await runner("w2").idle();
    expect(await statusOf(id)).toBe("DONE");
  });

  it("of a worker that was killed is taken over; the dead one's late word changes nothing", async () => {
    const compute = endless();
    const id = await begun();
    const dead = runner("w1", compute);
    dead.wake();
    await vi.waitFor(() => expect(compute.begun).toBe(1), { timeout: 5_000 });
    await db.owner(`UPDATE backtests SET "beatAt" = clock_timestamp() - interval '9 s'`);
    const next = runner("w2");
    next.start();
    await vi.waitFor(async () => expect(await statusOf(id)).toBe("DONE"), { timeout: 5_000 });
    await dead.stop();
    await next.stop();
    expect(await statusOf(id)).toBe("DONE");
  });

  it("that ended three workers is not started a fourth time", async () => {
    const id = await begun();
    await db.owner("UPDATE backtests SET attempts = 3");
    await runner("w1").idle();
    expect(await getBacktest(stage.ctx, stage.ann.userId, id)).toMatchObject({
      status: "FAILED",
      error: expect.stringContaining("3 times"),
    });
  });
});

describe("a batch", () => {
  const batch = { ...wish, symbols: ["BTC/USDT", "ETH/USDT"], timeframes: ["1h", "4h"] as const };
  const { symbol: _s, timeframe: _t, ...input } = batch;

  it("runs each symbol in each timeframe, and is done with the last", async () => {
    const started = await startBatch(stage.ctx, stage.ann, { ...input, timeframes: [...batch.timeframes] });
    if (!started.ok) throw new Error(started.detail);
    await runner("w1").idle();
    const found = await getBacktest(stage.ctx, stage.ann.userId, started.value.id);
    expect(found).toMatchObject({ status: "DONE", progress: { unit: "runs", done: 4, total: 4 } });
    expect(found?.runs?.map(({ symbol, timeframe, status }) => `${symbol} ${timeframe} ${status}`)).toEqual([
      "BTC/USDT 1h DONE",
      "BTC/USDT 4h DONE",
      "ETH/USDT 1h DONE",
      "ETH/USDT 4h DONE",
    ]);
  });

  it("is refused whole when one of its runs cannot be made", async () => {
    const refused = await startBatch(stage.ctx, stage.ann, {
      ...input,
      symbols: ["BTC/USDT", "NO/USDT"],
      timeframes: ["1h"],
    });
    expect(refused).toMatchObject({ ok: false, fieldErrors: { symbols: [expect.stringContaining("NO/USDT")] } });
    expect(await db.owner("SELECT 1 FROM backtests")).toEqual([]);
  });

  it("is told beforehand as what its runs take together", async () => {
    const asked = await estimate(stage.ctx, stage.ann, { kind: "BATCH", ...input, timeframes: [...batch.timeframes] });
    const alone = await estimate(stage.ctx, stage.ann, { kind: "RUN", ...wish, timeframe: "1h" });
    if (!asked.ok || !alone.ok) throw new Error("refused");
    expect(asked.value).toMatchObject({ runs: 4, trials: 1 });
    expect(asked.value.bars).toBe(2 * (alone.value.bars + alone.value.bars / 4));
    expect(alone.value).toMatchObject({ runs: 1 });
  });

  it("ends with all of its runs when it is cancelled", async () => {
    const started = await startBatch(stage.ctx, stage.ann, { ...input, timeframes: ["1h"] });
    if (!started.ok) throw new Error(started.detail);
    await cancelBacktest(stage.ctx, stage.ann, started.value.id);
    const found = await getBacktest(stage.ctx, stage.ann.userId, started.value.id);
    expect(found?.status).toBe("CANCELLED");
    expect(found?.runs?.map(({ status }) => status)).toEqual(["CANCELLED", "CANCELLED"]);
  });

  // last: the others need what it deletes
  it("goes on when one of its runs fails, and keeps the reason at that run", async () => {
    const started = await startBatch(stage.ctx, stage.ann, { ...input, timeframes: ["1h"] });
    if (!started.ok) throw new Error(started.detail);
    await db.owner("DELETE FROM candle_series WHERE symbol = 'ETH/USDT'");
    await runner("w1").idle();
    const found = await getBacktest(stage.ctx, stage.ann.userId, started.value.id);
    expect(found?.status).toBe("DONE");
    expect(found?.runs?.map(({ status, error }) => [status, error])).toEqual([
      ["DONE", null],
      ["FAILED", "binance ETH/USDT 1h is no longer stored."],
    ]);
  });
});
