import type { StoredEvent } from "@/lib/events/catalogue";
import { appendEvent } from "@/lib/events/outbox";
import { amountText } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { findDispute, findPayout, moneyPageOf } from "./money-queries.ts";
import { notify } from "./notify.ts";

const EARNINGS = "/provider/earnings";

type Words = readonly [title: string, body: string];

const PAYOUT_WORDS: Readonly<Record<string, (sum: string, why: string) => Words>> = {
  SENT: (sum) => ["Payout on its way", `${sum} left for your bank.`],
  PAID: (sum) => ["Payout arrived", `${sum} reached your bank.`],
  FAILED: (sum, why) => ["Payout failed", `${sum} came back to your balance. ${why}`.trim()],
  CANCELLED: (sum) => ["Payout cancelled", `${sum} came back to your balance.`],
  REFUSED: (sum, why) => ["Payout not made", `${sum} stays on your balance. ${why}`.trim()],
};

/** Money left for a provider's bank, reached it or came back. */
export async function onPayoutChanged(
  ctx: Ctx,
  { payoutId, status }: { readonly payoutId: string; readonly status: string },
  stored: StoredEvent,
): Promise<void> {
  const payout = await findPayout(ctx.db, payoutId);
  const words = PAYOUT_WORDS[status];
  if (payout === null || words === undefined) return;
  const [title, body] = words(`${amountText(payout.amount, payout.currency)} ${payout.currency}`, payout.failure ?? "");
  await notify(ctx, [
    {
      userId: payout.userId,
      kind: "billing",
      title,
      body,
      link: await moneyPageOf(ctx.db, payout.userId),
      dedupeKey: `payout:${payoutId}:${status}`,
      at: utcMs(stored.at),
    },
  ]);
}

const DISPUTE_WORDS: Readonly<Record<string, (sum: string) => Words>> = {
  OPEN: (sum) => [
    "A payment is disputed",
    `A subscriber's bank asks ${sum} back. Your share of it is taken back until the bank has decided, and his access has ended.`,
  ],
  WON: (sum) => ["Dispute won", `The bank gave ${sum} back. Your share returns to your balance.`],
  LOST: (sum) => ["Dispute lost", `The bank kept ${sum}. Your share of it stays taken back.`],
};

/** A payment is asked back by its buyer's bank, or that was decided: the provider is told, and of a new one the operators too. */
export async function onDisputeChanged(
  ctx: Ctx,
  { disputeId, status }: { readonly disputeId: string; readonly status: string },
  stored: StoredEvent,
): Promise<void> {
  const dispute = await findDispute(ctx.db, disputeId);
  if (dispute === null) return;
  const { providerId, chargeId, reason, hasMoved } = dispute;
  const sum = `${amountText(dispute.amount, dispute.currency)} ${dispute.currency}`;
  const at = utcMs(stored.at);
  // A question that the bank dropped ends as won too.
  const words = status === "WON" && !hasMoved ? undefined : DISPUTE_WORDS[status]?.(sum);
  if (words !== undefined && providerId !== null) {
    const [title, body] = words;
    const dedupeKey = `dispute:${disputeId}:${status}`;
    await notify(ctx, [{ userId: providerId, kind: "billing", title, body, link: EARNINGS, dedupeKey, at }]);
  }
  if (status !== "OPEN" && status !== "INQUIRY") return;
  await ctx.db.transaction((tx) =>
    appendEvent(tx, at, {
      type: "operations.alarm",
      key: `dispute:${disputeId}`,
      title: status === "OPEN" ? `A bank disputes ${sum}` : `A bank asks about ${sum}`,
      body: `Reason: ${reason.replaceAll("_", " ")}. Answer it at Stripe before its deadline.`,
      link: `/admin/ledger?payment=${chargeId}`,
    }),
  );
}

const LOST_WORDS: Readonly<Record<"sales" | "payouts", Words>> = {
  sales: [
    "Nobody new can subscribe",
    "Stripe has stopped payments to your account. Your strategies take no new subscribers and renewals wait until you settle what it asks for.",
  ],
  payouts: [
    "Payouts have stopped",
    "Stripe does not pay out to your bank. Your money stays on your balance until you settle what it asks for.",
  ],
};

const TRANSFERS_LOST: Words = [
  "Transfers to you have stopped",
  "Stripe has stopped transfers to your account. What you earn is kept for you until you settle what it asks for.",
];

/** Stripe took from an account what its owner needs to sell or to be paid: he loses money while he does not know. */
export async function onConnectChanged(
  ctx: Ctx,
  { userId, lost }: { readonly userId: string; readonly lost?: readonly ("sales" | "payouts")[] },
  stored: StoredEvent,
): Promise<void> {
  if (lost === undefined || lost.length === 0) return;
  const link = await moneyPageOf(ctx.db, userId);
  await notify(
    ctx,
    lost.map((what) => {
      const [title, body] = what === "sales" && link !== EARNINGS ? TRANSFERS_LOST : LOST_WORDS[what];
      const dedupeKey = `connect:${what}:${stored.id}`;
      return { userId, kind: "billing", title, body, link, dedupeKey, at: utcMs(stored.at) };
    }),
  );
}
