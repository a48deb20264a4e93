import { z } from "zod";
import { cursor, limit } from "@/lib/features/marketplace/page-query";
import { timeFromText, utcMs } from "@/lib/kernel/time";
import { TIMEFRAMES } from "@/lib/trading/market/timeframe";
import { OBJECTIVES } from "@/lib/trading/optimise/objective";
import { SEARCH_METHODS } from "@/lib/trading/optimise/search";

/** Files that a finished run can be taken away as. */
export const REPORT_FORMATS = ["csv", "json", "html"] as const;

/** A number, or the same as text: money and prices travel as text in JSON. Bounds are inclusive and told. */
function amount(name: string, min: number, max: number) {
  const error = `${name} must be a number from ${min} to ${max}.`;
  return z.preprocess(
    (value) => (typeof value === "string" && /^-?\d{1,15}(\.\d{1,18})?$/.test(value) ? Number(value) : value),
    z.number({ error }).min(min, error).max(max, error),
  );
}

const strategy = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Strategy must be the name of a built-in strategy, like sma-cross.")
  .max(60, "Strategy must be the name of a built-in strategy, like sma-cross.");

const exchange = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9]{2,30}$/, "Exchange must be an exchange's id in letters and digits, like binance.");

const symbol = z.string().min(3, "Symbol must be like BTC/USDT.").max(40, "Symbol must be like BTC/USDT.");

const timeframe = z.enum(TIMEFRAMES, { error: `Timeframe must be one of ${TIMEFRAMES.join(", ")}.` });

const TIME_ERROR = "Time must be an ISO time such as 2024-03-01T00:00:00Z, or milliseconds since 1970 (13 digits).";
/** March 1973: what lies before it was given in seconds, or is no time at all. */
const FIRST_MS = 100_000_000_000;
const time = z
  .union([z.string(), z.int(TIME_ERROR).min(FIRST_MS, TIME_ERROR).max(8.64e15, TIME_ERROR)], { error: TIME_ERROR })
  .transform((value, context) => {
    const at = typeof value === "number" ? utcMs(value) : timeFromText(value);
    if (at !== null) return at;
    context.addIssue({ code: "custom", message: TIME_ERROR });
    return z.NEVER;
  });

const parameterValue = z.union([z.number(), z.string().max(500), z.boolean(), z.array(z.number()).max(200)], {
  error: "A value must be a number, a text, true or false, or a list of numbers.",
});

/** Names and values are checked against the strategy's own table, which names bound and fix. */
const parameters = z.record(z.string().max(60), parameterValue, {
  error: "Parameters must be an object of names and values.",
});

const sizing = z.strictObject({
  type: z.enum(["units", "quote", "equityPct", "riskPct"], {
    error: "Sizing type must be units, quote, equityPct or riskPct.",
  }),
  value: amount("Sizing value", 1e-12, 1e12),
});

const account = {
  initialCapital: amount("Initial capital", 1, 1e12).optional(),
  fee: amount("Fee", 0, 0.1).optional(),
  makerFee: amount("Maker fee", 0, 0.1).optional(),
  slippageBps: amount("Slippage", 0, 1_000).optional(),
  spreadBps: amount("Spread", 0, 1_000).optional(),
  leverage: amount("Leverage", 1, 125).optional(),
  maintenanceMargin: amount("Maintenance margin", 0, 0.5).optional(),
  sizing: sizing.optional(),
  tick: amount("Tick", 0, 1e6).optional(),
  lot: amount("Lot", 0, 1e6).optional(),
  minNotional: amount("Min notional", 0, 1e9).optional(),
  pyramiding: z
    .int({ error: "Pyramiding must be a whole number from 1 to 100." })
    .min(1, "Pyramiding must be a whole number from 1 to 100.")
    .max(100, "Pyramiding must be a whole number from 1 to 100.")
    .optional(),
  closeAtEnd: z.boolean({ error: "closeAtEnd must be true or false." }).optional(),
  seed: z.int({ error: "Seed must be a whole number." }).min(0).max(4_294_967_295).optional(),
};

const market = { exchange, symbol, timeframe, from: time.optional(), to: time.optional() };

/** `POST /api/backtest/run`. */
export const runInput = z.strictObject({ strategy, ...market, parameters: parameters.optional(), ...account });

/** `POST /api/backtest/batch`: one strategy over each of these symbols in each of these timeframes. */
export const batchInput = z.strictObject({
  strategy,
  exchange,
  symbols: z.array(symbol).min(1, "Give at least one symbol.").max(500, "Give at most 500 symbols."),
  timeframes: z.array(timeframe).min(1, "Give at least one timeframe.").max(TIMEFRAMES.length),
  from: time.optional(),
  to: time.optional(),
  parameters: parameters.optional(),
  ...account,
});

function part(name: string, min: number, max: number) {
  const error = `${name} must be a whole number from ${min} to ${max}.`;
  return z.int({ error }).min(min, error).max(max, error);
}

/** `POST /api/backtest/optimize`: the parameters are the centre of the ranges. Limits of the plan are told by the verb. */
export const optimizeInput = z.strictObject({
  strategy,
  ...market,
  parameters: parameters.optional(),
  ...account,
  method: z.enum(SEARCH_METHODS, { error: `Method must be one of ${SEARCH_METHODS.join(", ")}.` }).optional(),
  range: amount("Range", 0.000_001, 10).optional(),
  steps: part("Steps", 1, 1_000).optional(),
  trials: part("Trials", 1, 1_000_000).optional(),
  vary: z.array(z.string().max(60)).max(50).optional(),
  grid: z.record(z.string().max(60), z.array(parameterValue).min(1, "Give at least one value.").max(1_000)).optional(),
  objective: z.enum(OBJECTIVES, { error: `Objective must be one of ${OBJECTIVES.join(", ")}.` }).optional(),
  minTrades: part("Minimum trades", 0, 1_000_000).optional(),
});

/** Handed on as it came: a schema would lose a field named `__proto__`, and the verb names every one that it does not know. */
const stage = z
  .custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    { error: "A stage must be an object." },
  )
  .meta({ type: "object", description: "name, windows, search, around" });

/** `POST /api/backtest/walkforward`: stages as in docs/walkforward.md; their own faults are told at their paths by the verb. */
export const walkForwardInput = z.strictObject({
  strategy,
  ...market,
  parameters: parameters.optional(),
  ...account,
  stages: z
    .array(stage, {
      error: "Stages must be a list of 1 to 10 stages.",
    })
    .min(1, "Give at least one stage.")
    .max(10, "Give at most 10 stages."),
});

export const historyQuery = z.strictObject({
  kind: z
    .enum(["RUN", "BATCH", "OPTIMISATION", "WALK_FORWARD"], {
      error: "Choose RUN, BATCH, OPTIMISATION or WALK_FORWARD, or leave it out for all.",
    })
    .optional(),
  cursor,
  limit: limit.default(50),
});
export type HistoryQuery = z.output<typeof historyQuery>;

export const exportQuery = z.strictObject({
  format: z.enum(REPORT_FORMATS, { error: `Choose ${REPORT_FORMATS.join(", ")}.` }).default("json"),
});
