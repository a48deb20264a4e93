import type { Columns, Series } from "@/lib/trading/strategies/strategy";
import type { EngineState } from "./state.ts";
import type { StepInput } from "./step-input.ts";

/** Where a decision sits: what its view, its series and its desk look at. Never handed to a strategy. */
export interface Seat {
  state: EngineState;
  input: StepInput;
  index: number;
  /** Tags of what is held or waits, gathered when first asked for; null once that may have changed. */
  busy: Set<number> | null;
}

let bindColumn: (series: ColumnSeries, column: Float64Array) => void;

/** A column seen from the closed bar backwards. The column itself is private, so there is no way to a later bar. */
class ColumnSeries implements Series {
  #column: Float64Array;
  readonly #seat: Seat;

  static {
    bindColumn = (series, column) => {
      series.#column = column;
    };
  }

  constructor(seat: Seat, column: Float64Array) {
    this.#seat = seat;
    this.#column = column;
  }

  get now(): number {
    // NaN, written so that V8 takes 26 bytes and not 32: up to 27 it always compiles a getter into its reader, else it makes an object a value
    return this.#column[this.#seat.index] ?? 0 / 0;
  }

  ago(bars: number): number {
    // one comparison for "whole" and "not negative": with two, V8 sometimes leaves the call standing in the bar's step
    if (bars >>> 0 !== bars) refuseAgo(bars);
    const at = this.#seat.index - bars;
    return at < 0 ? 0 / 0 : (this.#column[at] ?? 0 / 0);
  }
}

function refuseAgo(bars: number): never {
  throw new RangeError(`ago(${bars}): a whole number of bars from 0 on`);
}

interface BoundLines {
  readonly lines: Readonly<Record<string, Series>>;
  /** Looks at other columns from now on: a live feed replaces its own by larger ones. */
  bind(lines: Columns["lines"]): void;
}

/** One series a line. */
export function seriesOf(seat: Seat, columns: Columns): BoundLines {
  const series = Object.entries(columns.lines).map(([name, column]) => [name, new ColumnSeries(seat, column)] as const);
  return {
    lines: Object.fromEntries(series),
    bind(larger) {
      for (const [name, one] of series) bindColumn(one, larger[name] ?? new Float64Array(0));
    },
  };
}
