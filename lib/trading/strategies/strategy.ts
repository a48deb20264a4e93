import type { on, ta } from "@/lib/trading/indicators/catalogue";
import type { Study } from "@/lib/trading/indicators/study";
import type { Bars } from "@/lib/trading/market/bars";
import type { EntryOrder, ReduceOrder, Side } from "@/lib/trading/orders/order";

/** All indicators (docs/indicators.md), and all that can be asked of lines bar by bar: handed in, so that a file needs no import. */
export type Indicators = typeof ta;
export type LineQuestions = typeof on;

/** One number a person may turn, or one choice. Bounds are inclusive; `step` is the grid an optimisation walks on. */
export type Parameter =
  | {
      readonly kind: "number";
      readonly label: string;
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly step: number;
      /** Whole numbers only, as a period is. */
      readonly whole?: true;
    }
  | { readonly kind: "choice"; readonly label: string; readonly default: string; readonly choices: readonly string[] }
  | { readonly kind: "flag"; readonly label: string; readonly default: boolean }
  /** Several numbers, as a grid's levels. An optimisation leaves it as it is. */
  | {
      readonly kind: "numbers";
      readonly label: string;
      readonly default: readonly number[];
      readonly min: number;
      readonly max: number;
      readonly maxLength: number;
    };

export type ParameterTable = Readonly<Record<string, Parameter>>;

/** Values of a table: one a name, each inside its bounds (`readParameters` has checked). */
export type ParameterValue = number | string | boolean | readonly number[];
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** What was computed before the first decision: the bars and every line of every study, by the name that `studies` gave. */
export interface Columns {
  readonly bars: Bars;
  /** "macd.signal" for a line of several, "fast" for a single one. */
  readonly lines: Readonly<Record<string, Float64Array>>;
}

interface StrategyBase {
  /** Kebab-case; what commands and the API call it. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly parameters: ParameterTable;
  /** Why these values, each inside its bounds, do not go together, as a sentence that names them; null when they do. */
  readonly check?: (parameters: ParameterValues) => string | null;
  /** How many entries it may hold in one direction at once; 1 when left out. A run allows at least as many (`pyramidingOf`). */
  readonly entriesMax?: (parameters: ParameterValues) => number;
  /**
   * What is computed before the first decision, by names of the strategy's own: `{ fast: ta.sma(20) }`. Parameters alone decide it.
   */
  studies(parameters: ParameterValues, ta: Indicators): Readonly<Record<string, Study>>;
}

/**
 * Bits of a signal. A close and an opposite entry of one bar both fill at the next open, the close first. Flat, an exit bit means nothing
 * and of both entry bits the long one counts; in a position, entries without the exit of what is held mean nothing, and an exit with an
 * entry of the side that is held only exits. Bits of bar 0 and of the last bar are never acted on.
 */
export const SIGNAL = { enterLong: 1, enterShort: 2, exitLong: 4, exitShort: 8 } as const;

/**
 * A strategy whose decisions follow from columns alone, whatever it holds: one market position at a time, entered when flat (an exit and
 * an opposite entry on one bar reverse it), with at most one stop and one target. Most strategies are; they run bar by bar like any other,
 * and over history also as columns, many times faster, with the same trades.
 */
export interface SignalStrategy extends StrategyBase {
  readonly kind: "signals";
  /**
   * Writes the bits of bars [from, to) into `out`, `out[i]` for bar i. The bits of bar i depend on columns at 0 to i alone: a live feed
   * calls it with one new bar at a time, and the look-ahead test compares both.
   */
  signals(columns: Columns, parameters: ParameterValues, from: number, to: number, out: Uint8Array): void;
  /** Absolute prices that protect an entry decided at bar `i`'s close; NaN: none. Left out: no stop, no target. */
  readonly protect?: {
    stop(columns: Columns, parameters: ParameterValues, i: number, side: Side): number;
    target(columns: Columns, parameters: ParameterValues, i: number, side: Side): number;
  };
}

/** A line as a decision sees it: this bar's value and earlier ones. There is no way to a later one. */
export interface Series {
  /** Value at the closed bar. */
  readonly now: number;
  /** Value `n` bars before it; NaN before the first bar. @throws RangeError when n is negative or no whole number */
  ago(n: number): number;
}

/** The closed bar and what is held, as a decision sees them. One object, reused for each bar. */
export interface BarView {
  readonly index: number;
  /** Open time of the bar. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** 1 long, -1 short, 0 flat. */
  readonly position: -1 | 0 | 1;
  /** Base units held, above or equal 0. */
  readonly qty: number;
  /** Average entry price; NaN when flat. */
  readonly entryPrice: number;
  readonly equity: number;
  readonly cash: number;
  /** Whether an entry with this tag is held or waits. */
  isBusy(tag: number): boolean;
}

/** What a decision may ask for. Everything works from the next bar on. */
export interface Desk {
  /** Places an entry order and returns its number. */
  enter(order: EntryOrder): number;
  /** Market entry with the run's sizing: `enter({ side: "long", type: "market" })`. */
  buy(): number;
  sell(): number;
  /** Sells all (or the entry with this tag) at the next open. */
  close(tag?: number): void;
  /** Sells a part or all of what is held, now or at a price; returns the order's number, 0 when nothing is held. */
  reduce(order: ReduceOrder): number;
  /** Moves the stop of all that is held. */
  moveStop(price: number): void;
  /** Puts one target for the rest of all that is held in place of those that wait. */
  moveTarget(price: number): void;
  /** Takes back a waiting order; one that is gone is no fault. */
  cancel(order: number): void;
  cancelAll(): void;
}

/** A strategy that decides bar by bar, with any order and any memory of its own. This is what a file holds. */
export interface BarStrategy extends StrategyBase {
  readonly kind: "bars";
  /** Its indicators live in its own memory: bars that only warm up are shown to it too, before a desk that takes nothing. */
  readonly warmsItself?: true;
  /**
   * Called once a run; what it returns is called at each bar's close, from bar 0 on. Memory lives in the closure.
   * `on.crossover(lines.fast, lines.slow)` asks of lines what Pine would.
   */
  start(
    parameters: ParameterValues,
    lines: Readonly<Record<string, Series>>,
    on: LineQuestions,
  ): (bar: BarView, desk: Desk) => void;
}

export type Strategy = SignalStrategy | BarStrategy;
