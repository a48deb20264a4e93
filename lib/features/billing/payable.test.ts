import { expect, it } from "vitest";
import { minor } from "@/lib/kernel/money";
import { type Funds, isPayable, owed, payable } from "./payable.ts";

const funds = (available: number, pending: number, insideWindow: number, disputed: number): Funds => ({
  available: minor(available),
  pending: minor(pending),
  insideWindow: minor(insideWindow),
  disputed: minor(disputed),
});

it.each<[string, Funds, number]>([
  ["all that is old and settled", funds(15_998, 0, 0, 0), 15_998],
  ["nothing of a sale from today, which is pending", funds(0, 7_999, 7_999, 0), 0],
  ["the old sale, whole, beside one from today", funds(7_999, 7_999, 7_999, 0), 7_999],
  ["nothing of a sale of a week ago, settled but inside the window", funds(7_999, 0, 7_999, 0), 0],
  ["the old one beside one settled and one pending, both young", funds(15_998, 7_999, 15_998, 0), 7_999],
  ["the old one less a disputed one", funds(15_998, 0, 0, 7_999), 7_999],
  ["nothing when the disputed is more than there is", funds(5_000, 0, 0, 7_999), 0],
  ["nothing of a balance that a dispute after the payout made negative", funds(-7_999, 0, 0, 0), 0],
  ["nothing while a new sale only nets what is owed", funds(-7_999, 7_999, 7_999, 0), 0],
  ["what is left when an old sale netted a debt", funds(1, 0, 0, 0), 1],
  ["less when a refund is pending against money that is available", funds(7_999, -2_666, 0, 0), 5_333],
])("pays %s", (_text, given, expected) => {
  expect(payable(given)).toBe(expected);
});

it.each([
  [funds(-7_999, 0, 0, 0), 7_999],
  [funds(-7_999, 5_000, 0, 0), 2_999],
  [funds(-7_999, 7_999, 0, 0), 0],
  [funds(100, 0, 0, 0), 0],
])("tells what is owed of %j: %d", (given, expected) => {
  expect(owed(given)).toBe(expected);
});

it("pays 50.00 and never 49.99 (B66)", () => {
  expect(isPayable(minor(4_999))).toBe(false);
  expect(isPayable(minor(5_000))).toBe(true);
});
