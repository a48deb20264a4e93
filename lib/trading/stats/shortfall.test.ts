import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { itemiseShortfall, type Shortfall, type ShortfallLeg } from "./shortfall.ts";

function leg(
  side: "BUY" | "SELL",
  wanted: string,
  decided: string,
  sent: readonly [bid: string, ask: string] | null,
  ...fills: readonly (readonly [price: string, qty: string, fee: string])[]
): ShortfallLeg {
  return {
    side,
    wanted: dec(wanted),
    decided: dec(decided),
    sent: sent === null ? null : { bid: dec(sent[0]), ask: dec(sent[1]) },
    fills: fills.map(([price, qty, fee]) => ({ price: dec(price), qty: dec(qty), fee: dec(fee) })),
  };
}

function texts(shortfall: Shortfall) {
  return Object.fromEntries(Object.entries(shortfall).map(([name, value]) => [name, plain(value)]));
}

describe("a copy's shortfall", () => {
  it("is taken apart for an entry by hand: 2 wanted at 100, 1.9 bought", () => {
    // The market went from 100 to 101 (bid 100.9, ask 101.1) before the order left, which bought 1 at 101.1 and 0.9 at 101.3.
    // Delay 1.9 × 1 = 1.9; spread 1.9 × 0.1 = 0.19; impact 0.9 × 0.2 = 0.18; fees 0.1 + 0.09 = 0.19.
    // At 110 the wish made 2 × 10 = 20, the copy 8.9 + 0.9 × 8.7 - 0.19 = 16.54: gap 3.46; the 0.1 not bought missed 0.1 × 10 = 1.
    const entry = leg("BUY", "2", "100", ["100.9", "101.1"], ["101.1", "1", "0.1"], ["101.3", "0.9", "0.09"]);
    expect(texts(itemiseShortfall([entry], dec(110)))).toEqual({
      gap: "3.46",
      delay: "1.9",
      spread: "0.19",
      impact: "0.18",
      fee: "0.19",
      rounding: "1",
    });
  });

  it("does not depend on the mark once both are closed", () => {
    // Long 1 wanted and done, in at 50 (paid 50.5 at bid 50, ask 50.4), out at 60 (got 59.7 at bid 59.8, ask 60), fees 0.05 and 0.06.
    // In: delay 0.2, spread 0.2, impact 0.1. Out: delay 60 - 59.9 = 0.1, spread 0.1, impact 0.1.
    // The wish made 10, the copy 59.7 - 50.5 - 0.11 = 9.09.
    const legs = [
      leg("BUY", "1", "50", ["50", "50.4"], ["50.5", "1", "0.05"]),
      leg("SELL", "1", "60", ["59.8", "60"], ["59.7", "1", "0.06"]),
    ];
    const expected = { gap: "0.91", delay: "0.3", spread: "0.3", impact: "0.2", fee: "0.11", rounding: "0" };
    expect(texts(itemiseShortfall(legs, dec(1)))).toEqual(expected);
    expect(texts(itemiseShortfall(legs, dec(1_000)))).toEqual(expected);
  });

  it("counts against a short what helps a long", () => {
    // Short 1 decided at 100, the market fell to 99 (98.9 / 99.1) before it left: sold at 98.9.
    const entry = leg("SELL", "1", "100", ["98.9", "99.1"], ["98.9", "1", "0"]);
    expect(texts(itemiseShortfall([entry], dec(90)))).toMatchObject({ gap: "1.1", delay: "1", spread: "0.1" });
  });

  it("is a gain where the market came towards us", () => {
    const entry = leg("BUY", "1", "100", ["98", "98.2"], ["98.2", "1", "0"]);
    expect(texts(itemiseShortfall([entry], dec(100)))).toMatchObject({ gap: "-1.8", delay: "-1.9", spread: "0.1" });
  });

  it("of a trade that never came is what it would have made", () => {
    const none = [leg("BUY", "3", "10", null), leg("SELL", "3", "12", null)];
    expect(texts(itemiseShortfall(none, dec(7)))).toMatchObject({ gap: "6", rounding: "6", delay: "0", fee: "0" });
  });

  it("has parts that sum to the gap to the last digit, whatever happened", () => {
    const amount = fc.integer({ min: 0, max: 10 ** 9 }).map((n) => dec(n).div(10 ** 8));
    const price = fc.integer({ min: 1, max: 10 ** 9 }).map((n) => dec(n).div(10 ** 4));
    const anyLeg = fc.record({
      side: fc.constantFrom("BUY" as const, "SELL" as const),
      wanted: amount,
      decided: price,
      sent: fc.option(fc.record({ bid: price, ask: price })),
      fills: fc.array(fc.record({ price, qty: amount, fee: amount }), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(anyLeg, { maxLength: 7 }), price, (legs, mark) => {
        const { gap, delay, spread, impact, fee, rounding } = itemiseShortfall(legs, mark);
        expect(plain(delay.plus(spread).plus(impact).plus(fee).plus(rounding))).toBe(plain(gap));
      }),
    );
  });
});
