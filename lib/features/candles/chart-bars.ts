import { exchangeName } from "@/lib/kernel/exchange-name";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { type Bars, barsOf, candlesOf, emptyBars } from "@/lib/trading/market/bars";
import type { Candle } from "@/lib/trading/market/candle";
import { resampleBars } from "@/lib/trading/market/resample";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { barStart, TIMEFRAME_MS, type Timeframe } from "@/lib/trading/market/timeframe";
import { pointAt } from "@/lib/trading/simulated/replay-grid";
import { POINTS_PER_BAR, pathPoint } from "@/lib/trading/simulated/replay-path";
import type { CandleSeries } from "./candle-series.ts";
import { copyBars } from "./chunk-repository.ts";
import { findReplay } from "./replay-repository.ts";
import { findInstrument, findSeries, listSeriesRows } from "./repository.ts";
import { findTicker } from "./ticker-repository.ts";

export interface ChartQuery {
  readonly exchange: string;
  /** As ccxt or a person writes it. */
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly from?: UtcMs | undefined;
  readonly to?: UtcMs | undefined;
  readonly limit?: number | undefined;
}

export interface Chart {
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Oldest first; the last one may still be running. */
  readonly bars: readonly Candle[];
  /** Where the market stands: in a replay its market time. Nothing later is ever shown. */
  readonly marketTime: number | null;
  readonly generated: boolean;
}

const LIMIT = 300;

/**
 * Bars for a chart: those that open in [from, to), the newest `limit` of them, or from `from` on the oldest. In a replay the future is not
 * there: bars end at its market time, the running one is what was walked of it. A timeframe that is not stored is made of a shorter one.
 */
export async function chartBars(
  ctx: Pick<Ctx, "db" | "clock" | "config">,
  query: ChartQuery,
): Promise<Result<Chart, "not_found">> {
  const parsed = parseSymbol(query.symbol);
  if (!parsed.ok) return refuse("not_found", parsed.detail);
  const { exchange, timeframe } = query;
  const { symbol } = parsed.value;
  const stored = (await listSeriesRows(ctx.db)).filter((one) => one.exchange === exchange && one.symbol === symbol);
  const generated = (await findTicker(ctx.db, exchange, symbol))?.source === "generated";
  const base = finestOf(stored, generated);
  if (base === null) return refuse("not_found", `No candles of ${symbol} at ${exchangeName(exchange)} are stored.`);

  if (TIMEFRAME_MS[base.timeframe] > TIMEFRAME_MS[timeframe])
    return refuse(
      "not_found",
      `No candles of ${symbol} at ${exchangeName(exchange)} as short as ${timeframe} are stored, only ${base.timeframe}.`,
    );

  const replayed = ctx.config.marketSource === "replay";
  const marketTime = replayed ? ((await findReplay(ctx.db))?.walkedMs ?? null) : ctx.clock.now();
  const chart = { exchange, symbol, timeframe, marketTime, generated: base.source === "generated" };
  if (marketTime === null) return done({ ...chart, bars: [] });

  const length = TIMEFRAME_MS[timeframe];
  const limit = query.limit ?? LIMIT;
  const runningStart = barStart(marketTime, timeframe);
  const end = Math.min(query.to ?? Number.MAX_SAFE_INTEGER, runningStart + 1);
  const first = query.from === undefined ? null : Math.ceil(query.from / length) * length;
  const to = first === null ? end : Math.min(end, first + limit * length);
  const from = first ?? Math.ceil(Math.min(to, base.toMs + TIMEFRAME_MS[base.timeframe]) / length - limit) * length;
  const exact = stored.find((one) => one.timeframe === timeframe && one.source === base.source) ?? null;
  const closed = await closedBars(
    ctx,
    { base, exact, timeframe },
    from,
    Math.min(Math.ceil(to / length) * length, runningStart),
  );
  const running =
    replayed && runningStart >= from && runningStart < to ? await runningBar(ctx, base, timeframe, marketTime) : [];
  const bars = [...closed, ...running];
  return done({ ...chart, bars: query.from === undefined ? bars.slice(-limit) : bars.slice(0, limit) });
}

function finestOf(stored: readonly CandleSeries[], generated: boolean): CandleSeries | null {
  const wanted = stored.filter((one) => (one.source === "generated") === generated);
  return (wanted.length > 0 ? wanted : stored).reduce<CandleSeries | null>(
    (best, one) => (best === null || TIMEFRAME_MS[one.timeframe] < TIMEFRAME_MS[best.timeframe] ? one : best),
    null,
  );
}

/** Stored bars of the timeframe itself, and before and after them what shorter ones make. */
async function closedBars(
  { db }: Pick<Ctx, "db">,
  { base, exact, timeframe }: { base: CandleSeries; exact: CandleSeries | null; timeframe: Timeframe },
  from: number,
  to: number,
): Promise<Candle[]> {
  const made = async (start: number, end: number) =>
    start < end ? lengthened(await storedBars(db, base, start, end), base, timeframe) : [];
  if (exact === null) return made(from, to);
  const exactEnd = exact.toMs + TIMEFRAME_MS[timeframe];
  return [
    ...(await made(from, Math.min(to, exact.fromMs))),
    ...candlesOf(await storedBars(db, exact, from, to)),
    ...(await made(Math.max(from, exactEnd), to)),
  ];
}

/** What was walked by now of the bar that runs: whole bars of the replayed series and the walked part of its last one. */
async function runningBar(
  { db }: Pick<Ctx, "db">,
  base: CandleSeries,
  timeframe: Timeframe,
  marketTime: number,
): Promise<Candle[]> {
  const { barTime, index } = pointAt(marketTime, base.timeframe);
  const instrument = await findInstrument(db, base.exchange, base.symbol);
  const bars = await storedBars(db, base, barStart(marketTime, timeframe), barTime + 1);
  const whole = candlesOf(bars);
  const last = whole.at(-1);
  if (instrument === null || last?.time !== barTime) return lengthened(bars, base, timeframe);
  const walked = Array.from({ length: index + 1 }, (_, i) =>
    pathPoint(last, TIMEFRAME_MS[base.timeframe], i, instrument.tick).last.toNumber(),
  );
  const partial: Candle = {
    time: barTime,
    open: last.open,
    high: Math.max(...walked),
    low: Math.min(...walked),
    close: walked.at(-1) ?? last.open,
    volume: (last.volume * (index + 1)) / POINTS_PER_BAR,
  };
  return lengthened(barsOf([...whole.slice(0, -1), partial]), base, timeframe);
}

/** Bars as they are now: a series that is written to meanwhile is looked up again. */
async function storedBars(db: Ctx["db"], known: CandleSeries, from: number, to: number): Promise<Bars> {
  for (let series: CandleSeries | null = known; series !== null; series = await findSeries(db, known)) {
    const bars = await copyBars(db, series, from, to, emptyBars);
    if (bars !== null) return bars;
  }
  return emptyBars(0);
}

function lengthened(bars: Bars, base: CandleSeries, timeframe: Timeframe): Candle[] {
  return candlesOf(resampleBars(bars, base.timeframe, timeframe, { edges: "all" }));
}
