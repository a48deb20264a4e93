import { planOf } from "@/lib/features/accounts/queries";
import { type PlatformPlan, planOffer } from "@/lib/kernel/platform-plan";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { DAY_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Tx } from "@/lib/ports/ctx";
import { BACKTEST_LIMITS } from "./plan.ts";
import { readUsage } from "./repository.ts";

export interface QuotaLeft {
  readonly plan: PlatformPlan;
  readonly runsPerDay: number;
  /** Runs that may still be started on this UTC day. */
  readonly runsLeft: number;
  readonly running: number;
  readonly waiting: number;
  readonly waitingMax: number;
}

/** What the plan leaves for the rest of this UTC day. */
export async function quotaLeft(db: Pick<Tx, "$queryRaw" | "user">, now: UtcMs, userId: string): Promise<QuotaLeft> {
  const plan = await planOf(db, userId);
  const limits = BACKTEST_LIMITS[plan];
  const { made, running, waiting } = await readUsage(db, userId, dayStart(now));
  return {
    plan,
    runsPerDay: limits.runsPerDay,
    runsLeft: Math.max(0, limits.runsPerDay - made),
    running,
    waiting,
    waitingMax: limits.waiting,
  };
}

/** Whether `runs` more may be started; the sentence of a no says when it will be a yes. */
export async function withinQuota(
  tx: Pick<Tx, "$queryRaw" | "user">,
  now: UtcMs,
  userId: string,
  runs: number,
): Promise<Result<null, "rate_limited">> {
  const left = await quotaLeft(tx, now, userId);
  if (runs > left.runsLeft)
    return refuse(
      "rate_limited",
      `Your plan has ${left.runsLeft} of ${left.runsPerDay} backtests left today, and this takes ${runs}. The count begins again at 00:00 UTC. ${planOffer("backtestsPerDay", left.runsPerDay - left.runsLeft + runs)}`,
    );
  if (left.waiting + runs > left.waitingMax)
    return refuse(
      "rate_limited",
      `${left.waiting} of your backtests wait already; at most ${left.waitingMax} may. Wait for some to finish, or cancel some.`,
    );
  return done(null);
}

function dayStart(now: UtcMs): UtcMs {
  return utcMs(Math.floor(now / DAY_MS) * DAY_MS);
}
