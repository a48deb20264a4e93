import { expect, it } from "vitest";
import { commonQuote, parseSymbol, quoteCoin } from "./symbol.ts";

it.each([
  ["BTCUSDT", "spot", "BTC/USDT", "spot"],
  ["btc/usdt", "spot", "BTC/USDT", "spot"],
  [" eth-usdt ", "spot", "ETH/USDT", "spot"],
  ["ETHBTC", "spot", "ETH/BTC", "spot"],
  ["BTCFDUSD", "spot", "BTC/FDUSD", "spot"],
  ["1000PEPEUSDT", "spot", "1000PEPE/USDT", "spot"],
  ["BTC/USDT:USDT", "spot", "BTC/USDT:USDT", "swap"],
  ["BTCUSDT", "swap", "BTC/USDT:USDT", "swap"],
  ["BTC/USDT", "swap", "BTC/USDT:USDT", "swap"],
] as const)("%s (%s) is %s", (typed, asked, symbol, market) => {
  expect(parseSymbol(typed, asked)).toMatchObject({ ok: true, value: { symbol, market } });
});

it.each([
  ["BTCXYZ", `"BTCXYZ" is not a known symbol; write it with a slash, like BTC/USDT.`],
  ["USDT", `"USDT" is not a known symbol; write it with a slash, like BTC/USDT.`],
  ["", `"" is not a known symbol; write it with a slash, like BTC/USDT.`],
  ["BTC/USD:BTC", "BTC/USD:BTC settles in BTC; only perpetuals that settle in their quote are traded here."],
  ["<script>USDT", `"<script>USDT" is not a known symbol; write it with a slash, like BTC/USDT.`],
])("refuses %s in words", (typed, detail) => {
  expect(parseSymbol(typed)).toEqual({ ok: false, reason: "unknown_symbol", detail });
});

it("says in which coin a symbol is priced, of a perpetual too", () => {
  expect(["ETH/BTC", "BTC/USDT:USDT", "BTC"].map(quoteCoin)).toEqual(["BTC", "USDT", ""]);
});

it("names the coin of several symbols where they have one", () => {
  expect(commonQuote(["BTC/USDC", "ETH/USDC", "BTC/USDC:USDC"])).toBe("USDC");
  expect(commonQuote(["BTC/USDT", "ETH/BTC"])).toBeNull();
  expect(commonQuote([])).toBeNull();
});
