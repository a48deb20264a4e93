/** What a tenant pays the platform for (SPEC 7). Each feature that limits something has a table of its own by these words. */
export const PLATFORM_PLANS = ["TRIAL", "STARTER", "PRO", "MANAGED"] as const;

export type PlatformPlan = (typeof PLATFORM_PLANS)[number];
