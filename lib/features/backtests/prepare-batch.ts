import { done, type FieldErrors, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { Timeframe } from "@/lib/trading/market/timeframe";
import { batchOf } from "@/lib/trading/validation/comparison/batch";
import type { BacktestLimits } from "./plan.ts";
import { type PreparedRun, prepareRun, type RunWish } from "./prepare-run.ts";

/** One strategy over each of these symbols in each of these timeframes. */
export interface BatchWish extends Omit<RunWish, "symbol" | "timeframe"> {
  readonly symbols: readonly string[];
  readonly timeframes: readonly Timeframe[];
}

const FAULTS_TOLD = 10;

/** Checks each run of a batch as its own start would: all of them in the order of symbols and timeframes, or what is wrong with some. */
export async function prepareBatch(
  ctx: Pick<Ctx, "db">,
  wish: BatchWish,
  limits: BacktestLimits,
): Promise<Result<readonly PreparedRun[], "invalid">> {
  const { symbols, timeframes, ...shared } = wish;
  const wishes = batchOf(symbols, timeframes).map((item) => ({ ...shared, ...item }));
  if (wishes.length > limits.runsPerBatch) {
    const fault = `These are ${wishes.length} runs; your plan allows ${limits.runsPerBatch} a batch.`;
    return refuse("invalid", fault, { symbols: [fault] });
  }
  const prepared: PreparedRun[] = [];
  const faults: FieldErrors[] = [];
  for (const one of wishes) {
    const run = await prepareRun(ctx, one, limits);
    if (run.ok) prepared.push(run.value);
    else faults.push(run.fieldErrors ?? {});
  }
  return faults.length === 0 ? done(prepared) : refuse("invalid", "Some of these runs cannot be made.", merged(faults));
}

function merged(all: readonly FieldErrors[]): FieldErrors {
  const fields: Record<string, string[]> = {};
  for (const [name, faults] of all.flatMap((errors) => Object.entries(errors))) {
    const field = name === "symbol" ? "symbols" : name;
    fields[field] = [...new Set([...(fields[field] ?? []), ...faults])].slice(0, FAULTS_TOLD);
  }
  return fields;
}
