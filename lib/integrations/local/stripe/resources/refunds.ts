import { type Call, PLATFORM } from "../call.ts";
import { postBalance } from "../collect.ts";
import { type Endpoint, listEndpoint } from "../endpoint.ts";
import { StripeFault } from "../fault.ts";
import type { Params } from "../form.ts";
import type { Charge, Refund } from "../objects.ts";
import { STANDING } from "./disputes.ts";
import { giveFeeBack, reverseShare } from "./shares.ts";

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
    return call.rows("refund").filter((refund) => charge === null || refund.charge === charge);
  }),
];

function createRefund(call: Call, params: Params): Refund {
  const charge = findCharge(call, params);
  const amount = params.optionalInteger("amount") ?? charge.amount - charge.amount_refunded;
  // `disputed` stays true for good; what was won may be given back.
  if (call.rows("dispute").some((each) => each.charge === charge.id && STANDING.includes(each.status)))
    throw new StripeFault(400, `Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: "charge_disputed",
    });
  if (charge.refunded)
    throw new StripeFault(400, `Charge ${charge.id} has already been refunded.`, { code: "charge_already_refunded" });
  if (amount <= 0 || amount > charge.amount - charge.amount_refunded) {
    throw new StripeFault(400, `Refund amount (${amount}) is greater than unrefunded amount on charge`, {
      param: "amount",
    });
  }
  const id = call.newId("re");
  requireShare(call, charge, params, amount);
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  const reversalId =
    params.optionalFlag("reverse_transfer") === true ? reverseTransfer(call, charge, amount, id) : null;
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

/** The bank sends a refund back: the money is the platform's again, and what was taken from the provider for it stays taken. */
export function failRefund(call: Call, id: string): void {
  const refund = call.get("refund", id);
  if (refund.status !== "succeeded") throw new StripeFault(400, "This refund has failed already.");
  const { amount, currency } = refund;
  refund.status = "failed";
  refund.failure_reason = "expired_or_canceled_card";
  const moved = { type: "refund_failure", category: "refund_failure", amount, currency, source: id, immediate: true };
  refund.failure_balance_transaction = postBalance(call, { ...moved, account: PLATFORM }).id;
  call.put<"refund">(refund);
  const charge = call.get("charge", refund.charge);
  charge.amount_refunded -= amount;
  charge.refunded = false;
  call.put<"charge">(charge);
  call.emit("refund.failed", refund);
}

function findCharge(call: Call, params: Params): Charge {
  const chargeId = params.optionalText("charge");
  if (chargeId !== null) return call.get("charge", chargeId);
  const intent = call.get("payment_intent", params.text("payment_intent"));
  return call.get("charge", intent.latest_charge ?? "");
}

/** The provider gives back in proportion: of a destination charge's transfer, which carries all of it, as much as is refunded. */
function reverseTransfer(call: Call, charge: Charge, amount: number, refundId: string): string | null {
  if (charge.transfer === null) return null;
  return reverseShare(call, call.get("transfer", charge.transfer), { amount, refundId }).id;
}

/** What was reversed already, as a dispute's part is, cannot be reversed again. */
function requireShare(call: Call, charge: Charge, params: Params, amount: number): void {
  if (params.optionalFlag("reverse_transfer") !== true || charge.transfer === null) return;
  const transfer = call.get("transfer", charge.transfer);
  const left = transfer.amount - transfer.amount_reversed;
  if (amount > left)
    throw new StripeFault(400, `Reversal amount (${amount}) is greater than unreversed amount (${left})`, {
      param: "reverse_transfer",
    });
}

/** The fee goes back as far as the transfer did, so that refunds and a dispute's reversal end on the cent together. */
function refundFee(call: Call, charge: Charge): void {
  if (charge.application_fee === null) return;
  const transfer = charge.transfer === null ? null : call.get("transfer", charge.transfer);
  const part = Math.max(charge.amount_refunded, transfer?.amount_reversed ?? 0);
  giveFeeBack(call, charge.application_fee, { part, whole: charge.amount });
}
