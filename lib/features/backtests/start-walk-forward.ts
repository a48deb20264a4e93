import type { Actor } from "@/lib/kernel/actor";
import { planOffer } from "@/lib/kernel/platform-plan";
import { done, type FieldErrors, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { readWalkForwardPlan } from "@/lib/trading/validation/walk-forward/read-plan";
import { startWalkForward as cutWindows } from "@/lib/trading/validation/walk-forward/walk-forward";
import { limitsOf } from "./limits-of.ts";
import type { BacktestLimits } from "./plan.ts";
import { type PreparedRun, prepareRun, type RunWish } from "./prepare-run.ts";
import type { WalkRequest } from "./search.ts";
import { queueOne, type Started } from "./start-backtest.ts";
import { strategyByName } from "./strategies.ts";

export interface WalkWish extends RunWish {
  /** As in docs/walkforward.md. */
  readonly stages: readonly unknown[];
}

/** Puts a walk-forward into the queue: windows searched in sample and traded out of sample, stage after stage. */
export async function startWalkForward(
  ctx: Ctx,
  actor: Actor,
  wish: WalkWish,
): Promise<Result<Started, "invalid" | "rate_limited">> {
  const prepared = await prepareWalk(ctx, wish, await limitsOf(ctx.db, actor.userId));
  if (!prepared.ok) return prepared;
  const { request, work, trials } = prepared.value;
  return queueOne(ctx, actor, { kind: "WALK_FORWARD", request, unit: "trials", total: trials, work, trials });
}

export interface PreparedWalk extends PreparedRun {
  readonly request: WalkRequest;
  /** Sets that all windows may try. */
  readonly trials: number;
  /** Bars times sets. */
  readonly work: number;
}

/** Cuts the windows on the grid of the span and counts the trials before anything is queued. */
export async function prepareWalk(
  ctx: Pick<Ctx, "db">,
  { stages, ...wish }: WalkWish,
  limits: BacktestLimits,
): Promise<Result<PreparedWalk, "invalid">> {
  const run = await prepareRun(ctx, wish, limits);
  if (!run.ok) return run;
  const { request, bars } = run.value;
  const plan = readWalkForwardPlan({ seed: request.seed, stages });
  if (!plan.ok) return refuse("invalid", plan.detail, inDots(plan.fieldErrors ?? {}));
  const strategy = strategyByName(request.strategy);
  if (strategy === null) return refuse("invalid", "There is no such strategy.");
  const barMs = TIMEFRAME_MS[request.timeframe];
  const cut = cutWindows({
    plan: plan.value,
    table: strategy.parameters,
    check: strategy.check,
    parameters: request.parameters,
    time: Float64Array.from({ length: bars }, (_, n) => request.from + n * barMs),
    barMs,
    cash: request.settings.cash,
  });
  if (!cut.ok) return refuse("invalid", cut.detail, inDots(cut.fieldErrors ?? {}));
  const { trialsMax, windows } = cut.value;
  if (trialsMax > limits.trialsPerSearch * 10)
    return field(
      `All windows together may try ${trialsMax} sets; your plan allows ${limits.trialsPerSearch * 10}. ${planOffer("optimisationTrials", Math.ceil(trialsMax / 10))}`,
    );
  const all = windows.flat();
  const inSample = all.reduce((sum, { inFrom, inTo }) => sum + inTo - inFrom, 0) / Math.max(1, all.length);
  const work = Math.round(inSample * trialsMax);
  if (work > limits.workPerSearch)
    return field(
      `These windows take ${Math.round(work / 1e6)} million bars; your plan allows ${limits.workPerSearch / 1e6} million. Take fewer trials, fewer windows or a shorter time.`,
    );
  return done({ bars, trials: trialsMax, work, request: { ...request, walk: plan.value } });
}

/** What a file calls `stages[1].windows` is `stages.1.windows` at the API, as every field in a list. */
function inDots(faults: FieldErrors): FieldErrors {
  return Object.fromEntries(Object.entries(faults).map(([path, told]) => [path.replace(/\[(\d+)\]/g, ".$1"), told]));
}

function field(fault: string) {
  return refuse("invalid", fault, { stages: [fault] });
}
