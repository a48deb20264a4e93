import type { BacktestKind, BacktestProgress, RunStatus } from "@/lib/features/backtests/backtest";
import { AppError } from "@/lib/kernel/errors";
import { listOf, nullable, number, oneOf, type Reader, recordOf, shape, text } from "@/lib/kernel/shape";

export interface BacktestNews {
  readonly id: string;
  readonly kind: BacktestKind;
  readonly status: RunStatus;
  readonly progress: BacktestProgress;
}

const point: Reader<readonly [number, number]> = (value, at = "the point") => {
  const [time, equity] = listOf(number)(value, at);
  if (time === undefined || equity === undefined) throw new AppError("invariant", `${at} is no pair`);
  return [time, equity];
};

const parameter: Reader<BacktestParameter> = (value, at) =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : listOf(number)(value, at);

type BacktestParameter = NonNullable<BacktestProgress["best"]>["parameters"][string];

/** What `backtest_progress` carries. */
export const readBacktest: Reader<BacktestNews> = shape<BacktestNews>({
  id: text,
  kind: oneOf("RUN", "BATCH", "OPTIMISATION", "WALK_FORWARD"),
  status: oneOf("QUEUED", "RUNNING", "DONE", "FAILED", "CANCELLED"),
  progress: shape<BacktestProgress>({
    phase: oneOf("QUEUED", "LOADING", "RUNNING", "SAVING", "DONE"),
    unit: oneOf("bars", "trials", "runs"),
    done: number,
    total: number,
    at: nullable(text),
    secondsLeft: nullable(number),
    preview: listOf(point),
    best: nullable(shape<NonNullable<BacktestProgress["best"]>>({ value: number, parameters: recordOf(parameter) })),
  }),
});
