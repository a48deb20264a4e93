import { type Minor, minor } from "./money.ts";
import { DAY_MS, type UtcMs, utcMs } from "./time.ts";

/** What a tenant pays the platform for (SPEC 7), from the smallest to the largest. */
export const PLATFORM_PLANS = ["TRIAL", "STARTER", "PRO", "MANAGED"] as const;

export type PlatformPlan = (typeof PLATFORM_PLANS)[number];

export const PLAN_NAMES: Readonly<Record<PlatformPlan, string>> = {
  TRIAL: "Trial",
  STARTER: "Starter",
  PRO: "Pro",
  MANAGED: "Managed",
};

/** What a plan allows. The numbers that a buyer compares; what a feature needs beside them (queue places, bytes kept) is in the feature. */
export interface PlanLimits {
  /** Exchanges that keys may be stored for. */
  readonly exchanges: number;
  /** Strategies that trade live at the same time, followed or in sessions of one's own; 0: on paper only. */
  readonly liveFollows: number;
  /** Strategies on sale at the same time; free ones do not count. */
  readonly strategiesSold: number;
  /** Backtests a UTC day; each run of a batch counts, a search counts as one. */
  readonly backtestsPerDay: number;
  /** Parameter sets of one search; a walk-forward counts those of all its windows. */
  readonly optimisationTrials: number;
  /** Requests to the API an hour, by the account. */
  readonly requestsPerHour: number;
}

/** The only place of these numbers: the rules, the page of prices and the sentence of a no all read them here. */
export const PLAN_LIMITS: Readonly<Record<PlatformPlan, PlanLimits>> = {
  TRIAL: {
    exchanges: 4,
    liveFollows: 0,
    strategiesSold: 25,
    backtestsPerDay: 300,
    optimisationTrials: 2_000,
    requestsPerHour: 1_000,
  },
  STARTER: {
    exchanges: 5,
    liveFollows: 1,
    strategiesSold: 50,
    backtestsPerDay: 1_000,
    optimisationTrials: 10_000,
    requestsPerHour: 2_000,
  },
  PRO: {
    exchanges: 10,
    liveFollows: 10,
    strategiesSold: 200,
    backtestsPerDay: 10_000,
    optimisationTrials: 50_000,
    requestsPerHour: 10_000,
  },
  MANAGED: {
    exchanges: 50,
    liveFollows: 100,
    strategiesSold: 2_000,
    backtestsPerDay: 100_000,
    optimisationTrials: 200_000,
    requestsPerHour: 50_000,
  },
};

/** Dollars a month, in cents. Managed: the least that may be agreed on. */
export const PLAN_PRICES: Readonly<Record<Exclude<PlatformPlan, "TRIAL">, Minor>> = {
  STARTER: minor(4_900),
  PRO: minor(19_900),
  MANAGED: minor(100_000),
};

/** How long a new account is on trial: on paper, without paying. */
export const PLAN_TRIAL_DAYS = 14;

/** When a trial of the platform that begins at sign-up ends. */
export function trialEndsAt(signedUpAt: UtcMs): UtcMs {
  return utcMs(signedUpAt + PLAN_TRIAL_DAYS * DAY_MS);
}

export function isPlatformPlan(value: string): value is PlatformPlan {
  return PLATFORM_PLANS.some((plan) => plan === value);
}

/** Whether `one` allows more than `other`: the way up, which is at once. */
export function isLarger(one: PlatformPlan, other: PlatformPlan): boolean {
  return PLATFORM_PLANS.indexOf(one) > PLATFORM_PLANS.indexOf(other);
}

/** Where a plan is chosen. */
export const PLAN_PAGE = "/billing/plan";

/**
 * The last sentence of a no that a plan's limit gave: the smallest plan that allows `wanted`, and where it is had. Where none does, it says
 * that too.
 */
export function planOffer(limit: keyof PlanLimits, wanted: number): string {
  const next = PLATFORM_PLANS.find((plan) => PLAN_LIMITS[plan][limit] >= wanted);
  if (next === undefined) return "No plan allows that many.";
  return `${PLAN_NAMES[next]} allows ${PLAN_LIMITS[next][limit].toLocaleString("en")}: choose it under ${PLAN_PAGE}.`;
}

/** The no of a platform trial that has ended: a plan is needed `toDo` something further. */
export function trialOverText(toDo: string): string {
  return `Your trial of ${PLAN_TRIAL_DAYS} days is over: choose a plan under ${PLAN_PAGE} ${toDo}.`;
}
