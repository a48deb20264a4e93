import type { RunResult } from "@/lib/trading/backtest/result";
import type { RunSettings } from "@/lib/trading/engine/settings";
import type { Bars } from "@/lib/trading/market/bars";
import type { FigureColumns } from "@/lib/trading/optimise/objective";
import type { Metrics } from "@/lib/trading/stats/metrics";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";
import type { SearchVerdict } from "@/lib/trading/validation/judge-search";
import type { Luck } from "@/lib/trading/validation/luck";
import type { WindowRun } from "@/lib/trading/validation/walk-forward/run-window";

/** A strategy as a thread finds it: a built-in one by name, or (command line only) a file that is imported and trusted. */
export type StrategyRef = { readonly name: string } | { readonly file: string };

/** One run: bars lie in shared memory, so a thread sees them without a copy. */
export interface RunTask {
  readonly bars: Bars;
  readonly strategy: StrategyRef;
  readonly parameters: ParameterValues;
  readonly settings: RunSettings;
}

export interface RunAnswer {
  readonly result: RunResult;
  readonly metrics: Metrics;
}

/** Many parameter sets over the same bars. */
export interface SweepTask {
  readonly bars: Bars;
  /** Names these very bars: a thread keeps the columns of studies that it computed over them for the next part of the sweep. */
  readonly barsKey: string;
  readonly strategy: StrategyRef;
  readonly settings: RunSettings;
  readonly sets: readonly ParameterValues[];
  /** Threads put columns of studies there that several of them need, for all parts of one search. */
  readonly shared?: SharedColumns;
}

/** Memory in which the threads of one search share columns of studies: zeros at its head say that nothing is there. */
export interface SharedColumns {
  /** No other search of this process has it, also one that had the same memory before. */
  readonly search: number;
  /** Which memory it is: a thread is handed another object for it each time. One search has it at a time. */
  readonly block: number;
  readonly memory: SharedArrayBuffer;
}

/** What lies where, at the beginning of shared columns. */
export const SHARED_HEAD_BYTES = 65_536;

/** Room for columns that threads share over one sweep: 32 MiB, or 16 columns where that is more. Pages that nobody wrote to cost nothing. */
export function sharedColumnsBytes(bars: number): number {
  return Math.max(32 * 2 ** 20, SHARED_HEAD_BYTES + 16 * 8 * bars);
}

/** A row a set, in the order asked for. */
export interface SweepAnswer {
  readonly figures: FigureColumns;
  /** Sharpe ratio of one observation, not annualised; NaN where it is not defined. */
  readonly sharpes: Float64Array;
  /** Sums and sums of squares of the returns in each of 16 blocks, one set after the other; empty when there are too few returns. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  /** Returns in each block. */
  readonly blockLength: number;
}

/** What is asked once a search is done: how its best set stands, and how much of that may be luck. */
export interface JudgeTask {
  readonly bars: Bars;
  readonly strategy: StrategyRef;
  readonly settings: RunSettings;
  readonly best: ParameterValues;
  readonly sharpes: Float64Array;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  readonly blockLength: number;
  /** Sets tried for this, those of earlier searches over the same data too. */
  readonly trials: number;
}

/** One window of a walk-forward: traded out of sample, indicators warm from before it. */
export interface WindowTask {
  readonly bars: Bars;
  readonly strategy: StrategyRef;
  readonly settings: RunSettings;
  readonly run: WindowRun;
}

export interface JudgeAnswer {
  readonly metrics: Metrics;
  /** Probability of backtest overfitting, 0 to 1; null with fewer than two sets or too few returns. */
  readonly pbo: number | null;
  /** How often the best of one half lost money in the other; null as above. */
  readonly lossProbability: number | null;
  /** 0 to 1; null where it is not defined. */
  readonly deflatedSharpe: number | null;
  readonly luck: Luck;
  /** The whole of it: splits by their outcome, the ratio that luck alone gives. */
  readonly verdict: SearchVerdict;
}

/** What can be asked of a thread. Each is pure: the same input gives the same bits on any thread of any machine. */
export interface ComputeTasks {
  readonly run: { readonly input: RunTask; readonly output: RunAnswer };
  readonly sweep: { readonly input: SweepTask; readonly output: SweepAnswer };
  readonly window: { readonly input: WindowTask; readonly output: { readonly result: RunResult } };
  readonly judge: { readonly input: JudgeTask; readonly output: JudgeAnswer };
}

export type TaskName = keyof ComputeTasks;

/** How far a task is. */
export interface TaskProgress {
  /** Bars closed, or parameter sets tried. */
  readonly done: number;
  readonly total: number;
  /** At most 200 points [bar, equity] so far; none where a task has no one curve. */
  readonly preview: readonly (readonly [number, number])[];
}

export interface TaskOptions {
  /** Whose turn it takes: threads go round among those who wait (a user's id). */
  readonly turn: string;
  /** Aborted: the task ends within some milliseconds, and its promise rejects with RunStopped. */
  readonly stop: AbortSignal;
  /** Told some five times a second while the task computes. */
  readonly onProgress?: (progress: TaskProgress) => void;
}

/** Threads that compute beside the event loop. */
export interface Compute {
  readonly threads: number;
  /**
   * @throws RunStopped after `stop`
   * @throws StrategyFault with the strategy's own words when it threw
   */
  do<Name extends TaskName>(
    name: Name,
    input: ComputeTasks[Name]["input"],
    options: TaskOptions,
  ): Promise<ComputeTasks[Name]["output"]>;
  /** Resolves when every thread has computed a small run: the next one is fast. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

/** A strategy threw, or gave what cannot be worked with. The message is for its author. */
export class StrategyFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StrategyFault";
  }
}
