import type { Bars } from "@/lib/trading/market/bars";

/**
 * An indicator with its numbers filled in: what a strategy asks for. It has one line or several (a MACD has three), computed in two ways
 * that give the same bits: whole over history, or one bar at a time on a live feed. NaN is "not defined yet" (and "undefined here", as
 * RSI over a flat stretch is); every comparison with it is false, so a strategy needs no test for it.
 *
 * Indicators are written once, as a `StudyRun`, by `defineStudy`; `fill` and `stream` are made of it.
 */
export interface Study<Line extends string = string> {
  /** Says exactly what it is: "sma(close,20)". Equal keys are computed once and shared by all parameter sets of an optimisation. */
  readonly key: string;
  readonly lines: readonly Line[];
  /** Index of the first bar at which each line can be defined, in the order of `lines`. */
  readonly firstIndex: readonly number[];
  /** Begins at the first bar. Takes history in runs of any length, each bar once, in order. */
  start(): StudyRun;
  /** Fills one column a line, each as long as `bars`. The value at i depends on bars 0 to i alone. */
  fill(bars: Bars, out: readonly Float64Array[]): void;
  /** A stream from the first bar on. */
  stream(): StudyStream;
}

/** Takes the next run of bars (all of history, or one) and writes the lines' values for them, from index 0 of each column on. */
export type StudyRun = (bars: Bars, out: readonly Float64Array[]) => void;

export interface StudyStream {
  /** Takes bar `i`, the one after the last one it took, and writes one value a line into `out`. Other bars are never read. */
  next(bars: Bars, i: number, out: Float64Array): void;
}

/** Which number of a bar a study reads. */
export type Source = "open" | "high" | "low" | "close" | "volume" | "hl2" | "hlc3" | "ohlc4";

/** A line of another study, to be read like a source: `ema(9, lineOf(rsi(14)))`. Made by `lineOf`. */
export interface StudyLine {
  readonly study: Study;
  /** Index in `study.lines`. */
  readonly line: number;
}

/** What a study reads: a number of the bar, or a line of another study. */
export type Input = Source | StudyLine;
