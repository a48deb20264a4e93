import { ta } from "../indicators/catalogue.ts";
import type { Study } from "../indicators/study.ts";

/** How an indicator is called: its series, which change with each bar, and its numbers, which do not. */
export interface TaCall {
  /** In Pine's order; a name that ends in `?` may be left out. */
  readonly parameters: readonly string[];
  /** What the call may be short for: `ta.highest(20)` is of the high. */
  readonly sourceWhenAlone?: "high" | "low";
  /** Parameters that are series: `source` is fed as the open of a bar of its own. Left out: the bars as they are. */
  readonly series?: readonly string[];
  readonly make: (numbers: Readonly<Record<string, number>>) => Study;
  /** The lines in Pine's order. */
  readonly lines?: readonly string[];
}

const SOURCE = ["source"];
const n = (numbers: Readonly<Record<string, number>>, name: string, other = Number.NaN): number =>
  numbers[name] ?? other;

const ofLength = (make: (length: number) => Study, length = "length"): TaCall => ({
  parameters: ["source", length],
  series: SOURCE,
  make: (numbers) => make(n(numbers, "length", 1)),
});

/** Indicators of Pine that are ours under the same definition (docs/indicators.md). Of a source, Pine's first argument, they read "open". */
export const TA_CALLS: Readonly<Record<string, TaCall>> = {
  "ta.sma": ofLength((length) => ta.sma(length, "open")),
  "ta.ema": ofLength((length) => ta.ema(length, "open")),
  "ta.rma": ofLength((length) => ta.rma(length, "open")),
  "ta.wma": ofLength((length) => ta.wma(length, "open")),
  "ta.hma": ofLength((length) => ta.hma(length, "open")),
  "ta.vwma": ofLength((length) => ta.vwma(length, "open")),
  "ta.rsi": ofLength((length) => ta.rsi(length, "open")),
  "ta.cci": ofLength((length) => ta.cci(length, "open")),
  "ta.cmo": ofLength((length) => ta.cmo(length, "open")),
  "ta.mom": ofLength((length) => ta.mom(length, "open")),
  "ta.roc": ofLength((length) => ta.roc(length, "open")),
  "ta.mfi": ofLength((length) => ta.mfi(length, "open")),
  "ta.change": ofLength((length) => ta.change(length, "open"), "length?"),
  "ta.highest": { ...ofLength((length) => ta.highest(length, "open")), sourceWhenAlone: "high" },
  "ta.lowest": { ...ofLength((length) => ta.lowest(length, "open")), sourceWhenAlone: "low" },
  "ta.pivothigh": {
    parameters: ["source", "leftbars", "rightbars"],
    sourceWhenAlone: "high",
    series: SOURCE,
    make: (numbers) => ta.pivothigh(n(numbers, "leftbars"), n(numbers, "rightbars"), "open"),
  },
  "ta.pivotlow": {
    parameters: ["source", "leftbars", "rightbars"],
    sourceWhenAlone: "low",
    series: SOURCE,
    make: (numbers) => ta.pivotlow(n(numbers, "leftbars"), n(numbers, "rightbars"), "open"),
  },
  "ta.stdev": ofLength((length) => ta.stdev(length, "open")),
  "ta.linreg": {
    parameters: ["source", "length", "offset"],
    series: SOURCE,
    make: (numbers) => ta.linreg(n(numbers, "length"), n(numbers, "offset"), "open"),
    lines: ["value"],
  },
  "ta.bb": {
    parameters: ["series", "length", "mult"],
    series: ["series"],
    make: (numbers) => ta.bb(n(numbers, "length"), n(numbers, "mult"), "open"),
    lines: ["middle", "upper", "lower"],
  },
  "ta.kc": {
    parameters: ["series", "length", "mult"],
    series: ["series"],
    make: (numbers) => ta.kc(n(numbers, "length"), n(numbers, "mult"), "open"),
    lines: ["middle", "upper", "lower"],
  },
  "ta.macd": {
    parameters: ["source", "fastlen", "slowlen", "siglen"],
    series: SOURCE,
    make: (numbers) => ta.macd(n(numbers, "fastlen"), n(numbers, "slowlen"), n(numbers, "siglen"), "open"),
    lines: ["macd", "signal", "hist"],
  },
  "ta.atr": { parameters: ["length"], make: (numbers) => ta.atr(n(numbers, "length")) },
  "ta.wpr": { parameters: ["length"], make: (numbers) => ta.wpr(n(numbers, "length")) },
  "ta.supertrend": {
    parameters: ["factor", "atrPeriod"],
    make: (numbers) => ta.supertrend(n(numbers, "factor"), n(numbers, "atrPeriod")),
    lines: ["line", "direction"],
  },
  "ta.dmi": {
    parameters: ["diLength", "adxSmoothing"],
    make: (numbers) => ta.dmi(n(numbers, "diLength"), n(numbers, "adxSmoothing")),
    lines: ["plusDi", "minusDi", "adx"],
  },
  "ta.sar": {
    parameters: ["start", "inc", "max"],
    make: (numbers) => ta.sar(n(numbers, "start"), n(numbers, "inc"), n(numbers, "max")),
  },
  "ta.vwap": { parameters: ["source"], series: SOURCE, make: () => ta.vwap("open") },
  "ta.stoch": {
    parameters: ["source", "high", "low", "length"],
    series: ["source", "high", "low"],
    make: (numbers) => ta.stoch(n(numbers, "length"), 1, 1),
    lines: ["k"],
  },
};
