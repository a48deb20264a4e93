import type { Actor } from "@/lib/kernel/actor";
import { done, type Result } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { limitsOf } from "./limits-of.ts";
import { type BatchWish, prepareBatch } from "./prepare-batch.ts";
import { prepareRun, type RunWish } from "./prepare-run.ts";
import { paceOf } from "./repository.ts";
import { prepareSearch, type SearchWish } from "./start-optimisation.ts";
import { prepareWalk, type WalkWish } from "./start-walk-forward.ts";
import { type QuotaLeft, quotaLeft } from "./within-quota.ts";

/** What a run or search will take, before it is started. */
export interface Estimate {
  /** Of all runs of a batch together. */
  readonly bars: number;
  /** Parameter sets; 1 for a run. */
  readonly trials: number;
  /** What it counts as within the plan: the runs of a batch, 1 for anything else. */
  readonly runs: number;
  /** Of computing, once it has begun. */
  readonly seconds: number;
  readonly quota: QuotaLeft;
}

/** Bars a second of a run where nothing was measured yet: a strategy of columns on one modest core. */
const BARS_A_SECOND = 5_000_000;
/** What every run takes whatever its length: queue, loading, saving. */
const BASE_SECONDS = 0.2;

export type EstimateWish =
  | ({ readonly kind: "RUN" } & RunWish)
  | ({ readonly kind: "BATCH" } & BatchWish)
  | ({ readonly kind: "OPTIMISATION" } & SearchWish)
  | ({ readonly kind: "WALK_FORWARD" } & WalkWish);

/** Checks a wish as its start would, and says what it takes. Seconds follow the pace of recent runs of the same strategy. */
export async function estimate(ctx: Ctx, { userId }: Actor, wish: EstimateWish): Promise<Result<Estimate, "invalid">> {
  const taken = await measured(ctx, wish, userId);
  if (!taken.ok) return taken;
  const { bars, trials, runs, work } = taken.value;
  const pace = (await paceOf(ctx.db, wish.kind === "BATCH" ? "RUN" : wish.kind, wish.strategy)) ?? BARS_A_SECOND;
  const seconds = Math.round((BASE_SECONDS * runs + work / pace) * 10) / 10;
  return done({ bars, trials, runs, seconds, quota: await quotaLeft(ctx.db, ctx.clock.now(), userId) });
}

type Taken = Pick<Estimate, "bars" | "trials" | "runs"> & {
  /** Bars times parameter sets. */
  readonly work: number;
};

async function measured(ctx: Ctx, wish: EstimateWish, userId: string): Promise<Result<Taken, "invalid">> {
  const limits = await limitsOf(ctx.db, userId);
  if (wish.kind === "BATCH") {
    const batch = await prepareBatch(ctx, wish, limits);
    if (!batch.ok) return batch;
    const bars = batch.value.reduce((sum, run) => sum + run.bars, 0);
    return done({ bars, trials: 1, runs: batch.value.length, work: bars });
  }
  if (wish.kind === "OPTIMISATION") {
    const search = await prepareSearch(ctx, wish, limits);
    if (!search.ok) return search;
    const { bars, total } = search.value;
    return done({ bars, trials: total, runs: 1, work: bars * total });
  }
  if (wish.kind === "WALK_FORWARD") {
    const walk = await prepareWalk(ctx, wish, limits);
    if (!walk.ok) return walk;
    const { bars, trials, work } = walk.value;
    return done({ bars, trials, runs: 1, work });
  }
  const run = await prepareRun(ctx, wish, limits);
  return run.ok ? done({ bars: run.value.bars, trials: 1, runs: 1, work: run.value.bars }) : run;
}
