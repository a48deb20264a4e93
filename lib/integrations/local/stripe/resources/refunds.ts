import { type Call, PLATFORM } from "../call.ts";
import { postBalance } from "../collect.ts";
import { type Endpoint, listEndpoint } from "../endpoint.ts";
import { StripeFault } from "../fault.ts";
import type { Params } from "../form.ts";
import type { Charge, Refund } from "../objects.ts";

export const refundEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/refunds",
    allowed: ["charge", "payment_intent", "amount", "reason", "metadata", "reverse_transfer", "refund_application_fee"],
    run: createRefund,
  },
  { method: "GET", path: "/v1/refunds/:id", run: (call, _params, id) => call.get("refund", id) },
  listEndpoint("/v1/refunds", ["charge", "payment_intent"], (call, params) => {
    const charge = params.optionalText("charge");
    return call.all("refund").filter((refund) => charge === null || refund.charge === charge);
  }),
];

function createRefund(call: Call, params: Params): Refund {
  const charge = findCharge(call, params);
  const amount = params.optionalInteger("amount") ?? charge.amount - charge.amount_refunded;
  if (charge.refunded)
    throw new StripeFault(400, `Charge ${charge.id} has already been refunded.`, { code: "charge_already_refunded" });
  if (amount <= 0 || amount > charge.amount - charge.amount_refunded) {
    throw new StripeFault(400, `Refund amount (${amount}) is greater than unrefunded amount on charge`, {
      param: "amount",
    });
  }
  const id = call.newId("re");
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  const reversalId = params.optionalFlag("reverse_transfer") === true ? reverseTransfer(call, charge, id) : null;
  if (params.optionalFlag("refund_application_fee") === true) refundFee(call, charge);
  const refund = call.put<"refund">({
    id,
    object: "refund",
    created: call.nowSec,
    amount,
    balance_transaction: postBalance(call, {
      account: PLATFORM,
      type: "refund",
      category: "refund",
      amount: -amount,
      currency: charge.currency,
      source: id,
    }).id,
    charge: charge.id,
    currency: charge.currency,
    metadata: params.metadata(),
    payment_intent: charge.payment_intent,
    reason: params.optionalText("reason"),
    status: "succeeded",
    source_transfer_reversal: null,
    transfer_reversal: reversalId,
  });
  call.put<"charge">(charge);
  call.emit("charge.refunded", charge);
  call.emit("refund.created", refund);
  return refund;
}

function findCharge(call: Call, params: Params): Charge {
  const chargeId = params.optionalText("charge");
  if (chargeId !== null) return call.get("charge", chargeId);
  const intent = call.get("payment_intent", params.text("payment_intent"));
  return call.get("charge", intent.latest_charge ?? "");
}

/** The provider gives back in proportion. Shares are taken from the sum refunded so far, so that three parts end on the cent. */
function reverseTransfer(call: Call, charge: Charge, refundId: string): string | null {
  if (charge.transfer === null) return null;
  const transfer = call.get("transfer", charge.transfer);
  const amount = Math.round((transfer.amount * charge.amount_refunded) / charge.amount) - transfer.amount_reversed;
  transfer.amount_reversed += amount;
  transfer.reversed = transfer.amount_reversed === transfer.amount;
  const id = call.newId("trr");
  postBalance(call, {
    account: transfer.destination,
    type: "payment_refund",
    category: "refund",
    amount: -amount,
    currency: transfer.currency,
    source: id,
  });
  call.put<"transfer_reversal">({
    id,
    object: "transfer_reversal",
    created: call.nowSec,
    amount,
    balance_transaction: postBalance(call, {
      account: PLATFORM,
      type: "transfer_refund",
      category: "transfer_reversal",
      amount,
      currency: transfer.currency,
      source: id,
    }).id,
    currency: transfer.currency,
    metadata: {},
    source_refund: refundId,
    transfer: transfer.id,
  });
  call.put<"transfer">(transfer);
  call.emit("transfer.reversed", transfer);
  return id;
}

function refundFee(call: Call, charge: Charge): void {
  if (charge.application_fee === null) return;
  const fee = call.get("application_fee", charge.application_fee);
  const amount = Math.round((fee.amount * charge.amount_refunded) / charge.amount) - fee.amount_refunded;
  fee.amount_refunded += amount;
  fee.refunded = fee.amount_refunded === fee.amount;
  const id = call.newId("fr");
  postBalance(call, {
    account: fee.account,
    type: "application_fee_refund",
    category: "platform_earning_refund",
    amount,
    currency: fee.currency,
    source: id,
  });
  call.put<"fee_refund">({
    id,
    object: "fee_refund",
    created: call.nowSec,
    amount,
    balance_transaction: postBalance(call, {
      account: PLATFORM,
      type: "application_fee_refund",
      category: "platform_earning_refund",
      amount: -amount,
      currency: fee.currency,
      source: id,
    }).id,
    currency: fee.currency,
    fee: fee.id,
    metadata: {},
  });
  call.put<"application_fee">(fee);
  call.emit("application_fee.refunded", fee);
}
