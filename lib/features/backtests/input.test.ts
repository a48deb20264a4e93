import { expect, it } from "vitest";
import { runInput } from "./input.ts";

const market = { strategy: "sma-cross", exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" };

it.each([
  ["an ISO time", "2024-03-01T00:00:00Z"],
  ["a day", "2024-03-01"],
  ["milliseconds", 1_709_251_200_000],
])("reads %s as the same moment", (_what, from) => {
  expect(runInput.parse({ ...market, from }).from).toBe(1_709_251_200_000);
});

it.each([
  ["seconds", 1_709_251_200],
  ["a small number", 7],
  ["half a millisecond", 1_709_251_200_000.5],
  ["a year beyond all time", 9e15],
  ["words", "March"],
  ["a day that is none", "2024-13-01"],
])("refuses %s at its field, and says what a time is", (_what, from) => {
  const read = runInput.safeParse({ ...market, from });
  expect(read.error?.issues.map(({ path }) => path.join("."))).toEqual(["from"]);
  expect(read.error?.issues[0]?.message).toMatch(/ISO time such as .* or milliseconds/);
});
