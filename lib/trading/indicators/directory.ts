import { ta } from "./catalogue.ts";
import { PERIOD_MAX } from "./check-parameters.ts";
import { type Operand, operandKey } from "./input.ts";
import type { Study } from "./study.ts";

/** One argument of an indicator, in the order it is given. Bounds are inclusive. */
export type IndicatorParameter =
  | {
      readonly kind: "number";
      readonly name: string;
      readonly default: number;
      readonly min: number;
      readonly max: number;
      /** Only whole numbers. */
      readonly isWhole: boolean;
    }
  /** What is read: a number of the bar or a line of a study; `operand` may be a fixed level too. */
  | { readonly kind: "source" | "operand"; readonly name: string; readonly default: Operand };

export interface IndicatorEntry {
  /** Key in `ta`. */
  readonly name: IndicatorName;
  readonly title: string;
  readonly parameters: readonly IndicatorParameter[];
  readonly lines: readonly string[];
  /** Calls the indicator with one value a parameter. @throws AppError "invalid" when a value is out of bounds */
  make(...values: readonly (Operand | undefined)[]): Study;
}

export type IndicatorName = Exclude<keyof typeof ta, "lineOf">;

/** An indicator as a function of any arguments; the method form lets each have its own. */
interface Maker {
  make(...values: readonly (Operand | undefined)[]): Study;
}

function entry(name: IndicatorName, title: string, ...parameters: readonly IndicatorParameter[]): IndicatorEntry {
  const { make }: Maker = { make: ta[name] };
  return { name, title, parameters, make, lines: make(...parameters.map((parameter) => parameter.default)).lines };
}

const whole = (name: string, standard: number, min = 1, max = PERIOD_MAX): IndicatorParameter => ({
  kind: "number",
  name,
  default: standard,
  min,
  max,
  isWhole: true,
});
const number = (name: string, standard: number, max: number): IndicatorParameter => ({
  kind: "number",
  name,
  default: standard,
  min: 0,
  max,
  isWhole: false,
});
const source = (standard: Operand = "close", name = "source"): IndicatorParameter => ({
  kind: "source",
  name,
  default: standard,
});
const operand = (name: string, standard: Operand): IndicatorParameter => ({ kind: "operand", name, default: standard });

/** Every indicator with its parameters, defaults, bounds and lines: what pages and docs list. */
export const INDICATORS: readonly IndicatorEntry[] = [
  entry("sma", "Simple moving average", whole("period", 20), source()),
  entry("ema", "Exponential moving average", whole("period", 20), source()),
  entry("emaFirst", "EMA seeded with the first value", whole("period", 20), source()),
  entry("wma", "Weighted moving average", whole("period", 20), source()),
  entry("rma", "Wilder's moving average", whole("period", 14), source()),
  entry("hma", "Hull moving average", whole("period", 16, 2), source()),
  entry("vwma", "Volume-weighted moving average", whole("period", 20), source()),
  entry("dema", "Double EMA", whole("period", 20), source()),
  entry("tema", "Triple EMA", whole("period", 20), source()),
  entry("kama", "Kaufman's adaptive moving average", whole("period", 10, 2), source()),
  entry("linreg", "Linear regression", whole("period", 14, 2), whole("offset", 0, 0), source()),
  entry("rsi", "Relative strength index", whole("period", 14), source()),
  entry("macd", "MACD", whole("fast", 12), whole("slow", 26), whole("signal", 9), source()),
  entry("macdTalib", "MACD as TA-Lib", whole("fast", 12), whole("slow", 26), whole("signal", 9), source()),
  entry("stoch", "Stochastic", whole("period", 14), whole("smoothK", 1), whole("smoothD", 3)),
  entry("stochTalib", "Stochastic as TA-Lib", whole("period", 14), whole("smoothK", 3), whole("smoothD", 3)),
  entry(
    "stochRsi",
    "Stochastic RSI",
    whole("rsiPeriod", 14),
    whole("period", 14),
    whole("smoothK", 3),
    whole("smoothD", 3),
    source(),
  ),
  entry(
    "stochRsiTalib",
    "Stochastic RSI as TA-Lib",
    whole("rsiPeriod", 14),
    whole("period", 14),
    whole("smoothD", 3),
    source(),
  ),
  entry("cci", "Commodity channel index", whole("period", 20, 2), source("hlc3")),
  entry("wpr", "Williams %R", whole("period", 14)),
  entry("roc", "Rate of change, percent", whole("period", 10), source()),
  entry("mom", "Momentum", whole("period", 10), source()),
  entry("cmo", "Chande momentum oscillator", whole("period", 14), source()),
  entry("cmoTalib", "Chande momentum oscillator as TA-Lib", whole("period", 14, 2), source()),
  entry("trix", "TRIX", whole("period", 15), source()),
  entry("aroon", "Aroon", whole("period", 14, 2)),
  entry("dmi", "Directional movement and ADX", whole("period", 14), whole("smoothing", 14)),
  entry("adxTalib", "Directional movement and ADX as TA-Lib", whole("period", 14, 2)),
  entry("tr", "True range"),
  entry("trTalib", "True range as TA-Lib"),
  entry("atr", "Average true range", whole("period", 14)),
  entry("atrTalib", "Average true range as TA-Lib", whole("period", 14)),
  entry("stdev", "Standard deviation", whole("period", 20), source()),
  entry("stdevSample", "Standard deviation of a sample", whole("period", 20, 2), source()),
  entry("bb", "Bollinger bands", whole("period", 20), number("width", 2, 1_000), source()),
  entry("kc", "Keltner channel", whole("period", 20), number("width", 2, 1_000), source()),
  entry("donchian", "Donchian channel", whole("period", 20)),
  entry("supertrend", "Supertrend", number("factor", 3, 1_000), whole("period", 10)),
  entry("sar", "Parabolic SAR", number("start", 0.02, 1), number("step", 0.02, 1), number("max", 0.2, 1)),
  entry("sarTalib", "Parabolic SAR as TA-Lib", number("acceleration", 0.02, 1), number("max", 0.2, 1)),
  entry("ichimoku", "Ichimoku", whole("tenkan", 9), whole("kijun", 26), whole("senkou", 52)),
  entry("obv", "On-balance volume"),
  entry("obvTalib", "On-balance volume as TA-Lib"),
  entry("accdist", "Accumulation/distribution"),
  entry("cmf", "Chaikin money flow", whole("period", 20)),
  entry("mfi", "Money flow index", whole("period", 14), source("hlc3")),
  entry("mfiTalib", "Money flow index as TA-Lib", whole("period", 14, 2)),
  entry("vwap", "Volume-weighted average price of the UTC day", source("hlc3")),
  entry("vwapRolling", "Volume-weighted average price, rolling", whole("period", 20), source("hlc3")),
  entry("highest", "Highest", whole("period", 20), source("high")),
  entry("lowest", "Lowest", whole("period", 20), source("low")),
  entry("pivothigh", "Pivot high", whole("left", 5), whole("right", 5), source("high")),
  entry("pivotlow", "Pivot low", whole("left", 5), whole("right", 5), source("low")),
  entry("change", "Change", whole("period", 1), source()),
  entry("crossover", "Cross over", operand("a", "close"), operand("b", "open")),
  entry("crossunder", "Cross under", operand("a", "close"), operand("b", "open")),
  entry("cross", "Cross", operand("a", "close"), operand("b", "open")),
  entry("barssince", "Bars since", source(ta.lineOf(ta.crossover("close", "open")), "condition")),
  entry(
    "valuewhen",
    "Value when",
    source(ta.lineOf(ta.crossover("close", "open")), "condition"),
    source(),
    whole("occurrence", 0, 0, 1_000),
  ),
];

/** The entry as a row of docs/indicators.md. */
export function indicatorRow(indicator: IndicatorEntry): string {
  const { name, title, parameters } = indicator;
  const study = indicator.make(...parameters.map((parameter) => parameter.default));
  const given = parameters.map((parameter) => `${parameter.name} ${operandKey(parameter.default)}`);
  const lines = study.lines.map((line, k) => `${line} ${study.firstIndex[k]}`);
  return `| \`ta.${name}\` | ${title} | ${given.join(", ")} | ${lines.join(", ")} |`;
}
