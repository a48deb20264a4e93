import fc from "fast-check";
import { expect, it } from "vitest";
import { minor } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import type { PaidCharge } from "@/lib/ports/payments";
import { journalsOfCharge, type LedgerAccount } from "./journal.ts";

const parties = { subscriberId: "usr_subscriber", providerId: "usr_provider" };
const charge: PaidCharge = {
  id: "ch_1",
  amount: minor(9_999),
  currency: "USD",
  at: utcMs(0),
  platformFee: minor(2_000),
  destination: "acct_1",
  processing: { id: "txn_1", amount: minor(320) },
  refunds: [],
};

function balances(of: PaidCharge): Partial<Record<LedgerAccount, number>> {
  const sums: Partial<Record<LedgerAccount, number>> = {};
  for (const journal of journalsOfCharge(of, parties)) {
    for (const { account, amount } of journal.entries) sums[account] = (sums[account] ?? 0) + amount;
  }
  return sums;
}

it("books 99.99 as 79.99 for the provider and 20.00 for the platform, the processing fee out of the platform's money", () => {
  expect(balances(charge)).toEqual({
    STRIPE_BALANCE: 9_679,
    CUSTOMER_RECEIPTS: 0,
    PROVIDER_PAYABLE: -7_999,
    PLATFORM_FEE: -2_000,
    PROCESSING_FEE: 320,
  });
});

it("books no processing fee before the service knows it", () => {
  expect(journalsOfCharge({ ...charge, processing: null }, parties).map((journal) => journal.kind)).toEqual([
    "payment",
    "split",
  ]);
});

it("takes both shares back to the cent, refunded in three parts", () => {
  const refunds = [3_333, 3_333, 3_333].map((amount, index) => ({
    id: `re_${index}`,
    amount: minor(amount),
    at: utcMs(index),
  }));
  const after = balances({ ...charge, refunds });
  expect(after.PROVIDER_PAYABLE).toBe(0);
  expect(after.PLATFORM_FEE).toBe(0);
  expect(after.STRIPE_BALANCE).toBe(-320);
});

it("sums to 0 whatever the amounts", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000_000 }),
      fc.nat(10_000),
      fc.array(fc.integer({ min: 1, max: 1_000 }), { maxLength: 5 }),
      (amount, bps, parts) => {
        const refunds = parts.map((part, index) => ({ id: `re_${index}`, amount: minor(part), at: utcMs(index) }));
        const made = journalsOfCharge(
          { ...charge, amount: minor(amount), platformFee: minor(Math.floor((amount * bps) / 10_000)), refunds },
          parties,
        );
        const sum = made.flatMap((journal) => journal.entries).reduce((total, each) => total + each.amount, 0);
        expect(sum).toBe(0);
      },
    ),
  );
});

it("refuses a fee above its charge", () => {
  expect(() => journalsOfCharge({ ...charge, platformFee: minor(10_000) }, parties)).toThrow("fee 10000 of 9999");
});
