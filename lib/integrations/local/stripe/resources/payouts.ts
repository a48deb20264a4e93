import { type Call, PLATFORM } from "../call.ts";
import { balanceOf, postBalance } from "../collect.ts";
import { type Endpoint, listEndpoint } from "../endpoint.ts";
import { StripeFault } from "../fault.ts";
import type { Params } from "../form.ts";
import type { Payout } from "../objects.ts";

/** How long a payout is under way. */
const ARRIVAL_SEC = 2 * 86_400;

/** Payouts of the account that the request speaks for. */
export const payoutEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/payouts",
    allowed: ["amount", "currency", "description", "metadata", "method", "statement_descriptor", "source_type"],
    run: createPayout,
  },
  { method: "GET", path: "/v1/payouts/:id", run: (call, _params, id) => ownPayout(call, id) },
  {
    method: "POST",
    path: "/v1/payouts/:id/cancel",
    allowed: [],
    run: (call, _params, id) => {
      const payout = ownPayout(call, id);
      if (payout.status !== "pending") throw new StripeFault(400, "Only pending payouts can be canceled.");
      return giveBack(call, payout, "canceled", null);
    },
  },
  listEndpoint("/v1/payouts", ["status", "arrival_date", "destination"], (call, params) => {
    const status = params.optionalText("status");
    return call
      .rows("payout")
      .filter((payout) => payout._account === (call.account ?? PLATFORM))
      .filter((payout) => status === null || payout.status === status);
  }),
];

function ownPayout(call: Call, id: string): Payout {
  const payout = call.get("payout", id);
  if (payout._account === (call.account ?? PLATFORM)) return payout;
  throw new StripeFault(404, `No such payout: '${id}'`, { code: "resource_missing", param: "id" });
}

function createPayout(call: Call, params: Params): Payout {
  const amount = params.integer("amount");
  const currency = params.text("currency").toLowerCase();
  const owner = call.account ?? PLATFORM;
  if (amount <= 0) throw new StripeFault(400, "This value must be greater than or equal to 1.", { param: "amount" });
  // Stripe has no code for it.
  if (call.account !== null && call.get("account", call.account)._bank === "isGone")
    throw new StripeFault(400, `Sorry, you don't have any external accounts in that currency (${currency}).`);
  if (call.account !== null && !call.get("account", call.account).payouts_enabled) {
    throw new StripeFault(400, "Cannot create payouts: this account has payouts disabled.", {
      code: "payouts_not_allowed",
    });
  }
  if ((balanceOf(call, owner).available.get(currency) ?? 0) < amount) {
    throw new StripeFault(400, "You have insufficient funds in your Stripe account for this payout.", {
      code: "balance_insufficient",
    });
  }
  const id = call.newId("po");
  const payout = call.put<"payout">({
    id,
    object: "payout",
    created: call.nowSec,
    livemode: false,
    amount,
    arrival_date: call.nowSec + ARRIVAL_SEC,
    automatic: false,
    balance_transaction: postBalance(call, {
      account: owner,
      type: "payout",
      category: "payout",
      amount: -amount,
      currency,
      source: id,
      immediate: true,
    }).id,
    currency,
    description: params.optionalText("description"),
    destination: "ba_standin",
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    metadata: params.metadata(),
    method: "standard",
    original_payout: null,
    reconciliation_status: "not_applicable",
    reversed_by: null,
    source_type: "card",
    statement_descriptor: params.optionalText("statement_descriptor"),
    status: "pending",
    type: "bank_account",
    _account: owner,
  });
  tell(call, "payout.created", payout);
  return payout;
}

/** The bank's word on one payout that is due, the oldest first. False: none is. */
export function arriveOne(call: Call): boolean {
  const due = call.all("payout", (payout) => payout.status === "pending" && payout.arrival_date <= call.nowSec);
  const [payout] = due.sort((a, b) => a.arrival_date - b.arrival_date);
  if (payout === undefined) return false;
  arrive(call, payout, call.find("account", payout._account)?._bank !== "refuses");
  return true;
}

/** What the bank does with a payout: it takes it, or sends it back. */
export function arrive(call: Call, payout: Payout, takes: boolean): void {
  if (payout.status !== "pending") throw new StripeFault(400, "This payout is decided already.");
  if (!takes) {
    giveBack(call, payout, "failed", "The bank account has been closed.");
    return;
  }
  payout.status = "paid";
  call.put<"payout">(payout);
  tell(call, "payout.paid", payout);
}

function giveBack(call: Call, payout: Payout, status: "failed" | "canceled", why: string | null): Payout {
  payout.status = status;
  payout.failure_code = why === null ? null : "account_closed";
  payout.failure_message = why;
  payout.failure_balance_transaction = postBalance(call, {
    account: payout._account,
    type: status === "failed" ? "payout_failure" : "payout_cancel",
    category: "payout_reversal",
    amount: payout.amount,
    currency: payout.currency,
    source: payout.id,
    immediate: true,
  }).id;
  call.put<"payout">(payout);
  tell(call, status === "failed" ? "payout.failed" : "payout.canceled", payout);
  return payout;
}

/** Events of a connected account carry its id. */
function tell(call: Call, type: string, payout: Payout): void {
  if (payout._account === PLATFORM) call.emit(type, payout);
  else call.emit(type, payout, payout._account);
}
