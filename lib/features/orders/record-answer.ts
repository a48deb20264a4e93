import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { RefusalCode, Sent, VenueOrder } from "@/lib/ports/trade-venue";
import type { OrderFact } from "@/lib/trading/orders/order-life";
import { NOT_HELD } from "@/lib/trading/orders/supervise";
import { countError, fence } from "./account-repository.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { lockOrder } from "./order-repository.ts";
import { type Along, takeStep } from "./take-step.ts";

/** A no that says nothing about the order itself and passes: it is sent again after a pause, under the same id. */
const PASSING: ReadonlySet<RefusalCode> = new Set(["rate_limited", "clock_skew"]);
const PAUSE_MS = 1_000;
/** After so many sends of one attempt even a passing no is final. */
const SENDS_MAX = 5;

/** Writes what an exchange answered to an order that was committed as SENDING. */
export async function recordAnswer(
  ctx: OrderCtx,
  account: HeldAccount,
  orderId: string,
  answer: Sent,
  /** It was refused because there is nothing that it could reduce. */
  isGone: boolean,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    const order = await lockOrder(tx, orderId);
    const { fact, reason, along } = factOf(answer, isGone, order.sends, ctx.clock.now());
    if (answer.kind === "unknown" || (answer.kind === "refused" && PASSING.has(answer.code)))
      await countError(tx, account.keyId, ctx.clock.now());
    await takeStep(ctx, tx, order, fact, reason, along);
  });
}

function factOf(
  answer: Sent,
  isGone: boolean,
  sends: number,
  now: UtcMs,
): { fact: OrderFact; reason: string; along: Along } {
  switch (answer.kind) {
    case "accepted":
      return { fact: seenAs(answer.order), reason: "accepted", along: { venueOrderId: answer.order.venueOrderId } };
    case "unknown":
      return { fact: { type: "unclear", at: now }, reason: answer.detail, along: {} };
    case "notSent":
      return {
        fact: { type: "notSent" },
        reason: answer.detail,
        along: { ...holdFor(now, answer.retryAfterMs), unsent: true },
      };
    case "refused":
      // The exchange has an order under our id: the one that we believed absent, or lost the answer of.
      if (answer.code === "duplicate_client_id")
        return { fact: { type: "unclear", at: now }, reason: "the exchange knows this id already", along: {} };
      if (PASSING.has(answer.code) && sends < SENDS_MAX)
        return {
          fact: { type: "notSent" },
          reason: `${answer.code}: ${answer.detail}`,
          along: holdFor(now, PAUSE_MS * sends),
        };
      return {
        fact: { type: "refused" },
        reason: answer.detail,
        along: { refusal: isGone ? NOT_HELD : answer.code, reasonCode: answer.code },
      };
  }
}

export function seenAs(order: VenueOrder): OrderFact {
  return { type: "seen", venue: { state: order.state, filled: order.filled } };
}

function holdFor(now: UtcMs, ms: number): Along {
  return { holdUntil: utcMs(now + Math.max(PAUSE_MS / 4, ms)) };
}
