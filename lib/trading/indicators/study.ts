import type { Bars } from "@/lib/trading/market/bars";

/**
 * An indicator with its numbers filled in: what a strategy asks for. It has one line or several (a MACD has three), computed in two ways
 * that give the same bits: whole over history, or one bar at a time on a live feed. NaN is "not defined yet" (and "undefined here", as
 * RSI over a flat stretch may be); every comparison with it is false, so a strategy needs no test for it.
 */
export interface Study<Line extends string = string> {
  /** Says exactly what it is: "sma(close,20)". Equal keys are computed once and shared by all parameter sets of an optimisation. */
  readonly key: string;
  readonly lines: readonly Line[];
  /** Index of the first bar at which each line can be defined, in the order of `lines`. */
  readonly firstIndex: readonly number[];
  /** Fills one column a line, each as long as `bars`. The value at i depends on bars 0 to i alone. */
  fill(bars: Bars, out: readonly Float64Array[]): void;
  /** A stream from the first bar on. */
  stream(): StudyStream;
}

export interface StudyStream {
  /** Takes bar `i`, the one after the last one it took, and writes one value a line into `out`. Bars beyond `i` are never read. */
  next(bars: Bars, i: number, out: Float64Array): void;
}

/** Which number of a bar a study reads. */
export type Source = "open" | "high" | "low" | "close" | "volume" | "hl2" | "hlc3" | "ohlc4";
