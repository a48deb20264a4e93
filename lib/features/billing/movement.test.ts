import { describe, expect, it } from "vitest";
import { minor } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import type { BalanceMovement } from "@/lib/ports/payments";
import { ledgerSums } from "@/lib/testing/ledger-sums";
import { bookedAs, journalOfOwnMovement } from "./movement.ts";

const movement = (more: Partial<BalanceMovement>): BalanceMovement => ({
  id: "txn_1",
  accountId: null,
  type: "charge",
  sourceId: "ch_1",
  currency: "USD",
  amount: minor(9_999),
  fee: minor(320),
  at: utcMs(0),
  ...more,
});

describe("bookedAs", () => {
  it.each([
    ["a charge by its payment", {}, { objectId: "ch_1", kind: "payment" }],
    ["a refund", { type: "refund", sourceId: "re_1" }, { objectId: "re_1", kind: "refund" }],
    ["what a bank withdrew by the movement", { type: "adjustment" }, { objectId: "txn_1", kind: "dispute_funds" }],
    [
      "a provider's payout",
      { accountId: "acct_1", type: "payout", sourceId: "po_1" },
      { objectId: "po_1", kind: "payout" },
    ],
    ["the platform's own", { type: "payout", sourceId: "po_1" }, { objectId: "txn_1", kind: "own_payout" }],
    ["a transfer with its charge: by no journal of its own", { type: "transfer", sourceId: "tr_1" }, null],
    ["the destination's side of a payment: neither", { accountId: "acct_1", type: "payment", sourceId: "py_1" }, null],
    ["a type that we do not know: neither", { type: "climate_order_purchase" }, null],
    ["one without a source: neither", { sourceId: null }, null],
  ])("finds %s", (_name, more, booked) => {
    expect(bookedAs(movement(more))).toEqual(booked);
  });
});

describe("journalOfOwnMovement", () => {
  it("books money to the platform's own bank, its fee with it", () => {
    const journal = journalOfOwnMovement(movement({ type: "payout", amount: minor(-10_000), fee: minor(25) }));
    expect(ledgerSums(journal === null ? [] : [journal])).toEqual({
      PAYOUTS: 10_000,
      PROCESSING_FEE: 25,
      STRIPE_BALANCE: -10_025,
    });
  });

  it("books what the service charges for accounts", () => {
    const journal = journalOfOwnMovement(movement({ type: "stripe_fee", amount: minor(-200), fee: minor(0) }));
    expect(ledgerSums(journal === null ? [] : [journal])).toEqual({ PROCESSING_FEE: 200, STRIPE_BALANCE: -200 });
  });

  it("books no sale, no provider's payout and no currency that we do not sell in", () => {
    expect(journalOfOwnMovement(movement({}))).toBeNull();
    expect(journalOfOwnMovement(movement({ accountId: "acct_1", type: "payout" }))).toBeNull();
    expect(journalOfOwnMovement(movement({ type: "payout", currency: "XAU" }))).toBeNull();
  });
});
