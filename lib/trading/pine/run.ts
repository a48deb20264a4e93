import { BAR_COLUMNS, type Bars, emptyBars } from "../market/bars.ts";
import type { BarView, ParameterValues } from "../strategies/strategy.ts";
import { PineFault } from "./fault.ts";
import type { Inputs } from "./inputs.ts";
import { PineOrders } from "./orders.ts";

/** na is NaN: every comparison with it is false. */
export type Value = number | string | boolean;
/** What an expression gives; several values where it is a tuple. */
export type Given = Value | readonly Value[];
export type Eval = () => Given;
export type NumberEval = () => number;

/** Where a name keeps its value. */
export interface Slot {
  value: Given;
  /** Values at the close of each bar so far, where the script asks for earlier ones. */
  history: Given[] | null;
}

/** All that the evaluators of one run share. */
export class PineRun {
  readonly inputs: Inputs;
  readonly parameters: ParameterValues;
  readonly version: 5 | 6;
  readonly orders: PineOrders;
  /** Columns of the bars so far, for `close[1]`. */
  readonly columns: Readonly<Record<string, number[]>> = Object.fromEntries(BAR_COLUMNS.map((name) => [name, []]));
  readonly slots: Slot[] = [];
  /** Money at the first bar. */
  initial = Number.NaN;
  /** Calls of functions inside one another, while the script is put together. */
  depth = 0;
  #view: BarView | null = null;

  constructor(version: 5 | 6, inputs: Inputs, parameters: ParameterValues, pyramiding: number) {
    this.version = version;
    this.inputs = inputs;
    this.parameters = parameters;
    this.orders = new PineOrders(pyramiding);
  }

  get view(): BarView {
    if (this.#view === null) throw new PineFault(1, "no bar came yet");
    return this.#view;
  }

  begin(view: BarView): void {
    this.#view = view;
    if (view.index === 0) this.initial = view.equity;
    for (const name of BAR_COLUMNS) this.columns[name]?.push(view[name]);
  }

  end(): void {
    for (const { history, value } of this.slots) history?.push(value);
  }
}

/** One bar as columns: what an indicator is fed with. The source, whatever it is, stands in the place of the open. */
export function oneBar(): { readonly bars: Bars; take(view: BarView, source?: number): Bars } {
  const bars = emptyBars(1);
  return {
    bars,
    take(view, source) {
      for (const name of BAR_COLUMNS) bars[name][0] = view[name];
      if (source !== undefined) bars.open[0] = source;
      return bars;
    },
  };
}

export function numberOf(given: Given, line: number): number {
  if (typeof given === "number") return given;
  throw new PineFault(line, `a number is expected, not ${shown(given)}`);
}

export function textOf(given: Given, line: number): string {
  if (typeof given === "string") return given;
  throw new PineFault(line, `a text is expected, not ${shown(given)}`);
}

/** Whether a condition holds; na does not. */
export function isTrue(given: Given): boolean {
  return typeof given === "number" ? given !== 0 && !Number.isNaN(given) : given === true;
}

function shown(given: Given): string {
  return typeof given === "object" ? "several values" : JSON.stringify(given);
}
