import { formatNumber, plural } from "@/components/ui/format";
import { PLAN_LIMITS, type PlatformPlan } from "@/lib/kernel/platform-plan";

/** What a plan allows, a line a limit, from the table that the rules read. */
export function limitWords(plan: PlatformPlan): string[] {
  const limits = PLAN_LIMITS[plan];
  return [
    limits.liveFollows === 0
      ? "Copies on paper, none live"
      : `${plural(limits.liveFollows, "strategy", "strategies")} copied live`,
    `Keys of ${plural(limits.exchanges, "exchange")}`,
    `${plural(limits.strategiesSold, "paid strategy", "paid strategies")} on sale`,
    `${formatNumber(limits.backtestsPerDay)} backtests a day`,
    `${formatNumber(limits.optimisationTrials)} trials a search`,
    `${formatNumber(limits.requestsPerHour)} API requests an hour`,
  ];
}
