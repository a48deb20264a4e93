import type { Actor } from "@/lib/kernel/actor";
import { planOffer } from "@/lib/kernel/platform-plan";
import { done, type FieldErrors, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { makeSpace } from "@/lib/trading/optimise/make-space";
import type { Objective } from "@/lib/trading/optimise/objective";
import { type SearchMethod, startSearch } from "@/lib/trading/optimise/search";
import type { ParameterValue } from "@/lib/trading/strategies/strategy";
import { limitsOf } from "./limits-of.ts";
import type { BacktestLimits } from "./plan.ts";
import { type PreparedRun, prepareRun, type RunWish } from "./prepare-run.ts";
import type { SearchRequest } from "./search.ts";
import { queueOne, type Started } from "./start-backtest.ts";
import { strategyByName } from "./strategies.ts";

export interface SearchWish extends RunWish {
  readonly method?: SearchMethod | undefined;
  /** Part of each value to either side: 0.3 is ±30 %. */
  readonly range?: number | undefined;
  /** Values a parameter. */
  readonly steps?: number | undefined;
  /** At most so many sets are tried. */
  readonly trials?: number | undefined;
  /** Parameters that vary; all numbers unless told. */
  readonly vary?: readonly string[] | undefined;
  readonly grid?: Readonly<Record<string, readonly ParameterValue[]>> | undefined;
  readonly objective?: Objective | undefined;
  /** Sets with fewer closed trades have no score. */
  readonly minTrades?: number | undefined;
}

const TRIALS = 500;
const MIN_TRADES = 10;

/** Puts a parameter search into the queue. Its parameters are searched around those of the wish, or the strategy's own. */
export async function startOptimisation(
  ctx: Ctx,
  actor: Actor,
  wish: SearchWish,
): Promise<Result<Started, "invalid" | "rate_limited">> {
  const prepared = await prepareSearch(ctx, wish, await limitsOf(ctx.db, actor.userId));
  if (!prepared.ok) return prepared;
  const { request, bars, total } = prepared.value;
  return queueOne(ctx, actor, {
    kind: "OPTIMISATION",
    request,
    unit: "trials",
    total,
    work: bars * total,
    trials: total,
  });
}

export interface PreparedSearch extends PreparedRun {
  readonly request: SearchRequest;
  /** Sets that will be tried. */
  readonly total: number;
}

/** Checks and counts the sets before anything is queued. */
export async function prepareSearch(
  ctx: Pick<Ctx, "db">,
  wish: SearchWish,
  limits: BacktestLimits,
): Promise<Result<PreparedSearch, "invalid">> {
  const run = await prepareRun(ctx, wish, limits);
  if (!run.ok) return run;
  const { request, bars } = run.value;
  const strategy = strategyByName(request.strategy);
  if (strategy === null) return refuse("invalid", "There is no such strategy.");
  const space = makeSpace(strategy.parameters, {
    around: request.parameters,
    ...given({ range: wish.range, steps: wish.steps, vary: wish.vary, grid: wish.grid }),
  });
  if (!space.ok) return refuse("invalid", "Check the ranges.", atParameters(space.fieldErrors ?? {}));
  const plan = {
    method: wish.method ?? "sequential",
    trials: wish.trials ?? Math.min(TRIALS, limits.trialsPerSearch),
    objective: wish.objective ?? "sharpe",
    minTrades: wish.minTrades ?? MIN_TRADES,
    seed: request.seed,
  } as const;
  if (plan.trials > limits.trialsPerSearch)
    return field(
      "trials",
      `Your plan allows ${limits.trialsPerSearch} trials a search, not ${plan.trials}. ${planOffer("optimisationTrials", plan.trials)}`,
    );
  const search = startSearch(space.value, plan, strategy.check);
  if (!search.ok) return field(search.reason === "empty" ? "range" : "trials", search.detail ?? search.reason);
  const { total } = search.value;
  if (bars * total > limits.workPerSearch)
    return field(
      "trials",
      `${total} trials over ${bars} bars are ${Math.round((bars * total) / 1e6)} million bars; your plan allows ${limits.workPerSearch / 1e6} million a search. Take fewer trials or a shorter time.`,
    );
  return done({ bars, total, request: { ...request, space: space.value, plan: { ...plan, trials: total } } });
}

function field(name: string, fault: string) {
  return refuse("invalid", fault, { [name]: [fault] });
}

function atParameters(errors: FieldErrors): FieldErrors {
  return Object.fromEntries(
    Object.entries(errors).map(([path, faults]) => [path.replace(/^around\./, "parameters."), faults]),
  );
}

/** Without what was left out: the defaults are the search's own. */
function given<T extends object>(options: T): { [Name in keyof T]: Exclude<T[Name], undefined> } | object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
