import { isCurrency } from "@/lib/kernel/money";
import type { BalanceMovement } from "@/lib/ports/payments";
import { entry, type Journal, type JournalKind, requireBalance } from "./journal.ts";

/** Which journal books a movement, so that each can be looked for from the other's side. */
export interface BookedAs {
  readonly objectId: string;
  readonly kind: JournalKind;
}

/** By the service's type of a movement of the platform's balance. `self`: the journal is named after the movement, not after its source. */
const PLATFORM_KINDS: Readonly<Record<string, { readonly kind: JournalKind; readonly self: boolean }>> = {
  charge: { kind: "payment", self: false },
  payment: { kind: "payment", self: false },
  refund: { kind: "refund", self: false },
  payment_refund: { kind: "refund", self: false },
  refund_failure: { kind: "refund_failed", self: false },
  payment_failure_refund: { kind: "refund_failed", self: false },
  transfer_refund: { kind: "transfer_reversal", self: false },
  application_fee_refund: { kind: "fee_refund", self: false },
  adjustment: { kind: "dispute_funds", self: true },
  payout: { kind: "own_payout", self: true },
  payout_failure: { kind: "own_payout", self: true },
  payout_cancel: { kind: "own_payout", self: true },
  stripe_fee: { kind: "service_fee", self: true },
  stripe_fx_fee: { kind: "service_fee", self: true },
  tax_fee: { kind: "service_fee", self: true },
};

const ACCOUNT_KINDS: Readonly<Record<string, { readonly kind: JournalKind; readonly self: boolean }>> = {
  payout: { kind: "payout", self: false },
  payout_failure: { kind: "payout_failed", self: false },
  payout_cancel: { kind: "payout_failed", self: false },
};

/**
 * The journal that books a movement by itself. Null for what is booked along with another (the transfer of a charge and its fee, a
 * destination's side of a payment) and for types that we do not know: the sum of the balance tells of those.
 */
export function bookedAs(movement: BalanceMovement): BookedAs | null {
  const { accountId, type, id, sourceId } = movement;
  const named = (accountId === null ? PLATFORM_KINDS : ACCOUNT_KINDS)[type];
  if (named === undefined) return null;
  const objectId = named.self ? id : sourceId;
  return objectId === null ? null : { objectId, kind: named.kind };
}

/** Kinds of journals that must have a movement of their own at the service. */
export const MOVED_KINDS: readonly JournalKind[] = [
  ...new Set([...Object.values(PLATFORM_KINDS), ...Object.values(ACCOUNT_KINDS)].map(({ kind }) => kind)),
];

/**
 * The journal of what the platform moves at the service for itself: money to its own bank, and what the service charges beside card fees
 * (accounts, tax). Null for any other movement.
 */
export function journalOfOwnMovement(movement: BalanceMovement): Journal | null {
  const booked = bookedAs(movement);
  const { id, at, currency, amount, fee } = movement;
  if (booked === null || (booked.kind !== "own_payout" && booked.kind !== "service_fee") || !isCurrency(currency))
    return null;
  const moved = amount - fee;
  const cost = booked.kind === "own_payout" ? amount : moved;
  const entries = [entry(booked.kind === "own_payout" ? "PAYOUTS" : "PROCESSING_FEE", null, -cost)];
  if (cost !== moved) entries.push(entry("PROCESSING_FEE", null, fee));
  return requireBalance({
    objectId: id,
    kind: booked.kind,
    at,
    currency,
    memo: booked.kind === "own_payout" ? "The platform's own bank" : "Charged by the payment service",
    chargeId: null,
    entries: [...entries, entry("STRIPE_BALANCE", null, moved)],
  });
}
