import { describe, expect, it } from "vitest";
import {
  byField,
  byWord,
  json,
  listOf,
  nullable,
  number,
  oneOf,
  optional,
  type Reader,
  recordOf,
  shape,
  text,
} from "./shape.ts";

interface Order {
  readonly side: "BUY" | "SELL";
  readonly price: string | null;
  readonly note?: string;
  readonly legs: readonly { readonly qty: number }[];
}
const order: Reader<Order> = shape<Order>({
  side: oneOf("BUY", "SELL"),
  price: nullable(text),
  note: optional(text),
  legs: listOf(shape({ qty: number })),
});

describe("a shape", () => {
  it("reads its fields, leaves others out, and takes an absent nullable one for null", () => {
    expect(order({ side: "BUY", legs: [{ qty: 1, extra: true }], later: 1 })).toEqual({
      side: "BUY",
      price: null,
      legs: [{ qty: 1 }],
    });
    expect(order({ side: "SELL", price: "1.5", note: "n", legs: [] })).toHaveProperty("note", "n");
  });

  it.each<[string, unknown, string]>([
    ["another word", { side: "HOLD", price: null, legs: [] }, "order.side is none of BUY, SELL"],
    ["a missing list", { side: "BUY", price: null }, "order.legs is no list"],
    [
      "a wrong field inside",
      { side: "BUY", price: null, legs: [{ qty: 1 }, { qty: "1" }] },
      "order.legs.1.qty is no number",
    ],
    ["NaN", { side: "BUY", price: null, legs: [{ qty: Number.NaN }] }, "order.legs.0.qty is no number"],
    ["a list for an object", [], "order is no object"],
    ["null", null, "order is no object"],
    ["a field of the prototype", { side: "BUY", price: null, legs: [], __proto__: { note: 1 } }, ""],
  ])("refuses %s and says where", (_called, value, message) => {
    if (message === "") expect(order(value, "order")).not.toHaveProperty("note");
    else expect(() => order(value, "order")).toThrow(message);
  });
});

it("reads a union by its word or by its field", () => {
  type Entry = { readonly type: "market" } | { readonly type: "limit"; readonly low: string };
  const entry = byWord<Entry>("type", {
    market: shape({ type: oneOf("market") }),
    limit: shape({ type: oneOf("limit"), low: text }),
  });
  expect(entry({ type: "limit", low: "1" })).toEqual({ type: "limit", low: "1" });
  expect(() => entry({ type: "constructor" })).toThrow("type is none of market, limit");

  type Rule = { readonly after: number } | { readonly pct: string };
  const rule = byField<Rule>({ after: shape({ after: number }), pct: shape({ pct: text }) });
  expect(rule({ pct: "5" })).toEqual({ pct: "5" });
  expect(() => rule({})).toThrow("has none of after, pct");
});

it("reads any JSON, and nothing that is none", () => {
  const value = { a: [1, "b", null, true], c: { d: {} } };
  expect(json(value)).toEqual(value);
  expect(recordOf(json)({ a: 1 })).toEqual({ a: 1 });
  for (const none of [undefined, Number.NaN, () => 1, 1n]) expect(() => json(none)).toThrow();
});
