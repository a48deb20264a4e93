import type Stripe from "stripe";
import { invariant } from "@/lib/kernel/errors";
import { type Minor, minor } from "@/lib/kernel/money";
import type { UtcMs } from "@/lib/kernel/time";
import type {
  PaidCharge,
  PaidDispute,
  PaidFeeRefund,
  PaidPayout,
  PaidRefund,
  PaidReversal,
} from "@/lib/ports/payments";
import { fromSec, idOf, toCurrency } from "./shapes.ts";

/** Read with a charge: without them its money cannot be told. */
export const CHARGE_EXPAND = ["balance_transaction", "refunds", "transfer", "application_fee"] as const;

/** What a charge names by its id, and lists within it that end after ten: all of it is read by the caller. */
export interface ChargeParts {
  /** Null until the service has reckoned it. */
  readonly balance: Stripe.BalanceTransaction | null;
  readonly transfer: Stripe.Transfer | null;
  readonly fee: Stripe.ApplicationFee | null;
  readonly refunds: readonly Stripe.Refund[];
  readonly reversals: readonly Stripe.TransferReversal[];
  readonly feeRefunds: readonly Stripe.FeeRefund[];
  readonly disputeIds: readonly string[];
}

/** @throws AppError "invariant" when `charge` is in a currency we do not sell in */
export function toCharge(charge: Stripe.Charge, parts: ChargeParts): PaidCharge {
  const { balance, transfer, fee } = parts;
  return {
    id: charge.id,
    amount: minor(charge.amount),
    currency: toCurrency(charge.currency),
    at: fromSec(charge.created),
    platformFee: minor(charge.application_fee_amount ?? fee?.amount ?? 0),
    destination: idOf(charge.transfer_data?.destination) ?? idOf(transfer?.destination),
    processing: balance === null ? null : toFee(balance, charge.currency),
    disputeIds: parts.disputeIds,
    transferId: transfer?.id ?? null,
    refunds: oldestFirst(parts.refunds.filter(counts).map(toRefund)),
    reversals: oldestFirst(parts.reversals.map(toReversal)),
    feeRefunds: oldestFirst(parts.feeRefunds.map(toFeeRefund)),
  };
}

/** The fee is in the currency that the balance is kept in, whatever the buyer paid in. */
function toFee({ id, fee, currency }: Stripe.BalanceTransaction, charged: string): PaidCharge["processing"] {
  const other = currency !== undefined && currency !== charged;
  return { id, amount: minor(fee), ...(other ? { currency: toCurrency(currency) } : {}) };
}

/** Without a balance transaction a refund that did not succeed has moved nothing; one that is pending may yet. */
function counts(refund: Stripe.Refund): boolean {
  if (refund.status === "succeeded" || refund.status === "pending") return true;
  return refund.balance_transaction != null && (refund.status === "failed" || refund.status === "canceled");
}

function toRefund(refund: Stripe.Refund): PaidRefund {
  const failed = refund.status === "failed" || refund.status === "canceled";
  const waits = refund.status === "pending" && refund.balance_transaction == null;
  const { id, amount, created, metadata } = refund;
  const ordered = metadata?.[ORDER_KEY];
  const taxed =
    ordered === undefined
      ? {}
      : {
          taxed: {
            orderKey: ordered,
            tax: wholeNumber(metadata?.[TAX_KEY], id),
            share: wholeNumber(metadata?.[SHARE_KEY], id),
          },
        };
  return { id, amount: minor(amount), at: fromSec(created), failed, ...(waits ? { waits } : {}), ...taxed };
}

function toReversal(reversal: Stripe.TransferReversal): PaidReversal {
  const { id, amount, created, source_refund: refund, metadata } = reversal;
  const disputed = metadata?.[DISPUTED_KEY];
  return {
    id,
    amount: minor(amount),
    at: fromSec(created),
    refundId: idOf(refund) ?? metadata?.[REFUND_KEY] ?? null,
    ...(metadata?.disputeId === undefined ? {} : { disputeId: metadata.disputeId }),
    ...(metadata?.[TAX_OF_KEY] === undefined ? {} : { ofTax: true }),
    ...(disputed === undefined
      ? {}
      : { bears: { amount: wholeNumber(disputed, id), tax: wholeNumber(metadata?.[TAX_KEY], id) } }),
  };
}

function toFeeRefund(refund: Stripe.FeeRefund): PaidFeeRefund {
  return { id: refund.id, amount: minor(refund.amount), at: fromSec(refund.created) };
}

function oldestFirst<T extends { readonly id: string; readonly at: UtcMs }>(rows: T[]): T[] {
  return rows.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** What is written into the metadata of the transfer that returns a provider's share. */
export const DISPUTE_GROUP = "dispute:";
export const REVERSED_KEY = "reversed";
/** And into that of each reversal of it: how much of the refunds it bears. */
export const REFUNDED_KEY = "refunded";

/** Of a taxed charge's refund: the order that made it, its tax, and the provider's part. */
export const ORDER_KEY = "order";
export const TAX_KEY = "tax";
export const SHARE_KEY = "share";
/** Of a reversal that takes a part of a taxed charge: the charge whose tax it is, or the refund, or what of a dispute it stands for. */
export const TAX_OF_KEY = "taxOf";
export const REFUND_KEY = "refundId";
export const DISPUTED_KEY = "disputed";

/** `returned` is the transfer that followed its being won, `takenAgain` its reversals. */
export function toDispute(
  dispute: Stripe.Dispute,
  returned: Stripe.Transfer | null,
  takenAgain: readonly Stripe.TransferReversal[],
): PaidDispute {
  return {
    id: dispute.id,
    chargeId: idOf(dispute.charge) ?? "",
    amount: minor(dispute.amount),
    currency: toCurrency(dispute.currency),
    at: fromSec(dispute.created),
    reason: dispute.reason,
    status: disputeStatus(dispute),
    movements: oldestFirst(
      (dispute.balance_transactions ?? []).map(({ id, created, amount, fee }) => ({
        id,
        at: fromSec(created),
        amount: minor(amount),
        fee: minor(fee ?? 0),
      })),
    ),
    returned:
      returned === null
        ? null
        : {
            id: returned.id,
            at: fromSec(returned.created),
            amount: minor(returned.amount),
            reversed: wholeNumber(returned.metadata?.[REVERSED_KEY], returned.id),
            ...(returned.metadata?.[TAX_KEY] === undefined
              ? {}
              : { tax: wholeNumber(returned.metadata[TAX_KEY], returned.id) }),
            takenAgain: oldestFirst(takenAgain.map(toTakenAgain)),
          },
  };
}

function toTakenAgain({ id, created, amount, metadata }: Stripe.TransferReversal) {
  const of = { id, at: fromSec(created), amount: minor(amount) };
  const disputed = metadata?.[DISPUTED_KEY];
  if (disputed !== undefined) {
    const tax = wholeNumber(metadata?.[TAX_KEY], id);
    const bears = { id: metadata?.disputeId ?? "", amount: wholeNumber(disputed, id), tax };
    return { ...of, refunded: minor(0), disputed: bears };
  }
  return {
    ...of,
    // One that somebody made by hand bears what it took and no more.
    refunded: wholeNumber(metadata?.[REFUNDED_KEY] ?? String(amount), id),
    ...(metadata?.[REFUND_KEY] === undefined ? {} : { refundId: metadata[REFUND_KEY] }),
  };
}

function wholeNumber(text: string | undefined, id: string): Minor {
  invariant(text !== undefined && /^\d+$/.test(text), `the metadata of ${id} does not say what it stands for`);
  return minor(Number(text));
}

/** Over, and the word does not say for whom: where the money is tells it. `charge_refunded` is of APIs from before 2014-11-20. */
const CLOSED_SOMEHOW: readonly string[] = ["prevented", "charge_refunded"];

function disputeStatus({ status, balance_transactions: moved }: Stripe.Dispute): PaidDispute["status"] {
  if (status === "won" || status === "warning_closed") return "WON";
  if (status === "lost") return "LOST";
  if (CLOSED_SOMEHOW.includes(status))
    return (moved ?? []).reduce((sum, { amount }) => sum + amount, 0) < 0 ? "LOST" : "WON";
  return status.startsWith("warning_") ? "INQUIRY" : "OPEN";
}

const PAYOUT_STATUS: Readonly<Record<string, PaidPayout["status"]>> = {
  pending: "PENDING",
  in_transit: "PENDING",
  paid: "PAID",
  failed: "FAILED",
  canceled: "CANCELLED",
};

export function toPayout(payout: Stripe.Payout, accountId: string): PaidPayout {
  return {
    id: payout.id,
    accountId,
    amount: minor(payout.amount),
    currency: toCurrency(payout.currency),
    at: fromSec(payout.created),
    arrivesAt: fromSec(payout.arrival_date ?? payout.created),
    status: PAYOUT_STATUS[payout.status] ?? "PENDING",
    payoutId: payout.metadata?.payoutId ?? null,
    failure: payout.failure_message ?? null,
  };
}
