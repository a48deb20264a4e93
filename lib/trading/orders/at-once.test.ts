import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { mostAtOnce, nextPart } from "./at-once.ts";

const lot = dec("0.01");
const most = (marketMax: string | null, ...refused: string[]) => {
  const found = mostAtOnce(
    { lot, ...(marketMax === null ? {} : { marketMax: dec(marketMax) }) },
    refused.map((qty) => ({ qty: dec(qty), refusal: "too_large" })),
  );
  return found === null ? null : plain(found);
};

describe("what one order may hold", () => {
  it("is unbounded where nothing is known", () => {
    expect(most(null)).toBeNull();
    expect(mostAtOnce({ lot }, [{ qty: dec(9), refusal: "min_notional" }])).toBeNull();
  });

  it("is what the exchange names, down to the lot", () => expect(most("10.007")).toBe("10"));

  it("is half of what it refused as too large, where that is less", () => {
    expect(most(null, "30", "15")).toBe("7.5");
    expect(most("10", "30")).toBe("10");
    expect(most("10", "10")).toBe("5");
  });

  it("is found anew once halves have become too small", () => {
    const orders = [
      { qty: dec(30), refusal: "too_large" },
      { qty: dec(15), refusal: "min_notional" },
    ];
    expect(mostAtOnce({ lot }, orders)).toBeNull();
    expect(mostAtOnce({ lot }, [...orders, { qty: dec(30), refusal: "too_large" }])?.toFixed()).toBe("15");
  });

  it("is a lot at least", () => expect(most(null, "0.01")).toBe("0.01"));
});

describe("the next part", () => {
  const parts = (qty: string, bound: string | null): string[] => {
    const gone: string[] = [];
    for (let left = dec(qty); left.gt(0); ) {
      const part = nextPart(left, bound === null ? null : dec(bound), lot);
      gone.push(plain(part));
      left = left.minus(part);
    }
    return gone;
  };

  it.each([
    ["25", null, ["25"]],
    ["10", "10", ["10"]],
    ["25", "10", ["8.34", "8.33", "8.33"]],
    ["10.01", "10", ["5.01", "5"]],
    ["30", "10", ["10", "10", "10"]],
  ])("%s at most %s at once goes as %j", (qty, bound, gone) => expect(parts(qty, bound)).toEqual(gone));
});
