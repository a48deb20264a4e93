import type { RunSettings } from "@/lib/trading/engine/settings";
import type { Timeframe } from "@/lib/trading/market/timeframe";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";

export type BacktestKind = "RUN" | "BATCH" | "OPTIMISATION" | "WALK_FORWARD";
export type RunStatus = "QUEUED" | "RUNNING" | "DONE" | "FAILED" | "CANCELLED";

/** A run of history with parameters chosen on it is IN_SAMPLE; only what a walk-forward did after its choice is OUT_OF_SAMPLE. */
export type EvidenceClass = "IN_SAMPLE" | "OUT_OF_SAMPLE";

export const EVIDENCE_OF: Readonly<Record<BacktestKind, EvidenceClass>> = {
  RUN: "IN_SAMPLE",
  BATCH: "IN_SAMPLE",
  OPTIMISATION: "IN_SAMPLE",
  WALK_FORWARD: "OUT_OF_SAMPLE",
};

/** Whether nothing more will happen to it. */
export function isFinal(status: RunStatus): boolean {
  return status === "DONE" || status === "FAILED" || status === "CANCELLED";
}

/** Checked and complete: the same request gives the same result to the bit, on any machine. */
export interface RunRequest {
  readonly strategy: string;
  readonly parameters: ParameterValues;
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Bars that open in [from, to), milliseconds UTC. */
  readonly from: number;
  readonly to: number;
  readonly settings: Omit<RunSettings, "barMs" | "funding">;
  /** Begins every drawing of lots (random search, Monte Carlo). */
  readonly seed: number;
}

/** Where it stands, as pages and sockets show it. */
export interface BacktestProgress {
  readonly phase: "QUEUED" | "LOADING" | "RUNNING" | "SAVING" | "DONE";
  readonly unit: "bars" | "trials" | "runs";
  readonly done: number;
  readonly total: number;
  /** Open time of the bar that was reached; null where bars are not what is counted. */
  readonly at: string | null;
  readonly secondsLeft: number | null;
  /** At most 200 points [time ms, equity] so far. */
  readonly preview: readonly (readonly [number, number])[];
  /** Of a search: the objective of the best parameter set so far, and that set. */
  readonly best: { readonly value: number; readonly parameters: ParameterValues } | null;
}

export function waitingProgress(unit: BacktestProgress["unit"], total: number): BacktestProgress {
  return { phase: "QUEUED", unit, done: 0, total, at: null, secondsLeft: null, preview: [], best: null };
}
