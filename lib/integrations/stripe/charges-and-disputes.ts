import type {
  PaidCharge,
  PaidDispute,
  ReturnOrder,
  TakeAgainOrder,
  TakeBackOrder,
  TakeShareOrder,
} from "@/lib/ports/payments";
import {
  CHARGE_PARTS,
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

/** A charge that succeeded, with everything that was given back of it. Lists within an object end after ten: longer ones are paged. */
export async function readCharge(calls: StripeCalls, id: string): Promise<PaidCharge | null> {
  const { stripe } = calls;
  const charge = await calls.read(() => stripe.charges.retrieve(id, { expand: [...CHARGE_PARTS] }));
  if (charge === null || charge.status !== "succeeded") return null;
  const { refunds, transfer, application_fee: fee } = charge;
  const limit = 100;
  const parts = {
    refunds:
      refunds?.has_more === true ? await calls.list(stripe.refunds.list({ charge: id, limit })) : (refunds?.data ?? []),
    reversals:
      typeof transfer !== "object" || transfer === null
        ? []
        : transfer.reversals.has_more
          ? await calls.list(stripe.transfers.listReversals(transfer.id, { limit }))
          : transfer.reversals.data,
    feeRefunds:
      typeof fee !== "object" || fee === null
        ? []
        : fee.refunds.has_more
          ? await calls.list(stripe.applicationFees.listRefunds(fee.id, { limit }))
          : fee.refunds.data,
    disputeIds: charge.disputed
      ? (await calls.list(stripe.disputes.list({ charge: id, limit }))).map((dispute) => dispute.id)
      : [],
  };
  return toCharge(charge, parts);
}

export async function readDispute(calls: StripeCalls, id: string): Promise<PaidDispute | null> {
  const { stripe } = calls;
  const dispute = await calls.read(() => stripe.disputes.retrieve(id));
  if (dispute === null) return null;
  const group = { transfer_group: `${DISPUTE_GROUP}${id}`, limit: 100 };
  const [returned] = await calls.list(stripe.transfers.list(group));
  const takenAgain =
    returned === undefined
      ? []
      : returned.reversals.has_more
        ? await calls.list(stripe.transfers.listReversals(returned.id, { limit: 100 }))
        : returned.reversals.data;
  return toDispute(dispute, returned ?? null, takenAgain);
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
