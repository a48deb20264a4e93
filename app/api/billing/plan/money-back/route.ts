import { takeMoneyBack } from "@/lib/features/billing/give-plan-back";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** Starter's 30-day money back: ends the plan and gives back all that was paid for it. */
export const POST = route({ access: "SUBSCRIBER", scope: "subscriptions:write" }, async ({ ctx, actor }) =>
  unwrap(await takeMoneyBack(ctx, actor)),
);
