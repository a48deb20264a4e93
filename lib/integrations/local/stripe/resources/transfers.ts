import { type Call, PLATFORM } from "../call.ts";
import { balanceOf, postBalance } from "../collect.ts";
import { type Endpoint, listEndpoint } from "../endpoint.ts";
import { StripeFault } from "../fault.ts";
import type { Params } from "../form.ts";
import type { Transfer, TransferReversal } from "../objects.ts";
import { feeDue, giveFeeBack, reverseShare } from "./shares.ts";

/** Money between the platform and connected accounts, beside what charges move by themselves. */
export const transferEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/transfers",
    allowed: ["amount", "currency", "destination", "description", "metadata", "source_transaction", "transfer_group"],
    run: createTransfer,
  },
  { method: "GET", path: "/v1/transfers/:id", run: (call, _params, id) => call.get("transfer", id) },
  listEndpoint("/v1/transfers", ["destination", "transfer_group"], (call, params) => {
    const destination = params.optionalText("destination");
    const group = params.optionalText("transfer_group");
    return call
      .rows("transfer")
      .filter((transfer) => destination === null || transfer.destination === destination)
      .filter((transfer) => group === null || transfer.transfer_group === group);
  }),
  {
    method: "POST",
    path: "/v1/transfers/:id/reversals",
    allowed: ["amount", "description", "metadata", "refund_application_fee"],
    run: createReversal,
  },
  listEndpoint("/v1/transfers/:id/reversals", [], (call, _params, id) =>
    call.rows("transfer_reversal").filter((reversal) => reversal.transfer === id),
  ),
];

function createTransfer(call: Call, params: Params): Transfer {
  const amount = params.integer("amount");
  const currency = params.text("currency").toLowerCase();
  const account = call.get("account", params.text("destination"));
  if (amount <= 0) throw new StripeFault(400, "This value must be greater than or equal to 1.", { param: "amount" });
  if (account.capabilities.transfers !== "active") {
    throw new StripeFault(400, "Your destination account needs to have the transfers capability enabled.", {
      code: "insufficient_capabilities_for_transfer",
    });
  }
  if ((balanceOf(call, PLATFORM).available.get(currency) ?? 0) < amount) throw short();
  const id = call.newId("tr");
  const paymentId = call.newId("py");
  const moved = { type: "transfer", category: "transfer", currency, immediate: true };
  postBalance(call, { ...moved, type: "payment", account: account.id, amount, source: paymentId });
  const transfer = call.put<"transfer">({
    id,
    object: "transfer",
    created: call.nowSec,
    livemode: false,
    amount,
    amount_reversed: 0,
    balance_transaction: postBalance(call, { ...moved, account: PLATFORM, amount: -amount, source: id }).id,
    currency,
    description: params.optionalText("description"),
    destination: account.id,
    destination_payment: paymentId,
    metadata: params.metadata(),
    reversed: false,
    source_transaction: params.optionalText("source_transaction"),
    transfer_group: params.optionalText("transfer_group"),
  });
  call.emit("transfer.created", transfer);
  return transfer;
}

/** Unlike a refund, a reversal is refused when the account holds too little (docs.stripe.com/connect/separate-charges-and-transfers). */
function createReversal(call: Call, params: Params, id: string): TransferReversal {
  const transfer = call.get("transfer", id);
  const left = transfer.amount - transfer.amount_reversed;
  const amount = params.optionalInteger("amount") ?? left;
  if (amount <= 0 || amount > left) {
    throw new StripeFault(400, `Reversal amount (${amount}) is greater than unreversed amount (${left})`, {
      param: "amount",
    });
  }
  const charge = transfer.source_transaction === null ? null : call.get("charge", transfer.source_transaction);
  const feeId = params.optionalFlag("refund_application_fee") === true ? (charge?.application_fee ?? null) : null;
  const of = { part: transfer.amount_reversed + amount, whole: transfer.amount };
  const feeBack = feeId === null ? 0 : feeDue(call.get("application_fee", feeId), of);
  const { available, pending } = balanceOf(call, transfer.destination);
  const held = (available.get(transfer.currency) ?? 0) + (pending.get(transfer.currency) ?? 0);
  if (held < amount - feeBack) throw short();
  const reversal = reverseShare(call, transfer, { amount, refundId: null, metadata: params.metadata() });
  if (feeId !== null) giveFeeBack(call, feeId, of, true);
  return reversal;
}

function short(): StripeFault {
  return new StripeFault(400, "You have insufficient available funds in your Stripe account.", {
    code: "balance_insufficient",
  });
}
