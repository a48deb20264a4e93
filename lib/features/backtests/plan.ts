import { PLATFORM_PLANS, type PlatformPlan } from "@/lib/kernel/platform-plan";

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

/** The only place of these numbers. */
export const BACKTEST_LIMITS: Readonly<Record<PlatformPlan, BacktestLimits>> = {
  TRIAL: {
    runsPerDay: 300,
    running: 2,
    waiting: 200,
    runsPerBatch: 50,
    trialsPerSearch: 2_000,
    barsPerRun: 1_000_000,
    workPerSearch: 2e9,
    keptBytes: 256 * MIB,
  },
  STARTER: {
    runsPerDay: 1_000,
    running: 2,
    waiting: 500,
    runsPerBatch: 100,
    trialsPerSearch: 10_000,
    barsPerRun: 3_000_000,
    workPerSearch: 10e9,
    keptBytes: 1024 * MIB,
  },
  PRO: {
    runsPerDay: 10_000,
    running: 4,
    waiting: 2_000,
    runsPerBatch: 500,
    trialsPerSearch: 50_000,
    barsPerRun: 6_000_000,
    workPerSearch: 50e9,
    keptBytes: 4096 * MIB,
  },
  MANAGED: {
    runsPerDay: 100_000,
    running: 8,
    waiting: 10_000,
    runsPerBatch: 2_000,
    trialsPerSearch: 200_000,
    barsPerRun: 12_000_000,
    workPerSearch: 200e9,
    keptBytes: 16384 * MIB,
  },
};

/** One limit of every plan, for queries that go over users of all of them. */
export function limitByPlan(limit: keyof BacktestLimits): Readonly<Record<string, number>> {
  return Object.fromEntries(PLATFORM_PLANS.map((plan) => [plan, BACKTEST_LIMITS[plan][limit]]));
}
