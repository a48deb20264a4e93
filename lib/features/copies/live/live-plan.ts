import type { PlatformPlan } from "@/lib/kernel/platform-plan";

/** Strategies that a plan lets trade live (SPEC 7: a trial is on paper only). The only place of these numbers. */
export const LIVE_FOLLOWS: Readonly<Record<PlatformPlan, number>> = { TRIAL: 0, STARTER: 1, PRO: 10, MANAGED: 100 };
