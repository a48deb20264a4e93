import type { Bars } from "@/lib/trading/market/bars";
import { BAR_COLUMNS, emptyBars } from "@/lib/trading/market/bars";
import type { Study, StudyRun, StudyStream } from "./study.ts";

/** Columns of a study by the name of their line. */
export type Lines<Line extends string> = Readonly<Record<Line, Float64Array>>;

/** The body of an indicator: the next run of bars in, its values out. What it must remember of earlier bars is its own. */
export type Body<Line extends string> = (bars: Bars, out: Lines<Line>) => void;

interface Definition<Line extends string> {
  readonly key: string;
  /** The lines, and for each the index of the first bar at which it can be defined. */
  readonly first: Readonly<Record<Line, number>>;
  readonly start: () => Body<Line>;
}

/**
 * Makes a study of one body: over history it gets all bars at once and loops over them, on a live feed it gets runs of one bar. So column
 * and stream cannot differ in formula, and a stream cannot look ahead: later bars are not handed to it.
 */
export function defineStudy<Line extends string>({ key, first, start }: Definition<Line>): Study<Line> {
  const lines = Object.keys(first) as Line[];
  const begin = (): StudyRun => {
    const body = start();
    return (bars, out) => body(bars, nameColumns(lines, out));
  };
  return {
    key,
    lines,
    firstIndex: lines.map((line) => first[line]),
    start: begin,
    fill: (bars, out) => begin()(bars, out),
    stream: () => streamOf(lines, start()),
  };
}

function nameColumns<Line extends string>(lines: readonly Line[], columns: readonly Float64Array[]): Lines<Line> {
  return Object.fromEntries(lines.map((line, k) => [line, columns[k] ?? new Float64Array(0)])) as Lines<Line>;
}

function streamOf<Line extends string>(lines: readonly Line[], body: Body<Line>): StudyStream {
  const bar = emptyBars(1);
  const cells = lines.map(() => new Float64Array(1));
  const named = nameColumns(lines, cells);
  return {
    next(bars, i, out) {
      for (const name of BAR_COLUMNS) bar[name][0] = bars[name][i] ?? Number.NaN;
      body(bar, named);
      for (let k = 0; k < cells.length; k++) out[k] = cells[k]?.[0] ?? Number.NaN;
    },
  };
}
