import { expect, it } from "vitest";
import { minor } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import type { PaidCharge, PaidDispute } from "@/lib/ports/payments";
import { BUYER_AND_PROVIDER, CHARGE_OF_99_99, ledgerSums } from "@/lib/testing/ledger-sums";
import { journalsOfCharge } from "./journals-of-charge.ts";
import { journalsOfDispute } from "./journals-of-dispute.ts";

const withdrawn = { id: "txn_out", at: utcMs(1), amount: minor(-9_999), fee: minor(1_500) };
const reinstated = { id: "txn_in", at: utcMs(2), amount: minor(9_999), fee: minor(0) };
const open: PaidDispute = {
  id: "dp_1",
  chargeId: "ch_1",
  amount: minor(9_999),
  currency: "USD",
  at: utcMs(1),
  reason: "fraudulent",
  status: "OPEN",
  movements: [withdrawn],
  returned: null,
};
const returned = { id: "tr_back", at: utcMs(3), amount: minor(7_999), reversed: minor(9_999), takenAgain: [] };
/** The charge after our reversal of its transfer, the fee given back with it. */
const takenBack: PaidCharge = {
  ...CHARGE_OF_99_99,
  reversals: [{ id: "trr_1", amount: minor(9_999), at: utcMs(1), refundId: null }],
  feeRefunds: [{ id: "fr_1", amount: minor(2_000), at: utcMs(1) }],
};

const after = (charge: PaidCharge, dispute: PaidDispute) =>
  ledgerSums([...journalsOfCharge(charge, BUYER_AND_PROVIDER), ...journalsOfDispute(dispute, BUYER_AND_PROVIDER)]);

it("holds what the bank withdrew on DISPUTES until it is taken back from the provider", () => {
  expect(after(CHARGE_OF_99_99, open)).toEqual({
    "DISPUTES buyer": 9_999,
    PLATFORM_FEE: -2_000,
    PROCESSING_FEE: 1_820,
    "PROVIDER_PAYABLE provider": -7_999,
    STRIPE_BALANCE: 1_680 - 11_499,
    "STRIPE_BALANCE provider": 7_999,
  });
});

it("leaves each with what he had before the sale, the platform with the card's fee and the dispute's, when it is lost", () => {
  expect(after(takenBack, { ...open, status: "LOST" })).toEqual({ PROCESSING_FEE: 1_820, STRIPE_BALANCE: -1_820 });
});

it("gives the provider his 79.99 and the platform its 20.00 again when it is won", () => {
  const won: PaidDispute = { ...open, status: "WON", movements: [withdrawn, reinstated], returned };
  expect(after(takenBack, won)).toEqual({
    PLATFORM_FEE: -2_000,
    PROCESSING_FEE: 1_820,
    "PROVIDER_PAYABLE provider": -7_999,
    STRIPE_BALANCE: 180,
    "STRIPE_BALANCE provider": 7_999,
  });
});

it("owes the provider his share from the bank's word until the transfer returns it", () => {
  const won: PaidDispute = { ...open, status: "WON", movements: [withdrawn, reinstated] };
  expect(after(takenBack, won)).toEqual({
    "DISPUTES buyer": -9_999,
    PROCESSING_FEE: 1_820,
    STRIPE_BALANCE: 8_179,
  });
});

it("goes below zero with a provider who was paid out before", () => {
  const payout = { objectId: "po_1", kind: "payout", at: utcMs(0), currency: "USD", memo: "", chargeId: null } as const;
  const entries = [
    { account: "PAYOUTS", userId: "provider", amount: minor(7_999) },
    { account: "STRIPE_BALANCE", userId: "provider", amount: minor(-7_999) },
  ] as const;
  const journals = [...journalsOfCharge(takenBack, BUYER_AND_PROVIDER), ...journalsOfDispute(open, BUYER_AND_PROVIDER)];
  expect(ledgerSums([...journals, { ...payout, entries }])).toMatchObject({
    "PAYOUTS provider": 7_999,
    "STRIPE_BALANCE provider": -7_999,
  });
});

it("moves nothing for a mere question of the bank", () => {
  expect(journalsOfDispute({ ...open, status: "INQUIRY", movements: [] }, BUYER_AND_PROVIDER)).toEqual([]);
});

it("refuses to return more than was taken", () => {
  const won: PaidDispute = { ...open, status: "WON", returned: { ...returned, amount: minor(10_000) } };
  expect(() => journalsOfDispute(won, BUYER_AND_PROVIDER)).toThrow("returned 10000 of 9999");
});
