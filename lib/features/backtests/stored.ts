import { flag, listOf, nullable, number, oneOf, type Reader, recordOf, shape, text } from "@/lib/kernel/shape";
import { TIMEFRAMES } from "@/lib/trading/market/timeframe";
import { OBJECTIVES } from "@/lib/trading/optimise/objective";
import type { Robustness } from "@/lib/trading/optimise/robustness";
import { SEARCH_METHODS } from "@/lib/trading/optimise/search";
import type { Sizing } from "@/lib/trading/orders/order";
import type { Metrics } from "@/lib/trading/stats/metrics";
import type { ParameterValue } from "@/lib/trading/strategies/strategy";
import type { LogitBin, SearchVerdict } from "@/lib/trading/validation/judge-search";
import type { Luck } from "@/lib/trading/validation/luck";
import type { WindowRow } from "@/lib/trading/validation/walk-forward/stage-report";
import type { BacktestProgress, RunRequest } from "./backtest.ts";
import type { OptimisationSummary, WalkSummary } from "./search.ts";
import type { SettingsRecord } from "./settings-record.ts";

// The JSON columns of a backtest, read back as what this feature wrote into them; a row of another shape is told by its place.

const figure = nullable(number);
const annualised = oneOf("measured", "extrapolated");
const parameter: Reader<ParameterValue> = (value, at) =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : listOf(number)(value, at);
const parameters = recordOf(parameter);
const sizing: Reader<Sizing> = shape<{ type: Sizing["type"]; value: number }>({
  type: oneOf("units", "quote", "equityPct", "riskPct"),
  value: number,
});
const market = oneOf("spot", "swap");
const timeframe = oneOf(...TIMEFRAMES);

const account = {
  makerFee: number,
  slippageBps: number,
  spreadBps: number,
  market,
  leverage: number,
  maintenanceMargin: number,
  sizing,
  tick: number,
  lot: number,
  minNotional: number,
  pyramiding: number,
};

/** What a run was asked for. A search's space and plan stand beside it and are read by the search. */
export const readRequest: Reader<RunRequest> = shape<RunRequest>({
  strategy: text,
  parameters,
  exchange: text,
  symbol: text,
  timeframe,
  from: number,
  to: number,
  settings: shape<RunRequest["settings"]>({
    cash: number,
    takerFee: number,
    atEnd: oneOf("keep", "close", "open"),
    ...account,
  }),
  seed: number,
});

const point: Reader<readonly [number, number]> = (value, at = "the point") => {
  const [time, equity] = listOf(number)(value, at);
  return [number(time, at), number(equity, at)];
};

export const readProgress: Reader<BacktestProgress> = shape<BacktestProgress>({
  phase: oneOf("QUEUED", "LOADING", "RUNNING", "SAVING", "DONE"),
  unit: oneOf("bars", "trials", "runs"),
  done: number,
  total: number,
  at: nullable(text),
  secondsLeft: figure,
  preview: listOf(point),
  best: nullable(shape<NonNullable<BacktestProgress["best"]>>({ value: number, parameters })),
});

export const readSettings: Reader<SettingsRecord> = shape<SettingsRecord>({
  strategy: text,
  parameters,
  exchange: text,
  symbol: text,
  timeframe,
  from: text,
  to: text,
  bars: number,
  initialCapital: number,
  fee: number,
  ...account,
  closeAtEnd: flag,
  fillMode: oneOf("bar"),
  funding: nullable(shape<{ events: number }>({ events: number })),
  dataHash: text,
  dataSource: text,
  storedTimeframe: text,
  engineVersion: text,
  seed: number,
  trialCount: number,
  evidenceClass: oneOf("IN_SAMPLE", "OUT_OF_SAMPLE"),
});

export const readMetrics: Reader<Metrics> = shape<Metrics>({
  trades: number,
  wins: number,
  losses: number,
  winRatePct: figure,
  grossProfit: number,
  grossLoss: number,
  profitFactor: figure,
  expectancy: figure,
  expectancyPct: figure,
  expectancyR: figure,
  avgWin: figure,
  avgLoss: figure,
  bestTrade: figure,
  worstTrade: figure,
  sqn: figure,
  avgTradeBars: figure,
  longestTradeBars: figure,
  totalFees: number,
  initialCash: number,
  finalEquity: number,
  netProfit: number,
  returnPct: number,
  cagrPct: figure,
  annualised,
  years: number,
  bars: number,
  sharpeDaily: figure,
  sharpeBar: figure,
  sortinoDaily: figure,
  volatilityDailyAnnPct: figure,
  maxDrawdownPct: number,
  maxDrawdownAbs: number,
  maxDrawdownDurationBars: number,
  maxDrawdownDays: number,
  calmar: figure,
  feesPaid: number,
  fundingPaid: number,
  exposurePct: number,
  buyAndHoldPct: number,
});

const luck = shape<Luck>({ level: oneOf("unknown", "likely_luck", "doubtful", "sound"), text });

const verdict = shape<SearchVerdict>({
  trials: number,
  overfitting: nullable(
    shape<NonNullable<SearchVerdict["overfitting"]>>({
      pbo: number,
      splits: number,
      trials: number,
      lossProbability: number,
      degradation: nullable(shape<{ slope: number; intercept: number }>({ slope: number, intercept: number })),
      histogram: listOf(shape<LogitBin>({ from: number, to: number, splits: number })),
    }),
  ),
  sharpe: nullable(
    shape<NonNullable<SearchVerdict["sharpe"]>>({
      observed: number,
      expectedByLuck: number,
      probabilistic: number,
      deflated: number,
    }),
  ),
  luck,
});

/** The head of an optimisation. */
export const readSearchSummary: Reader<OptimisationSummary> = shape<OptimisationSummary>({
  method: oneOf(...SEARCH_METHODS),
  objective: oneOf(...OBJECTIVES),
  minTrades: number,
  tried: number,
  total: number,
  best: nullable(
    shape<NonNullable<OptimisationSummary["best"]>>({
      parameters,
      score: number,
      robustness: shape<Robustness>({
        neighbours: number,
        goodShare: figure,
        mean: figure,
        worst: figure,
        withoutScore: number,
      }),
    }),
  ),
  pbo: figure,
  lossProbability: figure,
  deflatedSharpe: figure,
  luck,
  verdict: nullable(verdict),
});

const span = shape<WindowRow["inSample"]>({ from: number, to: number });
/** A walk-forward of before windows said it: most are of months, and the mark is a caution. */
const windowAnnualised: Reader<WindowRow["annualised"]> = (value, at) =>
  value === undefined ? "extrapolated" : annualised(value, at);

/** The head of a walk-forward. */
export const readWalkSummary: Reader<WalkSummary> = shape<WalkSummary>({
  tried: number,
  stages: listOf(
    shape<WalkSummary["stages"][number]>({
      name: text,
      trials: number,
      from: number,
      to: number,
      efficiency: figure,
      profitableShare: number,
      windows: listOf(
        shape<WindowRow>({
          window: number,
          inSample: span,
          outOfSample: span,
          parameters: nullable(parameters),
          score: figure,
          trials: number,
          inSampleReturnPct: figure,
          inSampleAnnualPct: figure,
          outOfSampleReturnPct: number,
          outOfSampleAnnualPct: figure,
          annualised: windowAnnualised,
          efficiency: figure,
          trades: number,
        }),
      ),
    }),
  ),
});
