import type { RunResult } from "@/lib/trading/backtest/result";
import type { RunSettings } from "@/lib/trading/engine/settings";
import type { Bars } from "@/lib/trading/market/bars";
import type { Metrics } from "@/lib/trading/stats/metrics";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";

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

/** What can be asked of a thread. Each is pure: the same input gives the same bits on any thread of any machine. */
export interface ComputeTasks {
  readonly run: { readonly input: RunTask; readonly output: RunAnswer };
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
