import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { smallestRoundTrip } from "./smallest-round-trip.ts";

const BTC = { lot: dec("0.00001"), minNotional: dec(5), takerBps: dec(10) };

describe("the smallest amount that can be sold again", () => {
  it.each([
    // 5 / 39,900 = 0.0001253… -> 0.00013 to sell; a tenth of a percent more, to the lot, is 0.00014.
    ["the exchange's smallest order", BTC, 39_900, 2, "0.00014"],
    ["the tenant's smallest trade where that is larger", BTC, 39_900, 10, "0.00027"],
    ["no fee in coin: not a lot more than is sold", { ...BTC, takerBps: dec(0) }, 39_900, 2, "0.00013"],
    [
      "an exchange without a smallest order: one lot that a fee leaves whole",
      { ...BTC, minNotional: dec(0) },
      39_900,
      0,
      "0.00002",
    ],
  ])("is %s", (_name, instrument, stop, least, amount) => {
    expect(plain(smallestRoundTrip(instrument, dec(stop), dec(least)))).toBe(amount);
  });
});
