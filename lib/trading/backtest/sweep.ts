import { type Rules, rulesOf } from "../engine/rules.ts";
import { runSteps } from "../engine/run-steps.ts";
import type { RunSettings } from "../engine/settings.ts";
import type { Bars } from "../market/bars.ts";
import { FIGURES, type FigureColumns } from "../optimise/objective.ts";
import { dayEnds } from "../stats/days.ts";
import { calmarOf, growthPerYear, measure, yearsOf } from "../stats/metrics.ts";
import { returnFigures } from "../stats/return-figures.ts";
import { pyramidingOf } from "../strategies/pyramiding-of.ts";
import type { ParameterValues, SignalStrategy, Strategy } from "../strategies/strategy.ts";
import { type CloseExtremes, closeExtremes } from "./close-extremes.ts";
import { refuseCoarseTick } from "./coarse-tick.ts";
import type { RunResult } from "./result.ts";
import { canWalk } from "./run-signals.ts";
import { createSignalColumn } from "./signal-column.ts";
import { SignalLog } from "./signal-log.ts";
import { createStudyColumns, prepareColumns, type StudyColumns } from "./study-columns.ts";
import { drawdownRatio, equityAt } from "./walk-curve.ts";
import { walkSignals } from "./walk-signals.ts";
import { RunStopped } from "./watch.ts";

/** Figures of each parameter set, a row a set; NaN: not defined. They are those that `measure` gives for a run of the set, to the bit. */
export type SweepColumns = FigureColumns & { readonly wins: Float64Array };

const COLUMNS = [...FIGURES, "wins"] as const;

/** Room for `sets` rows. `make` may give shared memory: threads that sweep different rows write to the same columns. */
export function emptySweep(sets: number, make = (rows: number): Float64Array => new Float64Array(rows)): SweepColumns {
  const [sharpe, calmar, profit, profitFactor, expectancy, maxDrawdown, trades, wins] = COLUMNS.map(() => make(sets));
  const none = new Float64Array(0);
  return {
    sharpe: sharpe ?? none,
    calmar: calmar ?? none,
    return: profit ?? none,
    profitFactor: profitFactor ?? none,
    expectancy: expectancy ?? none,
    maxDrawdown: maxDrawdown ?? none,
    trades: trades ?? none,
    wins: wins ?? none,
  };
}

export interface SweepTask {
  readonly bars: Bars;
  readonly strategy: Strategy;
  /** Each read by `readParameters`. */
  readonly sets: readonly ParameterValues[];
  readonly settings: RunSettings;
}

export interface SweepOptions {
  /** Columns that are shared by sets, and by other sweeps over the same bars. */
  readonly studies?: StudyColumns;
  /**
   * Row `row` is written; `daily` is the equity at the end of each UTC day, valid until the next set. False stops the sweep.
   */
  onSet?(row: number, daily: Float64Array): boolean;
}

/**
 * Tries the sets [from, to) over the same bars and keeps of each only its figures. Strategies of columns are walked by their events; what
 * sets share (indicators, memory) is made once. Rows of `out` are those of `sets`.
 * @throws RunStopped when `onSet` says so, and what the strategy throws
 */
export function sweep(
  { bars, strategy, sets, settings }: SweepTask,
  from: number,
  to: number,
  out: SweepColumns,
  { studies = createStudyColumns(bars), onSet }: SweepOptions = {},
): void {
  refuseCoarseTick(bars, settings);
  const room = roomOf(studies);
  const tryOne =
    strategy.kind === "signals" && canWalk(settings)
      ? byEvents(strategy, settings, studies, room, out)
      : bySteps(strategy, settings, studies, room, out);
  for (let row = from; row < to; row++) {
    const parameters = sets[row];
    if (parameters === undefined) return;
    tryOne(row, parameters);
    if (onSet !== undefined && !onSet(row, room.daily)) throw new RunStopped();
  }
}

/** What every set writes into anew. One sweep computes at a time, and lengths of bars seldom change. */
let scratch = { signals: createSignalColumn(0), log: new SignalLog({ isWhole: false }) };

function scratchFor(length: number): typeof scratch {
  if (scratch.signals.bytes.length !== length)
    scratch = { signals: createSignalColumn(length), log: new SignalLog({ isWhole: false }) };
  return scratch;
}

/** What is known of the bars before any set, for all sweeps over the same studies, as the parts of one search are. */
interface Room {
  /** Last bar of each UTC day, and the equity there. */
  readonly ends: Int32Array;
  readonly daily: Float64Array;
  readonly extremes: CloseExtremes;
}

const rooms = new WeakMap<StudyColumns, Room>();

function roomOf(studies: StudyColumns): Room {
  const known = rooms.get(studies);
  if (known !== undefined) return known;
  const { time, close } = studies.bars;
  const ends = dayEnds(time);
  const room = {
    ends,
    daily: new Float64Array(ends.length),
    extremes: closeExtremes(close),
  };
  rooms.set(studies, room);
  return room;
}

type TryOne = (row: number, parameters: ParameterValues) => void;

function byEvents(
  strategy: SignalStrategy,
  settings: RunSettings,
  studies: StudyColumns,
  { ends, daily, extremes }: Room,
  out: SweepColumns,
): TryOne {
  const { bars } = studies;
  const { close, length } = bars;
  const { signals, log } = scratchFor(length);
  const rules: Rules = rulesOf(settings);
  const years = yearsOf(bars);
  return (row, parameters) => {
    const columns = prepareColumns(strategy, parameters, studies);
    strategy.signals(columns, parameters, 0, length, signals.bytes);
    const walked = walkSignals(strategy, parameters, columns, signals, rules, log);
    equityAt(ends, close, settings.cash, log, walked, daily);
    const { pnl } = log.trades.columns;
    const count = log.trades.length;
    let wins = 0;
    let won = 0;
    let lost = 0;
    for (let i = 0; i < count; i++) {
      const net = pnl[i] ?? 0;
      if (net > 0) {
        wins++;
        won += net;
      } else lost -= net;
    }
    const final = length > 0 ? (daily[daily.length - 1] ?? settings.cash) : settings.cash;
    const drawdown = drawdownRatio(extremes, settings.cash, log, walked, daily);
    out.sharpe[row] = returnFigures(daily, 365).sharpe ?? Number.NaN;
    out.calmar[row] = calmarOf(growthPerYear(final / settings.cash, years), drawdown) ?? Number.NaN;
    out.return[row] = (final / settings.cash - 1) * 100;
    out.profitFactor[row] = lost > 0 ? won / lost : Number.NaN;
    out.expectancy[row] = count > 0 ? (won - lost) / count : Number.NaN;
    out.maxDrawdown[row] = drawdown * 100;
    out.trades[row] = count;
    out.wins[row] = wins;
  };
}

function bySteps(
  strategy: Strategy,
  settings: RunSettings,
  studies: StudyColumns,
  { ends, daily }: Room,
  out: SweepColumns,
): TryOne {
  return (row, parameters) => {
    const columns = prepareColumns(strategy, parameters, studies);
    const pyramiding = pyramidingOf(strategy, parameters, settings.pyramiding);
    const result = runSteps(strategy, parameters, columns, { ...settings, pyramiding });
    for (let day = 0; day < ends.length; day++) daily[day] = result.equity[ends[day] ?? 0] ?? 0;
    writeFigures(out, row, result, studies.bars, settings);
  };
}

function writeFigures(out: SweepColumns, row: number, result: RunResult, bars: Bars, settings: RunSettings): void {
  const metrics = measure(result, bars, settings);
  out.sharpe[row] = metrics.sharpeDaily ?? Number.NaN;
  out.calmar[row] = metrics.calmar ?? Number.NaN;
  out.return[row] = metrics.returnPct;
  out.profitFactor[row] = metrics.profitFactor ?? Number.NaN;
  out.expectancy[row] = metrics.expectancy ?? Number.NaN;
  out.maxDrawdown[row] = metrics.maxDrawdownPct;
  out.trades[row] = metrics.trades;
  out.wins[row] = metrics.wins;
}
