import { invariant } from "@/lib/kernel/errors";
import { ta } from "@/lib/trading/indicators/catalogue";
import type { StudyStream } from "@/lib/trading/indicators/study";
import { BAR_COLUMNS, type Bars } from "@/lib/trading/market/bars";
import type { Candle } from "@/lib/trading/market/candle";
import type { Columns, ParameterValues, Strategy } from "@/lib/trading/strategies/strategy";

const FIRST_ROOM = 1024;

/**
 * Columns of a live feed: each closed candle makes them one bar longer, and every indicator takes it from its stream. Beyond the last bar
 * there is nothing but NaN. Full columns are replaced by larger ones; who holds `bars` or `lines` from before reads them anew.
 */
export class GrowingColumns implements Columns {
  bars: Bars;
  lines: Readonly<Record<string, Float64Array>>;
  readonly #streams: readonly { names: readonly string[]; stream: StudyStream; values: Float64Array }[];
  #room = FIRST_ROOM;

  constructor(strategy: Strategy, parameters: ParameterValues) {
    this.bars = grown(null, this.#room);
    this.#streams = Object.entries(strategy.studies(parameters, ta)).map(([name, study]) => ({
      names: study.lines.map((line) => (study.lines.length === 1 ? name : `${name}.${line}`)),
      stream: study.stream(),
      values: new Float64Array(study.lines.length),
    }));
    const names = this.#streams.flatMap((study) => study.names);
    this.lines = Object.fromEntries(names.map((name) => [name, undefinedColumn(this.#room)]));
  }

  /** @returns the candle's index @throws AppError "invariant" for a candle that is not later than the last one */
  take(candle: Candle): number {
    const index = this.bars.length;
    const last = index === 0 ? Number.NEGATIVE_INFINITY : (this.bars.time[index - 1] ?? Number.NaN);
    invariant(candle.time > last, `a candle of ${candle.time} cannot follow one of ${last}`);
    if (index === this.#room) this.#grow();
    for (const name of BAR_COLUMNS) this.bars[name][index] = candle[name];
    this.bars = { ...this.bars, length: index + 1 };
    for (const { names, stream, values } of this.#streams) {
      stream.next(this.bars, index, values);
      for (const [k, name] of names.entries()) {
        const column = this.lines[name];
        if (column !== undefined) column[index] = values[k] ?? Number.NaN;
      }
    }
    return index;
  }

  #grow(): void {
    this.#room *= 2;
    this.bars = grown(this.bars, this.#room);
    this.lines = Object.fromEntries(
      Object.entries(this.lines).map(([name, column]) => {
        const larger = undefinedColumn(this.#room);
        larger.set(column);
        return [name, larger];
      }),
    );
  }
}

function grown(from: Bars | null, room: number): Bars {
  const column = (name: (typeof BAR_COLUMNS)[number]): Float64Array => {
    const larger = undefinedColumn(room);
    if (from !== null) larger.set(from[name]);
    return larger;
  };
  return {
    length: from?.length ?? 0,
    time: column("time"),
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
  };
}

function undefinedColumn(room: number): Float64Array {
  return new Float64Array(room).fill(Number.NaN);
}
