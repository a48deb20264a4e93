import { expect, it } from "vitest";
import { minor } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import type { PaidPayout } from "@/lib/ports/payments";
import { ledgerSums } from "@/lib/testing/ledger-sums";
import { journalsOfPayout } from "./journals-of-payout.ts";

const payout: PaidPayout = {
  id: "po_1",
  accountId: "acct_1",
  amount: minor(7_999),
  currency: "USD",
  at: utcMs(0),
  arrivesAt: utcMs(1),
  status: "PENDING",
  payoutId: "pyo_1",
  failure: null,
};
const OUT = { "PAYOUTS provider": 7_999, "STRIPE_BALANCE provider": -7_999 };

it.each(["PENDING", "PAID"] as const)("has left the provider's balance once it is %s", (status) => {
  expect(ledgerSums(journalsOfPayout({ ...payout, status }, "provider"))).toEqual(OUT);
});

it.each(["FAILED", "CANCELLED"] as const)("is back on his balance once it is %s", (status) => {
  const journals = journalsOfPayout({ ...payout, status }, "provider");
  expect(ledgerSums(journals)).toEqual({});
  expect(journals.map((journal) => journal.kind)).toEqual(["payout", "payout_failed"]);
});

it("posts the same first journal whether or not it fails later", () => {
  const [early] = journalsOfPayout(payout, "provider");
  const [late] = journalsOfPayout({ ...payout, status: "FAILED" }, "provider");
  expect(late).toEqual(early);
});
