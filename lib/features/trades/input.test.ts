import { expect, it } from "vitest";
import { buyInput, sellInput, testBuyInput } from "./input.ts";

it.each(["BTC/USDT", "BTCUSDT", "btc-usdt"])("takes %s for the spot pair", (symbol) => {
  expect(buyInput.parse({ symbol, amount: "50", stopLoss: "40000" }).symbol).toBe("BTC/USDT");
  expect(sellInput.parse({ symbol, quantity: "0.1" }).symbol).toBe("BTC/USDT");
});

it.each([
  ["BTC/USDT:USDT", "Give a spot pair, like BTC/USDT."],
  ["BTCXYZ", '"BTCXYZ" is not a known symbol; write it with a slash, like BTC/USDT.'],
  [7, "Give a spot pair, like BTC/USDT."],
])("refuses %s by name", (symbol, message) => {
  const issues = sellInput.safeParse({ symbol, quantity: "0.1" }).error?.issues;
  expect(issues).toMatchObject([{ path: ["symbol"], message }]);
});

it("tries the way with BTC/USDT unless told", () => {
  expect(testBuyInput.parse({}).symbol).toBe("BTC/USDT");
});
