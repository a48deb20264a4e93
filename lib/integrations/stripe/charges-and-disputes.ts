import type Stripe from "stripe";
import { invariant } from "@/lib/kernel/errors";
import type {
  PaidCharge,
  PaidDispute,
  ReturnOrder,
  TakeAgainOrder,
  TakeBackOrder,
  TakeShareOrder,
} from "@/lib/ports/payments";
import {
  CHARGE_EXPAND,
  DISPUTE_GROUP,
  DISPUTED_KEY,
  REFUND_KEY,
  REFUNDED_KEY,
  REVERSED_KEY,
  TAX_KEY,
  TAX_OF_KEY,
  toCharge,
  toDispute,
} from "./charge-shapes.ts";
import type { StripeCalls } from "./stripe-calls.ts";

const limit = 100;

/** A charge that succeeded, with everything that was given back of it, also where the server answers `expand` with ids alone. */
export async function readCharge(calls: StripeCalls, id: string): Promise<PaidCharge | null> {
  const { stripe } = calls;
  const charge = await calls.read(() => stripe.charges.retrieve(id, { expand: [...CHARGE_EXPAND] }));
  if (charge === null || charge.status !== "succeeded") return null;
  const balance = await whole(calls, charge.balance_transaction, (part) => stripe.balanceTransactions.retrieve(part));
  const transfer = await whole(calls, charge.transfer, (part) => stripe.transfers.retrieve(part));
  const fee = await whole(calls, charge.application_fee, (part) => stripe.applicationFees.retrieve(part));
  return toCharge(charge, {
    balance,
    transfer,
    fee,
    refunds: await allOf(calls, charge.refunds, () => stripe.refunds.list({ charge: id, limit })),
    reversals: transfer === null ? [] : await reversalsOf(calls, transfer),
    feeRefunds:
      fee === null ? [] : await allOf(calls, fee.refunds, () => stripe.applicationFees.listRefunds(fee.id, { limit })),
    disputeIds: charge.disputed
      ? (await calls.list(stripe.disputes.list({ charge: id, limit }))).map((dispute) => dispute.id)
      : [],
  });
}

/** What an object names: as it was read along, else read by its id. Null: it names nothing. */
async function whole<T extends object>(
  calls: StripeCalls,
  part: string | T | null | undefined,
  read: (id: string) => Promise<T>,
): Promise<T | null> {
  if (typeof part !== "string") return part ?? null;
  const found = await calls.read(() => read(part));
  // Booked without it, its money would be missing in silence.
  invariant(found !== null, `${part} is named by a charge and cannot be read`);
  return found;
}

/** A list within an object: it ends after ten, and other servers leave it out. Then all pages of the list itself are read. */
function allOf<T>(
  calls: StripeCalls,
  inside: { readonly data: readonly T[]; readonly has_more: boolean } | null | undefined,
  pages: () => AsyncIterable<T>,
): Promise<readonly T[]> {
  return inside == null || inside.has_more ? calls.list(pages()) : Promise.resolve(inside.data);
}

function reversalsOf(
  calls: StripeCalls,
  { id, reversals }: Stripe.Transfer,
): Promise<readonly Stripe.TransferReversal[]> {
  return allOf(calls, reversals, () => calls.stripe.transfers.listReversals(id, { limit }));
}

export async function readDispute(calls: StripeCalls, id: string): Promise<PaidDispute | null> {
  const { stripe } = calls;
  const dispute = await calls.read(() => stripe.disputes.retrieve(id));
  if (dispute === null) return null;
  const group = `${DISPUTE_GROUP}${id}`;
  const grouped = await calls.list(stripe.transfers.list({ transfer_group: group, limit }));
  const returned = grouped.find((transfer) => transfer.transfer_group === group) ?? null;
  return toDispute(dispute, returned, returned === null ? [] : await reversalsOf(calls, returned));
}

export async function takeBack(
  calls: StripeCalls,
  order: TakeBackOrder,
  key: string,
): Promise<"done" | "balance_short"> {
  const { disputeId, amount, bears } = order;
  const body =
    bears === undefined
      ? // Else he gives 99.99 of which he had 79.99.
        { amount, refund_application_fee: true, metadata: { disputeId } }
      : {
          amount,
          refund_application_fee: false,
          metadata: { disputeId, [DISPUTED_KEY]: String(bears.amount), [TAX_KEY]: String(bears.tax) },
        };
  const sent = await calls.sendIfCovered("dispute.take_back", order.disputeId, key, body, (options) =>
    calls.stripe.transfers.createReversal(order.transferId, body, options),
  );
  return sent === "balance_short" ? sent : "done";
}

export async function returnShare(
  calls: StripeCalls,
  order: ReturnOrder,
  key: string,
): Promise<"done" | "balance_short"> {
  const body = {
    amount: order.amount,
    currency: order.currency.toLowerCase(),
    destination: order.accountId,
    transfer_group: `${DISPUTE_GROUP}${order.disputeId}`,
    metadata: {
      disputeId: order.disputeId,
      [REVERSED_KEY]: String(order.reversed),
      ...(order.tax === undefined ? {} : { [TAX_KEY]: String(order.tax) }),
    },
  };
  const sent = await calls.sendIfCovered("dispute.return", order.disputeId, key, body, (options) =>
    calls.stripe.transfers.create(body, options),
  );
  return sent === "balance_short" ? sent : "done";
}

export async function takeAgain(
  calls: StripeCalls,
  order: TakeAgainOrder,
  key: string,
): Promise<"done" | "balance_short"> {
  const body = {
    amount: order.amount,
    metadata: { disputeId: order.disputeId, [REFUNDED_KEY]: String(order.refunded) },
  };
  const sent = await calls.sendIfCovered("dispute.take_again", order.disputeId, key, body, (options) =>
    calls.stripe.transfers.createReversal(order.transferId, body, options),
  );
  return sent === "balance_short" ? sent : "done";
}

/** The fee that the service took is the platform's and stays so, tax within: nothing of it goes back with a part that we reckon ourselves. */
export async function takeShare(
  calls: StripeCalls,
  { chargeId, transferId, amount, refundId }: TakeShareOrder,
  key: string,
): Promise<"done" | "balance_short"> {
  const metadata =
    refundId === null ? { [TAX_OF_KEY]: chargeId } : { [REFUND_KEY]: refundId, [REFUNDED_KEY]: String(amount) };
  const body = { amount, refund_application_fee: false, metadata };
  const sent = await calls.sendIfCovered("share.take", chargeId, key, body, (options) =>
    calls.stripe.transfers.createReversal(transferId, body, options),
  );
  return sent === "balance_short" ? sent : "done";
}
