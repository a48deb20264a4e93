import type { StoredEvent } from "@/lib/events/catalogue";
import { offerForNotice } from "@/lib/features/subscriptions/offer-queries";
import { amountText } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { notify } from "./notify.ts";
import { readersDay } from "./readers-day.ts";

/** A subscriber is asked for another price, or pays less from now on: told once, with both amounts and the day. */
export async function onPriceOffered(
  ctx: Ctx,
  { offerId }: { readonly offerId: string },
  stored: StoredEvent,
): Promise<void> {
  const offer = await offerForNotice(ctx.db, offerId);
  if (offer === null) return;
  const { currency, strategy } = offer;
  const asked = offer.amount === 0 ? "nothing" : `${amountText(offer.amount, currency)} ${currency}`;
  const paid = `${amountText(offer.pays, currency)} ${currency}`;
  const lower = offer.amount < offer.pays;
  await notify(ctx, [
    {
      userId: offer.userId,
      kind: "billing",
      title: lower ? "You pay less" : "Asked for another price",
      body: lower
        ? `${strategy} costs ${asked} from your next payment on; it was ${paid}.`
        : `${strategy} asks ${asked} in place of ${paid} for payments from ${await readersDay(ctx, offer.userId, offer.fromAt)} on. Without your yes you go on paying ${paid}.`,
      link: "/subscriptions",
      dedupeKey: `price:${offerId}`,
      at: utcMs(stored.at),
    },
  ]);
}
