import type { StoredEvent } from "@/lib/events/catalogue";
import { amountText } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { notify } from "./notify.ts";

/** What an affiliate earned is on his account at Stripe: told once. */
export async function onAffiliatePaid(
  ctx: Ctx,
  paid: { readonly transferId: string; readonly userId: string; readonly amount: number; readonly currency: string },
  stored: StoredEvent,
): Promise<void> {
  const { transferId, userId, amount, currency } = paid;
  await notify(ctx, [
    {
      userId,
      kind: "billing",
      title: "Your affiliate share was sent",
      body: `${amountText(amount, currency)} ${currency} are on your balance at Stripe; the next payout takes them to your bank.`,
      link: "/affiliate",
      dedupeKey: `affiliate:${transferId}`,
      at: utcMs(stored.at),
    },
  ]);
}
