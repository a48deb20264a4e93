import { type Call, PLATFORM } from "../call.ts";
import { postBalance } from "../collect.ts";
import { type Endpoint, listEndpoint } from "../endpoint.ts";
import { StripeFault } from "../fault.ts";
import type { Dispute } from "../objects.ts";

/** What the bank takes for each dispute, won or lost (minor units). */
const DISPUTE_FEE = 1_500;
/** Those that have the money of their payment, or keep it: a question of a bank has none. */
export const STANDING: readonly string[] = ["needs_response", "under_review", "lost"];
const ANSWER_DAYS_SEC = 9 * 86_400;

export const disputeEndpoints: readonly Endpoint[] = [
  { method: "GET", path: "/v1/disputes/:id", run: (call, _params, id) => call.get("dispute", id) },
  {
    method: "POST",
    path: "/v1/disputes/:id",
    allowed: ["evidence", "metadata", "submit"],
    run: (call, params, id) => {
      const dispute = call.get("dispute", id);
      dispute.metadata = params.metadata(dispute.metadata);
      dispute.evidence_details.has_evidence ||= params.has("evidence");
      if (params.optionalFlag("submit") === true && dispute.status === "needs_response") {
        dispute.status = "under_review";
        dispute.evidence_details.submission_count += 1;
      }
      call.put<"dispute">(dispute);
      call.emit("charge.dispute.updated", dispute);
      return dispute;
    },
  },
  {
    method: "POST",
    path: "/v1/disputes/:id/close",
    allowed: [],
    run: (call, _params, id) => settleDispute(call, id, false),
  },
  listEndpoint("/v1/disputes", ["charge", "payment_intent"], (call, params) => {
    const charge = params.optionalText("charge");
    return call.rows("dispute").filter((dispute) => charge === null || dispute.charge === charge);
  }),
];

/** What a subscriber's bank does: it takes the money from the platform with a fee, or for an inquiry only asks. */
export function openDispute(
  call: Call,
  chargeId: string,
  asked: { readonly amount?: number; readonly inquiry?: boolean },
): Dispute {
  const charge = call.get("charge", chargeId);
  const others = call.rows("dispute").filter((each) => each.charge === chargeId && STANDING.includes(each.status));
  const left = charge.amount - charge.amount_refunded - others.reduce((sum, each) => sum + each.amount, 0);
  const amount = asked.amount ?? left;
  if (charge.status !== "succeeded" || left <= 0 || amount > left)
    throw new StripeFault(400, "This charge cannot be disputed.");
  const inquiry = asked.inquiry === true;
  const dispute: Dispute = {
    id: call.newId("dp"),
    object: "dispute",
    created: call.nowSec,
    livemode: false,
    amount,
    charge: charge.id,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence_details: {
      due_by: call.nowSec + ANSWER_DAYS_SEC,
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: inquiry,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: "fraudulent",
    status: inquiry ? "warning_needs_response" : "needs_response",
    _movements: [],
  };
  if (!inquiry) {
    charge.disputed = true;
    call.put<"charge">(charge);
    move(call, dispute, -amount, DISPUTE_FEE);
  }
  call.put<"dispute">(dispute);
  call.emit("charge.dispute.created", dispute);
  if (!inquiry) call.emit("charge.dispute.funds_withdrawn", dispute);
  return dispute;
}

/** The bank's decision. Won: the amount comes back, the fee does not. */
export function settleDispute(call: Call, id: string, won: boolean): Dispute {
  const dispute = call.get("dispute", id);
  if (dispute.status === "won" || dispute.status === "lost" || dispute.status === "warning_closed") {
    throw new StripeFault(400, "This dispute is already closed.");
  }
  const inquiry = dispute.status === "warning_needs_response";
  dispute.status = inquiry ? "warning_closed" : won ? "won" : "lost";
  if (won && !inquiry) move(call, dispute, dispute.amount, 0);
  call.put<"dispute">(dispute);
  call.emit("charge.dispute.closed", dispute);
  if (won && !inquiry) call.emit("charge.dispute.funds_reinstated", dispute);
  return dispute;
}

function move(call: Call, dispute: Dispute, amount: number, fee: number): void {
  const { id } = postBalance(call, {
    account: PLATFORM,
    type: "adjustment",
    category: amount < 0 ? "dispute" : "dispute_reversal",
    amount,
    fee,
    currency: dispute.currency,
    source: dispute.id,
    immediate: true,
  });
  dispute._movements.push(id);
}
