import { expect, it } from "vitest";
import { minor } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import type { PaidInvoice } from "@/lib/ports/payments";
import { BUYER_AND_PROVIDER, ledgerSums } from "@/lib/testing/ledger-sums";
import { journalOfCredit } from "./journal-of-credit.ts";

const invoice = (creditChange: number, more: Partial<PaidInvoice> = {}): PaidInvoice => ({
  id: "in_1",
  number: "HELIO-0001",
  status: "PAID",
  total: minor(creditChange),
  currency: "USD",
  creditChange: minor(creditChange),
  at: utcMs(0),
  paidSubscriptionId: "sub_1",
  subscriptionId: null,
  planSubscriptionId: null,
  documentUrl: null,
  charge: null,
  ...more,
});
const sums = (creditChange: number, parties: Parameters<typeof journalOfCredit>[1] = BUYER_AND_PROVIDER) => {
  const journal = journalOfCredit(invoice(creditChange), parties, 2_000);
  return journal === null ? null : ledgerSums([journal]);
};

it("makes a proration credit of 12.34 a negative row of 9.87 for the provider and 2.47 for the platform (B69)", () => {
  expect(sums(-1_234)).toEqual({
    "CUSTOMER_RECEIPTS buyer": -1_234,
    PLATFORM_FEE: 247,
    "PROVIDER_PAYABLE provider": 987,
  });
});

it("undoes it to the cent when a later invoice uses it", () => {
  expect(sums(1_234)).toEqual({
    "CUSTOMER_RECEIPTS buyer": 1_234,
    PLATFORM_FEE: -247,
    "PROVIDER_PAYABLE provider": -987,
  });
});

it("is the platform's alone for a plan", () => {
  expect(sums(-4_100, { subscriberId: "buyer", providerId: null })).toEqual({
    "CUSTOMER_RECEIPTS buyer": -4_100,
    PLATFORM_FEE: 4_100,
  });
});

it("books a credit in yen as whole yen (B70)", () => {
  const journal = journalOfCredit(invoice(-501, { currency: "JPY" }), BUYER_AND_PROVIDER, 2_000);
  expect(journal?.currency).toBe("JPY");
  expect(journal?.entries.map((each) => each.amount)).toEqual([-501, 401, 100]);
});

it("books nothing for the invoice of 0 that opens a trial (B69)", () => {
  expect(sums(0)).toBeNull();
});

it("earns nobody anything by what somebody gave by hand, and the rest as ever", () => {
  const given = (creditByHand: number, more: Partial<PaidInvoice> = {}) => {
    const used = invoice(5_950, { creditByHand: minor(creditByHand), ...more });
    const journal = journalOfCredit(used, BUYER_AND_PROVIDER, 2_000);
    return journal === null ? null : ledgerSums([journal]);
  };
  expect(given(5_950)).toBeNull();
  expect(given(5_450)).toEqual({
    "CUSTOMER_RECEIPTS buyer": 500,
    PLATFORM_FEE: -100,
    "PROVIDER_PAYABLE provider": -400,
  });
  // Its tax is due all the same: 9.50 of 59.50.
  expect(given(5_950, { tax: minor(950) })).toMatchObject({ PLATFORM_FEE: 950, TAX: -950 });
});
