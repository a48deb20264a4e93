import { finishMoneyBacks } from "@/lib/features/billing/give-plan-back";
import { payMonth } from "@/lib/features/billing/payout-month";
import { processStripeEvents } from "@/lib/features/billing/process-stripe-events";
import { reconcileMoney } from "@/lib/features/billing/reconcile-money";
import { sendWaitingTransfers } from "@/lib/features/billing/send-affiliate-transfer";
import { sendWaitingPayouts } from "@/lib/features/billing/send-payout";
import {
  RECONCILE_EVERY_MS,
  reconcileSubscriptions,
  SWEEP_EVERY_MS,
  sweepStripe,
} from "@/lib/features/billing/sweep-stripe";
import { endSuspendedPlans } from "@/lib/features/plans/end-suspended";
import { movePlans } from "@/lib/features/plans/move-plans";
import { applyOffers } from "@/lib/features/subscriptions/apply-offers";
import { endClosed } from "@/lib/features/subscriptions/end-closed";
import { endLapsedAccess } from "@/lib/features/subscriptions/end-lapsed-access";
import { endUnpaid } from "@/lib/features/subscriptions/end-unpaid";
import { holdRenewals } from "@/lib/features/subscriptions/hold-renewals";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { Schedule } from "./schedules.ts";

/** What of the schedules moves money or follows it; the soak runs these and nothing else (bench/money). */
export function moneySchedules(ctx: Ctx): readonly Schedule[] {
  return [
    {
      name: "stripe.events",
      everyMs: SECOND_MS,
      run: (signal) => whileThereIsWork(signal, () => processStripeEvents(ctx)),
    },
    {
      name: "subscriptions.lapsed",
      everyMs: SECOND_MS,
      run: (signal) => whileThereIsWork(signal, () => endLapsedAccess(ctx)),
    },
    { name: "subscriptions.closed", everyMs: MINUTE_MS, run: async () => void (await endClosed(ctx)) },
    {
      name: "subscriptions.unpaid",
      everyMs: MINUTE_MS,
      run: async () => {
        await endUnpaid(ctx);
        await endSuspendedPlans(ctx);
      },
    },
    { name: "renewals.held", everyMs: MINUTE_MS, run: async () => void (await holdRenewals(ctx)) },
    { name: "prices.agreed", everyMs: HOUR_MS, run: async () => void (await applyOffers(ctx)) },
    { name: "plans.move", everyMs: 5 * MINUTE_MS, run: async () => void (await movePlans(ctx)) },
    { name: "plans.money-back", everyMs: MINUTE_MS, run: async () => void (await finishMoneyBacks(ctx)) },
    { name: "payouts.send", everyMs: MINUTE_MS, run: async () => void (await sendWaitingPayouts(ctx)) },
    { name: "affiliates.send", everyMs: MINUTE_MS, run: async () => void (await sendWaitingTransfers(ctx)) },
    { name: "payouts.monthly", everyMs: HOUR_MS, run: () => payMonth(ctx) },
    { name: "stripe.sweep", everyMs: SWEEP_EVERY_MS, run: async () => void (await sweepStripe(ctx)) },
    {
      name: "stripe.reconcile",
      everyMs: RECONCILE_EVERY_MS,
      run: async () => {
        await reconcileSubscriptions(ctx);
        await reconcileMoney(ctx);
      },
    },
  ];
}

/** While nobody swept, events may be older than those that came since: as long as the service itself goes on delivering. */
const UNSWEPT_MS = 3 * DAY_MS;

/** Whoever takes the lead looks once at what came while nobody did; the schedule goes on from there. */
export async function sweepAtStart(ctx: Ctx): Promise<void> {
  await sweepStripe(ctx, UNSWEPT_MS).catch((error: unknown) =>
    ctx.log.warn({ err: error }, "the payment service did not answer at start"),
  );
}

async function whileThereIsWork(signal: AbortSignal, work: () => Promise<number>): Promise<void> {
  while (!signal.aborted && (await work()) > 0);
}
