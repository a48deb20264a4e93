import fc from "fast-check";
import { expect, it } from "vitest";
import { minor } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import type { PaidCharge, PaidRefund } from "@/lib/ports/payments";
import { BUYER_AND_PROVIDER, CHARGE_OF_99_99, ledgerSums } from "@/lib/testing/ledger-sums";
import { journalsOfCharge } from "./journals-of-charge.ts";

const sums = (more: Partial<PaidCharge>, parties: Parameters<typeof journalsOfCharge>[1] = BUYER_AND_PROVIDER) =>
  ledgerSums(journalsOfCharge({ ...CHARGE_OF_99_99, ...more }, parties));

/** What Stripe makes of the n-th part: the refund, the provider's part of the transfer, the platform's fee. */
const part = (n: number, amount: number, fee: number) => ({
  refund: { id: `re_${n}`, amount: minor(amount), at: utcMs(n), failed: false },
  reversal: { id: `trr_${n}`, amount: minor(amount), at: utcMs(n), refundId: `re_${n}` },
  feeRefund: { id: `fr_${n}`, amount: minor(fee), at: utcMs(n) },
});
const given = (parts: readonly ReturnType<typeof part>[]) => ({
  refunds: parts.map((each) => each.refund),
  reversals: parts.map((each) => each.reversal),
  feeRefunds: parts.map((each) => each.feeRefund),
});

it("books 99.99 as 79.99 on the provider's account and 20.00 less the card fee of 3.20 on the platform's", () => {
  expect(sums({})).toEqual({
    PLATFORM_FEE: -2_000,
    PROCESSING_FEE: 320,
    "PROVIDER_PAYABLE provider": -7_999,
    STRIPE_BALANCE: 1_680,
    "STRIPE_BALANCE provider": 7_999,
  });
});

it("books no processing fee before the service knows it", () => {
  const made = journalsOfCharge({ ...CHARGE_OF_99_99, processing: null }, BUYER_AND_PROVIDER);
  expect(made.map((journal) => journal.kind)).toEqual(["payment", "split", "transfer"]);
});

it("gives a plan's charge to the platform whole", () => {
  const plan = { platformFee: minor(0), destination: null, transferId: null, amount: minor(4_900) };
  expect(sums(plan, { subscriberId: "buyer", providerId: null })).toEqual({
    PLATFORM_FEE: -4_900,
    PROCESSING_FEE: 320,
    STRIPE_BALANCE: 4_580,
  });
});

it("takes a refund of a plan's charge from the platform alone", () => {
  const plan = { platformFee: minor(0), destination: null, transferId: null, amount: minor(4_900) };
  const refunds = [{ id: "re_1", amount: minor(4_900), at: utcMs(1), failed: false }];
  expect(sums({ ...plan, refunds }, { subscriberId: "buyer", providerId: null })).toEqual({
    PROCESSING_FEE: 320,
    STRIPE_BALANCE: -320,
  });
});

it("has nothing to book of a trial's charge of 0 (B69)", () => {
  expect(journalsOfCharge({ ...CHARGE_OF_99_99, amount: minor(0), platformFee: minor(0) }, BUYER_AND_PROVIDER)).toEqual(
    [],
  );
});

it("takes 33.33 three times from both, to the cent after each (B64)", () => {
  const parts = [part(1, 3_333, 667), part(2, 3_333, 666), part(3, 3_333, 667)];
  expect(sums(given(parts.slice(0, 1)))).toEqual({
    PLATFORM_FEE: -1_333,
    PROCESSING_FEE: 320,
    "PROVIDER_PAYABLE provider": -5_333,
    STRIPE_BALANCE: 1_013,
    "STRIPE_BALANCE provider": 5_333,
  });
  expect(sums(given(parts.slice(0, 2)))).toEqual({
    PLATFORM_FEE: -667,
    PROCESSING_FEE: 320,
    "PROVIDER_PAYABLE provider": -2_666,
    STRIPE_BALANCE: 347,
    "STRIPE_BALANCE provider": 2_666,
  });
  expect(sums(given(parts))).toEqual({ PROCESSING_FEE: 320, STRIPE_BALANCE: -320 });
});

it("leaves a refund that took no share back with the platform, for people to see", () => {
  expect(sums({ refunds: [part(1, 1_000, 0).refund] })).toMatchObject({
    "REFUNDS buyer": 1_000,
    "PROVIDER_PAYABLE provider": -7_999,
    STRIPE_BALANCE: 680,
  });
});

it("lets a refund that the bank sent back move nothing in the end", () => {
  const refund = { ...part(1, 9_999, 0).refund, failed: true };
  expect(sums({ refunds: [refund] })).toEqual(sums({}));
});

it("sums to 0 whatever was charged and given back", () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 5 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.nat(10_000), amounts, (amount, bps, parts) => {
      const made = journalsOfCharge(
        {
          ...CHARGE_OF_99_99,
          amount: minor(amount),
          platformFee: minor(Math.floor((amount * bps) / 10_000)),
          ...given(parts.map((each, n) => part(n, each, each % 97))),
        },
        BUYER_AND_PROVIDER,
      );
      expect(made.flatMap((journal) => journal.entries).reduce((sum, each) => sum + each.amount, 0)).toBe(0);
      expect(new Set(made.map((journal) => `${journal.objectId} ${journal.kind}`)).size).toBe(made.length);
    }),
  );
});

it("refuses a fee above its charge", () => {
  expect(() => sums({ platformFee: minor(10_000) })).toThrow("fee 10000 of 9999");
});

it("books nothing of a refund that the service has not sent yet: should it never be, nothing has moved", () => {
  const waiting: PaidRefund = { id: "re_1", amount: minor(3_333), at: utcMs(1), failed: false, waits: true };
  const journals = journalsOfCharge({ ...CHARGE_OF_99_99, refunds: [waiting] }, BUYER_AND_PROVIDER);
  expect(journals.map(({ kind }) => kind)).not.toContain("refund");
});

it("books the service's fee in its own currency, where it settles in another than was paid", () => {
  const processing = { id: "txn_fee", amount: minor(345), currency: "USD" } as const;
  const journals = journalsOfCharge({ ...CHARGE_OF_99_99, currency: "EUR", processing }, BUYER_AND_PROVIDER);
  expect(journals.map(({ kind, currency }) => [kind, currency])).toEqual([
    ["payment", "EUR"],
    ["split", "EUR"],
    ["transfer", "EUR"],
    ["processing_fee", "USD"],
  ]);
});
