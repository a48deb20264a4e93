"use server";

import { redirect } from "next/navigation";
import { forgetActors } from "@/lib/auth/actor-cache";
import { dropBrowserSession } from "@/lib/auth/browser-session";
import { closeAccount } from "@/lib/features/accounts/close-account";
import { closeAccountInput } from "@/lib/features/accounts/input";
import { countOpenPositions } from "@/lib/features/copies/account-queries";
import { livingOrders } from "@/lib/features/copies/live/live-queries";
import { revokeAllKeys } from "@/lib/features/exchange-keys/revoke-key";
import { countOpenStrategies } from "@/lib/features/marketplace/queries";
import { countLivingPlans } from "@/lib/features/plans/queries";
import { countLiveSubscriptions } from "@/lib/features/subscriptions/queries";
import { countLiveSessions } from "@/lib/features/trading-sessions/queries";
import { stopAllSessions } from "@/lib/features/trading-sessions/stop-session";
import { AppError } from "@/lib/kernel/errors";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

/** What must be ended before an account is closed. */
const BUSINESS = [
  countLiveSubscriptions,
  countLivingPlans,
  countOpenStrategies,
  countLiveSessions,
  livingOrders,
  countOpenPositions,
];

export const closeAccountAction = action(
  { access: "user", input: closeAccountInput },
  async ({ ctx, actor, input, ip }) => {
    const closed = await closeAccount(ctx, actor, input.password, ip, {
      business: BUSINESS,
      ends: [revokeAllKeys],
    }).catch((error: unknown) => {
      if (error instanceof AppError && error.code === "mfa_required") redirect("/login/mfa?next=/settings/data");
      throw error;
    });
    unwrap(closed);
    await stopAllSessions(ctx, actor);
    forgetActors(actor.userId);
    await dropBrowserSession();
    redirect("/");
  },
);
