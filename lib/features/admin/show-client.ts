import { clientByIdOrEmail, countWaysIn } from "@/lib/features/accounts/client-queries";
import { openPositionsByMode } from "@/lib/features/copies/account-queries";
import { keysOf } from "@/lib/features/exchange-keys/queries";
import { identityVerifiedAt, limitsOf } from "@/lib/features/orders/limit-queries";
import { readPlan, readUse } from "@/lib/features/plans/queries";
import { PLAN_LIMITS } from "@/lib/kernel/platform-plan";
import { toIso, type UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { engagedRows } from "./kill-switch-queries.ts";

export type ClientDetail = NonNullable<Awaited<ReturnType<typeof showClient>>>;

/** All that an admin may know of one tenant, by id or address: his keys masked, as he sees them himself. null: there is none. */
export async function showClient(ctx: Pick<Ctx, "db" | "clock">, idOrEmail: string) {
  const { db } = ctx;
  const client = await clientByIdOrEmail(db, idOrEmail);
  if (client === null) return null;
  const { id } = client;
  const now = ctx.clock.now();
  const [waysIn, limits, identityAt, credentials, openPositions, plan, planUsed, switches] = await Promise.all([
    countWaysIn(db, id, now),
    limitsOf(db, id),
    identityVerifiedAt(db, id),
    keysOf(db, id),
    openPositionsByMode(db, id),
    readPlan(db, id, now),
    readUse(db, id),
    engagedRows(db),
  ]);
  const stop = switches.find(({ scope, key }) => scope === "USER" && key === id);
  return {
    ...client,
    ...waysIn,
    identityVerifiedAt: identityAt,
    trialEndsAt: isoOrNull(plan.trialEndsAt),
    /** What he pays for it, or paid last; null: his plan was given, or is a trial. */
    planPayment:
      plan.status === null || plan.amount === null
        ? null
        : {
            status: plan.status,
            monthly: { amount: plan.amount, currency: "USD" },
            currentPeriodEnd: isoOrNull(plan.currentPeriodEnd),
            endsThen: plan.endsThen,
          },
    planLimits: PLAN_LIMITS[client.plan],
    planUsed,
    limits,
    credentials,
    openPositions,
    /** His own switch; what stops more than him is at /api/admin/kill-switch. */
    killSwitch: stop === undefined ? null : { reason: stop.reason, by: stop.by, engagedAt: stop.engagedAt },
  };
}

function isoOrNull(at: UtcMs | null): string | null {
  return at === null ? null : toIso(at);
}
