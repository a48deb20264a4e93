import { expect, it } from "vitest";
import { minor } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import { BUYER_AND_PROVIDER, CHARGE_OF_99_99, ledgerSums } from "@/lib/testing/ledger-sums";
import { journalOfAffiliateTransfer, journalsOfAffiliate } from "./journals-of-affiliate.ts";

const terms = { userId: "friend", shareBps: 1_000 };
const PLAN = { subscriberId: "buyer", providerId: null };

it("gives 10 % of the platform's 20.00, and nothing of the provider's", () => {
  expect(ledgerSums(journalsOfAffiliate(CHARGE_OF_99_99, BUYER_AND_PROVIDER, terms))).toEqual({
    "AFFILIATE friend": -200,
    PLATFORM_FEE: 200,
  });
});

it("gives 10 % of all of a plan's 49.00, rounded half up to the cent", () => {
  const plan = { ...CHARGE_OF_99_99, amount: minor(4_905), platformFee: minor(0), destination: null };
  expect(ledgerSums(journalsOfAffiliate(plan, PLAN, terms))).toEqual({ "AFFILIATE friend": -491, PLATFORM_FEE: 491 });
});

it("takes it back with the fee, in three parts to the cent", () => {
  const feeRefunds = [667, 666, 667].map((amount, n) => ({ id: `fr_${n}`, amount: minor(amount), at: utcMs(n) }));
  const back = (count: number) =>
    ledgerSums(
      journalsOfAffiliate({ ...CHARGE_OF_99_99, feeRefunds: feeRefunds.slice(0, count) }, BUYER_AND_PROVIDER, terms),
    );
  expect(back(1)).toEqual({ "AFFILIATE friend": -133, PLATFORM_FEE: 133 });
  expect(back(2)).toEqual({ "AFFILIATE friend": -67, PLATFORM_FEE: 67 });
  expect(back(3)).toEqual({});
});

it("keeps his part of a plan's charge whose refund the bank sent back", () => {
  const plan = { ...CHARGE_OF_99_99, amount: minor(4_900), platformFee: minor(0), destination: null };
  const refund = { id: "re_1", amount: minor(4_900), at: utcMs(1) };
  const left = (failed: boolean) =>
    ledgerSums(journalsOfAffiliate({ ...plan, refunds: [{ ...refund, failed }] }, PLAN, terms));
  expect(left(false)).toEqual({});
  expect(left(true)).toEqual({ "AFFILIATE friend": -490, PLATFORM_FEE: 490 });
});

it("books nothing where his part is under half a cent", () => {
  expect(journalsOfAffiliate({ ...CHARGE_OF_99_99, platformFee: minor(4) }, BUYER_AND_PROVIDER, terms)).toEqual([]);
});

it("moves what is owed to his account, from where it is paid out", () => {
  const sent = journalOfAffiliateTransfer(
    { id: "tr_9", at: utcMs(5), amount: minor(200), currency: "USD" },
    terms.userId,
  );
  const share = journalsOfAffiliate(CHARGE_OF_99_99, BUYER_AND_PROVIDER, terms);
  expect(ledgerSums([...share, sent])).toEqual({
    PLATFORM_FEE: 200,
    "PROVIDER_PAYABLE friend": -200,
    STRIPE_BALANCE: -200,
    "STRIPE_BALANCE friend": 200,
  });
});

it("refuses a share over 100 %", () => {
  expect(() =>
    journalsOfAffiliate(CHARGE_OF_99_99, BUYER_AND_PROVIDER, { userId: "friend", shareBps: 10_001 }),
  ).toThrow("10001 bps");
});
