import { PLAN_LIMITS, PLATFORM_PLANS, type PlatformPlan } from "@/lib/kernel/platform-plan";

export interface BacktestLimits {
  /** Runs a UTC day; each run of a batch counts, a search counts as one. */
  readonly runsPerDay: number;
  /** Computing at the same time. */
  readonly running: number;
  /** Waiting in the queue. */
  readonly waiting: number;
  readonly runsPerBatch: number;
  /** Parameter sets of one search; a walk-forward counts those of all its windows. */
  readonly trialsPerSearch: number;
  /** Bars of one run. */
  readonly barsPerRun: number;
  /** Bars times parameter sets of one search. */
  readonly workPerSearch: number;
  /** Trades and curves of the newest results are kept up to this; of older ones settings and figures stay, which give the same bits again. */
  readonly keptBytes: number;
}

const MIB = 1_048_576;

/** The only place of these numbers; what a buyer of a plan compares is in the table of all plans (PLAN_LIMITS). */
export const BACKTEST_LIMITS: Readonly<Record<PlatformPlan, BacktestLimits>> = {
  TRIAL: {
    runsPerDay: PLAN_LIMITS.TRIAL.backtestsPerDay,
    running: 2,
    waiting: 200,
    runsPerBatch: 50,
    trialsPerSearch: PLAN_LIMITS.TRIAL.optimisationTrials,
    barsPerRun: 1_000_000,
    workPerSearch: 2e9,
    keptBytes: 256 * MIB,
  },
  STARTER: {
    runsPerDay: PLAN_LIMITS.STARTER.backtestsPerDay,
    running: 2,
    waiting: 500,
    runsPerBatch: 100,
    trialsPerSearch: PLAN_LIMITS.STARTER.optimisationTrials,
    barsPerRun: 3_000_000,
    workPerSearch: 10e9,
    keptBytes: 1024 * MIB,
  },
  PRO: {
    runsPerDay: PLAN_LIMITS.PRO.backtestsPerDay,
    running: 4,
    waiting: 2_000,
    runsPerBatch: 500,
    trialsPerSearch: PLAN_LIMITS.PRO.optimisationTrials,
    barsPerRun: 6_000_000,
    workPerSearch: 50e9,
    keptBytes: 4096 * MIB,
  },
  MANAGED: {
    runsPerDay: PLAN_LIMITS.MANAGED.backtestsPerDay,
    running: 8,
    waiting: 10_000,
    runsPerBatch: 2_000,
    trialsPerSearch: PLAN_LIMITS.MANAGED.optimisationTrials,
    barsPerRun: 12_000_000,
    workPerSearch: 200e9,
    keptBytes: 16384 * MIB,
  },
};

/** One limit of every plan, for queries that go over users of all of them. */
export function limitByPlan(limit: keyof BacktestLimits): Readonly<Record<string, number>> {
  return Object.fromEntries(PLATFORM_PLANS.map((plan) => [plan, BACKTEST_LIMITS[plan][limit]]));
}
