import { describe, expect, it } from "vitest";
import {
  browseQuery,
  createStrategyInput,
  reviewInput,
  strategyEditForm,
  strategyForm,
  updateStrategyInput,
} from "./input.ts";

const good = {
  name: "Meridian Trend",
  description: "Follows the four-hour trend.",
  kind: "EXTERNAL",
  supportedPairs: ["BTC/USDT"],
  supportedTimeframes: ["4h"],
  exchanges: ["bybit"],
  monthlyPrice: { amount: 4_900, currency: "USD" },
  isPublic: true,
};

/** Names of the fields that are refused. */
function faults(
  schema: {
    safeParse(value: unknown): {
      success: boolean;
      error?: { issues: readonly { path: PropertyKey[]; keys?: string[] }[] };
    };
  },
  value: unknown,
): string[] {
  const result = schema.safeParse(value);
  return (result.error?.issues ?? []).flatMap((issue) =>
    (issue.keys ?? []).length > 0 ? (issue.keys ?? []) : [issue.path.join(".")],
  );
}

describe("a new strategy", () => {
  it("takes pairs as people type them", () => {
    const input = createStrategyInput.parse({ ...good, supportedPairs: ["btcusdt", "ETH/USDT:USDT", "BTC/USDT"] });
    expect(input.supportedPairs).toEqual(["BTC/USDT", "ETH/USDT:USDT"]);
    const dollars = createStrategyInput.parse({ ...good, supportedPairs: ["BTCFDUSD", "eth-usdc"] });
    expect(dollars.supportedPairs).toEqual(["BTC/FDUSD", "ETH/USDC"]);
  });

  it.each([
    ["name", ""],
    ["name", "x".repeat(81)],
    ["name", "a\u0000bc"],
    ["name", "Trend\nSecurity: your key has leaked"],
    ["name", "Trend \u202e"],
    ["category", "long\u2029only"],
    ["name", 7],
    ["description", "short"],
    ["kind", "MAGIC"],
    ["supportedPairs", []],
    ["supportedPairs.0", ["BTC"]],
    ["supportedTimeframes.0", ["7m"]],
    ["exchanges.0", ["mtgox"]],
    ["monthlyPrice.amount", { amount: -1, currency: "USD" }],
    ["monthlyPrice.amount", { amount: 49, currency: "USD" }],
    ["monthlyPrice.amount", { amount: 49.5, currency: "USD" }],
    ["monthlyPrice.amount", { amount: Number.NaN, currency: "USD" }],
    ["monthlyPrice.currency", { amount: 0, currency: "DOGE" }],
    ["monthlyPrice.currency", { amount: 4_900, currency: "EUR" }],
    ["monthlyPrice", "49"],
    ["isPublic", "yes"],
    ["surprise", 1],
  ])("is refused at %s for %j", (field, value) => {
    expect(faults(createStrategyInput, { ...good, [field.split(".")[0] ?? field]: value })).toContain(field);
  });
});

describe("the editor's form", () => {
  const form = {
    ...good,
    supportedPairs: "BTC/USDT, ETHUSDT",
    supportedTimeframes: "4h",
    monthlyPrice: { amount: "49.00", currency: "USD" },
    isPublic: "true",
    parameters: "fast = 20\nmode = long\nuseStop",
    category: "",
  };

  it("reads prices, lists and parameters as they are typed", () => {
    expect(strategyForm.parse(form)).toMatchObject({
      supportedPairs: ["BTC/USDT", "ETH/USDT"],
      supportedTimeframes: ["4h"],
      monthlyPrice: { amount: 4_900, currency: "USD" },
      isPublic: true,
      parameters: { fast: 20, mode: "long", useStop: true },
      category: null,
    });
  });

  it.each([["49.999"], ["-1"], ["1e3"], ["abc"]])("refuses the price %s at its field", (amount) => {
    expect(faults(strategyForm, { ...form, monthlyPrice: { amount, currency: "USD" } })).toContain(
      "monthlyPrice.amount",
    );
  });

  it("edits by id and leaves out an empty note", () => {
    expect(strategyEditForm.parse({ id: "str_1", name: "Other name", note: "" })).toEqual({
      id: "str_1",
      name: "Other name",
    });
    expect(faults(updateStrategyInput, { status: "DRAFT" })).toEqual(["status"]);
  });
});

describe("other inputs", () => {
  it("rate from 1 to 5, with words", () => {
    expect(faults(reviewInput, { rating: 6, text: "x" })).toEqual(["rating", "text"]);
  });

  it("show the whole list when the address cannot be read", () => {
    expect(browseQuery.parse({ page: "-4", sort: "magic", drawdown: "7", market: "moon", q: "a\u0000" })).toMatchObject(
      {
        page: 1,
        sort: "drawdown",
        drawdown: null,
        market: null,
        q: "",
      },
    );
  });
});
