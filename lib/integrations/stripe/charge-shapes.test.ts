import type Stripe from "stripe";
import { expect, it } from "vitest";
import { toDispute } from "./charge-shapes.ts";

it.each([
  ["warning_needs_response", [], "INQUIRY"],
  ["warning_closed", [], "WON"],
  ["needs_response", [-9_999], "OPEN"],
  ["under_review", [-9_999], "OPEN"],
  ["won", [-9_999, 9_999], "WON"],
  ["won", [-9_999], "WON"], // its money is on the way
  ["lost", [-9_999], "LOST"],
  // Stopped before it was one: by nothing, or by giving the buyer his money.
  ["prevented", [], "WON"],
  ["prevented", [-9_999], "LOST"],
  ["charge_refunded", [-9_999, 9_999], "WON"],
  ["charge_refunded", [-9_999], "LOST"],
])("reads a dispute that is %s, with %j moved, as %s", (status, amounts, read) => {
  const moved = amounts.map((amount, place) => ({ id: `txn_${place}`, created: place, amount, fee: 0 }));
  const dispute = {
    id: "dp_1",
    charge: "ch_1",
    amount: 9_999,
    currency: "usd",
    created: 1,
    reason: "fraudulent",
    status,
  };
  const told = { ...dispute, balance_transactions: moved } as unknown as Stripe.Dispute;
  expect(toDispute(told, null, []).status).toBe(read);
});
