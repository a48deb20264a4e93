import { appendEvent } from "@/lib/events/outbox";
import { amountText } from "@/lib/kernel/money";
import { HOUR_MS, MINUTE_MS, utcMs } from "@/lib/kernel/time";
import type { SentTransfer } from "@/lib/ports/affiliate-payments";
import type { Ctx } from "@/lib/ports/ctx";
import { type AffiliateTransferRow, findTransfer, saveTransfer, waitingTransfers } from "./affiliate-repository.ts";
import { journalOfAffiliateTransfer } from "./affiliate-share.ts";
import { postJournals } from "./post-journals.ts";
import { type Tx, whileLocked } from "./repository.ts";

/** A row that waits so long has lost its sender. */
const ABANDONED_MS = MINUTE_MS;

/**
 * Sends a transfer that was written down, once however often it is called: under its lock it looks at the service for one with our id, and only
 * without one makes it, under the row's key. So one that was made before its sender died is found and booked, and not made again.
 */
export async function sendAffiliateTransfer(ctx: Ctx, id: string): Promise<void> {
  await whileLocked(ctx.db, id, async () => {
    const row = await findTransfer(ctx.db, id);
    if (row === null || row.status !== "REQUESTED") return;
    const { stripeAccountId: accountId, amount, currency, key } = row;
    const sent =
      (await made(ctx, row)) ??
      (await ctx.payments.affiliates.send({ transferId: id, accountId, amount, currency }, key));
    await ctx.db.transaction((tx) => (sent === "balance_short" ? refuse(ctx, tx, row) : record(ctx, tx, row, sent)));
  });
}

async function made(ctx: Ctx, row: AffiliateTransferRow): Promise<SentTransfer | null> {
  const listed = await ctx.payments.affiliates.listTo(row.stripeAccountId, utcMs(row.requestedAt - HOUR_MS));
  return listed.find((transfer) => transfer.transferId === row.id) ?? null;
}

async function record(ctx: Ctx, tx: Tx, row: AffiliateTransferRow, sent: SentTransfer): Promise<void> {
  const now = ctx.clock.now();
  await saveTransfer(tx, row.id, sent, now);
  await postJournals(ctx, tx, [journalOfAffiliateTransfer(sent, row.userId)], null);
  const { id: transferId, userId, amount, currency } = row;
  await appendEvent(tx, now, { type: "affiliate.paid", transferId, userId, amount, currency });
}

/** The platform's own balance is too small, or his account takes no money: our people are told, and what is owed stays owed and goes with the next month's. */
async function refuse(ctx: Ctx, tx: Tx, { id, userId, amount, currency }: AffiliateTransferRow): Promise<void> {
  const now = ctx.clock.now();
  await saveTransfer(tx, id, null, now);
  await appendEvent(tx, now, {
    type: "operations.alarm",
    key: `affiliate-transfer:${id}`,
    title: `Stripe did not take an affiliate's ${amountText(amount, currency)} ${currency}`,
    body: `The platform's balance there is too small, or the account of affiliate ${userId} takes no money. It is owed still and is tried again on the 1st of next month.`,
    link: "/admin/affiliates",
  });
}

/** Sends what a sender that died has left. Answers how many there were. */
export async function sendWaitingTransfers(ctx: Ctx): Promise<number> {
  const waiting = await waitingTransfers(ctx.db, utcMs(ctx.clock.now() - ABANDONED_MS));
  for (const id of waiting) {
    await sendAffiliateTransfer(ctx, id).catch((error: unknown) =>
      ctx.log.warn({ err: error, transfer: id }, "an affiliate's transfer could not be sent and will be tried again"),
    );
  }
  return waiting.length;
}
