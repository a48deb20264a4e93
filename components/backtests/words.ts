import { formatDate, formatDuration, formatNumber } from "@/components/ui/format";
import type { BacktestKind, BacktestProgress } from "@/lib/features/backtests/backtest";

export const KIND_WORDS: Readonly<Record<BacktestKind, string>> = {
  RUN: "Backtest",
  BATCH: "Batch",
  OPTIMISATION: "Optimisation",
  WALK_FORWARD: "Walk-forward",
};

const UNIT_WORDS = { bars: "Bar", trials: "Trial", runs: "Run" } as const;

/** "Bar 84,120 of 350,400": where it stands, in one phrase. */
export function progressWords(progress: BacktestProgress, queuePlace: number | null): string {
  const { phase, unit, done, total } = progress;
  if (phase === "QUEUED")
    return queuePlace === null || queuePlace === 0 ? "Next in the queue" : `${queuePlace} before it`;
  if (phase === "LOADING") return `Loading candles ${formatNumber(done)} of ${formatNumber(total)}`;
  if (phase === "SAVING") return "Saving the result";
  if (phase === "DONE") return "Done";
  return `${UNIT_WORDS[unit]} ${formatNumber(done)} of ${formatNumber(total)}`;
}

export function timeLeftWords(progress: BacktestProgress): string | null {
  if (progress.phase !== "RUNNING" || progress.secondsLeft === null) return null;
  const { secondsLeft } = progress;
  return secondsLeft < 10 ? `${formatNumber(secondsLeft, 1)} s left` : `${formatDuration(secondsLeft * 1_000)} left`;
}

/** Share that is done, 0 to 100. */
export function percentDone({ phase, done, total }: BacktestProgress): number {
  if (phase === "QUEUED" || phase === "LOADING") return 0;
  if (phase === "SAVING" || phase === "DONE") return 100;
  return total > 0 ? Math.min(100, Math.floor((done / total) * 100)) : 0;
}

/** "2024-01-01 – 2024-06-30": the days that a span of bars [from, to) touches. */
export function spanWords(from: number, to: number): string {
  return `${formatDate(from)} – ${formatDate(to - 1)}`;
}

/** "fast 20, slow 50" */
export function parameterWords(parameters: Readonly<Record<string, unknown>>): string {
  const words = Object.entries(parameters).map(([name, value]) => `${name} ${valueWords(value)}`);
  return words.length === 0 ? "no parameters" : words.join(", ");
}

export const OBJECTIVE_WORDS = {
  sharpe: "Sharpe, daily",
  calmar: "Calmar",
  return: "Return, %",
  profitFactor: "Profit factor",
  expectancy: "Expectancy",
} as const;

/** One value of a parameter as it is typed. */
export function valueWords(value: unknown): string {
  return Array.isArray(value) ? value.join("/") : String(value);
}

/** "17,472 bars, up to 500 sets, about 3.2 s of computing. 299 runs left today." */
export function estimateWords({
  bars,
  trials,
  runs,
  seconds,
  left,
}: {
  readonly bars: number;
  readonly trials: number;
  readonly runs: number;
  readonly seconds: number;
  readonly left: number;
}): string {
  const work = [
    ...(runs > 1 ? [`${formatNumber(runs)} runs`] : []),
    `${formatNumber(bars)} bars`,
    ...(trials > 1 ? [`up to ${formatNumber(trials)} sets`] : []),
  ].join(", ");
  const short = runs > left ? " That is fewer than this takes." : "";
  return `${work}, about ${formatNumber(seconds, 1)} s of computing. ${formatNumber(left)} runs left today.${short}`;
}
