import { appendEvent } from "@/lib/events/outbox";
import { HOUR_MS, MINUTE_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { findPayout, markRefused, type PayoutRow, waitingPayouts } from "./payout-repository.ts";
import { findConnectAccount, whileLocked } from "./repository.ts";
import { recordPayout } from "./sync-payout.ts";

/** A row that waits so long has lost its sender. */
const ABANDONED_MS = MINUTE_MS;
/** The service restricts an account before we hear of it. */
const WHY_REFUSED = "The balance had become too small, or Stripe does not pay out to your account at present.";

/**
 * Sends a payout that was asked for, once however often it is called: under its lock it looks at the service for one with our id, and only
 * without one makes it, under the row's key. So one that was made before its sender died is found and not made again, also after the
 * service has forgotten the key.
 */
export async function sendPayout(ctx: Ctx, payoutId: string): Promise<void> {
  await whileLocked(ctx.db, payoutId, async () => {
    const row = await findPayout(ctx.db, payoutId);
    if (row === null || row.status !== "REQUESTED") return;
    const { stripeAccountId: accountId, amount, currency, key } = row;
    // He has another account now: what lies in this one is out of our reach.
    if ((await findConnectAccount(ctx.db, row.userId))?.stripeAccountId !== accountId) return refused(ctx, row);
    const sent =
      (await made(ctx, row)) ?? (await ctx.payments.createPayout({ payoutId, accountId, amount, currency }, key));
    if (sent === "balance_short") return refused(ctx, row);
    await whileLocked(ctx.db, sent.id, () => ctx.db.transaction((tx) => recordPayout(ctx, tx, sent, row.userId)));
  });
}

async function refused(ctx: Ctx, { id: payoutId, userId }: PayoutRow): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.transaction(async (tx) => {
    await markRefused(tx, payoutId, WHY_REFUSED, now);
    await appendEvent(tx, now, { type: "payout.changed", payoutId, userId, status: "REFUSED" });
  });
}

async function made(ctx: Ctx, row: PayoutRow) {
  const listed = await ctx.payments.listPayouts(row.stripeAccountId, utcMs(row.requestedAt - HOUR_MS));
  return listed.find((payout) => payout.payoutId === row.id) ?? null;
}

/** Sends what a sender that died has left. Answers how many there were. */
export async function sendWaitingPayouts(ctx: Ctx): Promise<number> {
  const waiting = await waitingPayouts(ctx.db, utcMs(ctx.clock.now() - ABANDONED_MS));
  for (const id of waiting) {
    await sendPayout(ctx, id).catch((error: unknown) =>
      ctx.log.warn({ err: error, payout: id }, "a payout could not be sent and will be tried again"),
    );
  }
  return waiting.length;
}
