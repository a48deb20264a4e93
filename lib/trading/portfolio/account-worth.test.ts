import { expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { accountWorth } from "./account-worth.ts";

const BITCOIN = (currency: string) => (currency === "BTC" ? dec(42_000) : null);

it("counts dollar coins as dollars, coins at their price and names those that have none", () => {
  const worth = accountWorth(
    [
      { currency: "USDT", total: dec("1000.5") },
      { currency: "USDC", total: dec(200) },
      { currency: "BTC", total: dec("0.01") },
      { currency: "OBSCURE", total: dec(5) },
      { currency: "EMPTY", total: dec(0) },
    ],
    [],
    BITCOIN,
  );
  expect(plain(worth.usd)).toBe("1620.5");
  expect(worth.unpriced).toEqual(["OBSCURE"]);
});

it("adds what contracts would make if they were left now: a long at the bid, a short at the ask", () => {
  const quote = { bid: dec(110), ask: dec(111) };
  const worth = accountWorth(
    [{ currency: "USDT", total: dec(1000) }],
    [
      { side: "LONG", qty: dec(2), entryPrice: dec(100), quote },
      { side: "SHORT", qty: dec(1), entryPrice: dec(100), quote },
      { side: "LONG", qty: dec(9), entryPrice: dec(100), quote: null },
    ],
    BITCOIN,
  );
  // 1000 + 2 × 10 - 1 × 11
  expect(plain(worth.usd)).toBe("1009");
});
