import { readableSeries } from "@/lib/features/candles/queries";
import { done, type FieldErrors, type Result, refuse } from "@/lib/kernel/result";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { settingsFaults } from "@/lib/trading/engine/settings-faults";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { barStart, TIMEFRAME_MS, type Timeframe } from "@/lib/trading/market/timeframe";
import { readParameters } from "@/lib/trading/strategies/read-parameters";
import type { RunRequest } from "./backtest.ts";
import type { BacktestLimits } from "./plan.ts";
import { type AccountInput, settingsOf } from "./run-settings.ts";
import { strategyByName } from "./strategies.ts";

/** What a run is asked for with, as the API takes it. */
export interface RunWish extends AccountInput {
  readonly strategy: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly seed?: number | undefined;
}

export interface PreparedRun {
  readonly request: RunRequest;
  /** Bars in the span, as far as the series' ends tell (holes not subtracted). */
  readonly bars: number;
}

/** Checks a wish against the strategy's table, the stored candles and the plan, and fills in what was left out. */
export async function prepareRun(
  ctx: Pick<Ctx, "db">,
  wish: RunWish,
  limits: BacktestLimits,
): Promise<Result<PreparedRun, "invalid">> {
  const strategy = strategyByName(wish.strategy);
  if (strategy === null) return field("strategy", `There is no strategy ${wish.strategy}.`);
  const parameters = readParameters(strategy.parameters, wish.parameters ?? {}, strategy.check);
  if (!parameters.ok) return refuse("invalid", parameters.detail, atParameters(parameters.fieldErrors ?? {}));
  const series = await findSeries(ctx, wish);
  if (!series.ok) return series;
  const { key, market, fromMs, toMs } = series.value;
  const barMs = TIMEFRAME_MS[key.timeframe];
  const end = toMs + barMs;
  const from = Math.max(wish.from ?? fromMs, fromMs);
  const to = Math.min(wish.to ?? end, end);
  if (wish.from !== undefined && wish.to !== undefined && wish.from >= wish.to)
    return field("to", `To (${iso(wish.to)}) must be after from (${iso(wish.from)}).`);
  const bars = Math.max(0, Math.ceil((to - from) / barMs));
  const stored = `stored are ${iso(fromMs)} to ${iso(end)}`;
  if (bars < 2)
    return field(wish.from !== undefined && wish.from >= end ? "from" : "to", `There are no bars then: ${stored}.`);
  if (bars > limits.barsPerRun)
    return field("from", `These are ${bars} bars; your plan allows ${limits.barsPerRun} a run. Choose a later start.`);
  const settings = settingsOf(wish, market);
  const [fault] = Object.entries(settingsFaults({ ...settings, barMs, funding: null }));
  if (fault !== undefined) return field(fault[0] === "cash" ? "initialCapital" : fault[0], fault[1]);
  return done({
    bars,
    request: {
      strategy: strategy.name,
      parameters: parameters.value,
      ...key,
      from,
      to,
      settings,
      seed: wish.seed ?? 1,
    },
  });
}

/** The stored series that is meant: `BTCUSDT` is the spot pair, or the perpetual where only that is stored. */
async function findSeries({ db }: Pick<Ctx, "db">, { exchange, symbol: typed, timeframe, from, to }: RunWish) {
  const spot = parseSymbol(typed);
  if (!spot.ok) return field("symbol", spot.detail ?? "This symbol is not known.");
  const swap = parseSymbol(typed, "swap");
  for (const parsed of swap.ok ? [spot, swap] : [spot]) {
    const key = { exchange, symbol: parsed.value.symbol, timeframe };
    const series = await readableSeries(db, key, { from, to });
    if (series === null) continue;
    // Made of shorter bars, the first and the last bar begin on the grid of the longer ones.
    const [fromMs, toMs] = [series.fromMs, series.toMs].map((time) => barStart(time, timeframe));
    return done({ key, market: parsed.value.market, fromMs: fromMs ?? 0, toMs: toMs ?? 0 } as const);
  }
  return field(
    "symbol",
    `There are no candles of ${exchange} ${spot.value.symbol} in ${timeframe}. Choose a series that is stored.`,
  );
}

function field(name: string, fault: string) {
  return refuse("invalid", fault, { [name]: [fault] });
}

function atParameters(errors: FieldErrors): FieldErrors {
  return Object.fromEntries(
    Object.entries(errors).map(([name, faults]) => [name === "parameters" ? name : `parameters.${name}`, faults]),
  );
}

function iso(at: number): string {
  return toIso(utcMs(at));
}
