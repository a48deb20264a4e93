import { describe, expect, it } from "vitest";
import { minor } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import { ledgerSums } from "@/lib/testing/ledger-sums";
import { affiliateShare, journalOfAffiliateTransfer, journalOfShare, keptOf } from "./affiliate-share.ts";

describe("what the platform keeps of a charge", () => {
  it.each([
    ["a sale of 99.99", { fee: 2_000, refunds: 0, disputes: 0 }, 2_000],
    ["a third of it given back, with its fee", { fee: 1_333, refunds: 0, disputes: 0 }, 1_333],
    ["a plan of 49.00", { fee: 4_900, refunds: 0, disputes: 0 }, 4_900],
    ["12.50 of a plan given back", { fee: 4_900, refunds: 1_250, disputes: 0 }, 3_650],
    ["a plan that a bank withdrew", { fee: 4_900, refunds: 0, disputes: 4_900 }, 0],
    [
      "a sale that a bank withdrew, of which the provider's part is not back",
      { fee: 2_000, refunds: 0, disputes: 9_999 },
      0,
    ],
    ["a bank's money that waits for the provider", { fee: 0, refunds: 0, disputes: -9_999 }, 0],
  ])("%s", (_what, sums, kept) => {
    expect(keptOf(sums)).toBe(kept);
  });
});

describe("the affiliate's part", () => {
  it.each([
    [2_000, 1_000, 200],
    [4_905, 1_000, 491], // 490.5
    [4, 1_000, 0],
    [4_900, 0, 0],
    [4_900, 10_000, 4_900],
  ])("of %i at %i bps is %i", (kept, bps, share) => {
    expect(affiliateShare(kept, bps)).toBe(share);
  });

  it("is never more than all", () => {
    expect(() => affiliateShare(100, 10_001)).toThrow("10001 bps");
  });
});

it("is owed, goes back in part, and moves to where it is paid out", () => {
  const cause = { objectId: "ch_1", at: utcMs(1), currency: "USD", chargeId: "ch_1" } as const;
  const share = journalOfShare(cause, "friend", 200);
  const back = journalOfShare({ ...cause, objectId: "fr_1" }, "friend", -67);
  expect([share.kind, back.kind]).toEqual(["affiliate_share", "affiliate_back"]);
  const sent = journalOfAffiliateTransfer({ id: "tr_9", at: utcMs(5), amount: minor(133), currency: "USD" }, "friend");
  expect(ledgerSums([share, back])).toEqual({ "AFFILIATE friend": -133, PLATFORM_FEE: 133 });
  expect(ledgerSums([share, back, sent])).toEqual({
    PLATFORM_FEE: 133,
    "PROVIDER_PAYABLE friend": -133,
    STRIPE_BALANCE: -133,
    "STRIPE_BALANCE friend": 133,
  });
});
