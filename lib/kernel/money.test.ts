import { expect, it } from "vitest";
import { amountText, minorFromText } from "./money.ts";

it.each([
  [7_999, "USD", "79.99"],
  [-7_999, "USD", "-79.99"],
  [5, "EUR", "0.05"],
  [-5, "GBP", "-0.05"],
  [0, "USD", "0.00"],
  [501, "JPY", "501"],
  [900_719_925_474_099, "USD", "9007199254740.99"],
])("writes %d minor units of %s as %s", (amount, currency, text) => {
  expect(amountText(amount, currency)).toBe(text);
});

it.each([
  ["49", "USD", 4_900],
  ["49.9", "USD", 4_990],
  ["1,049.00", "USD", 104_900],
  ["501", "JPY", 501],
  ["", "USD", 0],
  // What is no such amount comes back for the schema to refuse.
  ["49.999", "USD", "49.999"],
  ["501.5", "JPY", "501.5"],
  ["-1", "USD", "-1"],
  ["1e3", "USD", "1e3"],
])("reads %j in %s as %j", (typed, currency, read) => {
  expect(minorFromText(typed, currency)).toBe(read);
});
