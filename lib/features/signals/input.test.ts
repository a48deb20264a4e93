import { describe, expect, it } from "vitest";
import { flatFaults, shares } from "./flat-signal.ts";
import {
  amendSignalForm,
  closeSignalForm,
  composeSignalInput,
  type PublishSignalInput,
  publishSignalInput,
  readIdempotencyKey,
} from "./input.ts";

const full = {
  strategyId: "str_0123456789",
  symbol: "BTC/USDT",
  exchange: "binance",
  market: "spot",
  side: "LONG",
  entry: { type: "market" },
  stopLoss: "64000",
  targets: [{ price: "66000", fraction: "1" }],
};

const faultsOf = (value: unknown): string[] =>
  publishSignalInput.safeParse(value).error?.issues.map((issue) => issue.path.join(".")) ?? [];

describe("the full form", () => {
  it("makes numbers canonical, from numbers and texts alike", () => {
    const read: PublishSignalInput = publishSignalInput.parse({
      ...full,
      stopLoss: 64000.5,
      targets: [
        { price: "066000.500", fraction: 0.5 },
        { price: 67e3, fraction: "0.50" },
      ],
    });
    expect(read).toMatchObject({
      stopLoss: "64000.5",
      leverage: "1",
      targets: [
        { price: "66000.5", fraction: "0.5" },
        { price: "67000", fraction: "0.5" },
      ],
    });
  });
  it.each<[string, object, string]>([
    ["an exponent in a text", { stopLoss: "6.4e4" }, "stopLoss"],
    ["NaN", { stopLoss: Number.NaN }, "stopLoss"],
    ["infinity", { stopLoss: Number.POSITIVE_INFINITY }, "stopLoss"],
    ["a text that is no number", { stopLoss: "NaN" }, "stopLoss"],
    ["a negative price", { stopLoss: -1 }, "stopLoss"],
    ["a signed text", { stopLoss: "+64000" }, "stopLoss"],
    ["a hexadecimal text", { stopLoss: "0x10" }, "stopLoss"],
    ["a huge number", { stopLoss: 1e21 }, "stopLoss"],
    ["19 decimals", { stopLoss: "0.0000000000000000001" }, "stopLoss"],
    ["a missing stop", { stopLoss: undefined }, "stopLoss"],
    ["an expiry in the year 10000", { expiresAt: "9999-12-31T23:59:59-14:00" }, "expiresAt"],
    ["an object for a price", { stopLoss: {} }, "stopLoss"],
    ["no target", { targets: [] }, "targets"],
    ["seven targets", { targets: Array.from({ length: 7 }, () => ({ price: 1, fraction: 1 })) }, "targets"],
    ["a target without fraction", { targets: [{ price: 1 }] }, "targets.0.fraction"],
    ["an unknown field", { surprise: 1 }, "surprise"],
    ["an unknown field inside", { entry: { type: "market", low: 1 } }, "entry.low"],
    ["another side", { side: "BUY" }, "side"],
    ["a zone without its ends", { entry: { type: "limit" } }, "entry.low"],
    ["a NUL in the note", { note: "a\u0000b" }, "note"],
    ["half a surrogate in an indicator", { indicators: { a: "\ud800" } }, "indicators.a"],
    ["a time without zone", { expiresAt: "2026-01-31T14:00:00" }, "expiresAt"],
    ["half a second of age", { maxAgeSec: 0.5 }, "maxAgeSec"],
    ["a stranger's id", { strategyId: "' OR 1=1" }, "strategyId"],
  ])("refuses %s at its field", (_name, change, field) => {
    expect(faultsOf({ ...full, ...change })).toContain(field);
  });
  it.each([null, "text", 5, []])("refuses %j as a signal", (value) => {
    expect(publishSignalInput.safeParse(value).success).toBe(false);
  });
});

describe("the flat form", () => {
  const flat = { strategyId: full.strategyId, pair: "BTCUSDT", side: "BUY", stopLoss: 64000, takeProfit: 66000 };
  it("means a market entry with a reference", () => {
    expect(publishSignalInput.parse({ ...flat, type: "ENTRY", entryPrice: 65000, riskRewardRatio: 2 })).toEqual({
      strategyId: full.strategyId,
      symbol: "BTCUSDT",
      market: "spot",
      side: "LONG",
      entry: { type: "market", reference: "65000" },
      stopLoss: "64000",
      targets: [{ price: "66000", fraction: "1" }],
      leverage: "1",
    });
  });
  it("shares several targets equally, summing to 1 exactly", () => {
    expect(publishSignalInput.parse({ ...flat, side: "SELL", takeProfit: [3, 2, 1] }).targets).toEqual([
      { price: "3", fraction: "0.333333333333333333" },
      { price: "2", fraction: "0.333333333333333333" },
      { price: "1", fraction: "0.333333333333333334" },
    ]);
    expect(shares(6).reduce((sum, share) => sum + BigInt(share.slice(2).padEnd(18, "0")), 0n)).toBe(10n ** 18n);
  });
  it("names faults in its own fields", () => {
    const said = ["Wrong."];
    const faults = { symbol: said, "entry.reference": said, stopLoss: said, "targets.1.price": said };
    const two = publishSignalInput.parse({ ...flat, takeProfit: [66000, 67000] });
    expect(Object.keys(flatFaults(faults, two))).toEqual(["pair", "entryPrice", "stopLoss", "takeProfit.1"]);
    expect(flatFaults({ "targets.0.price": said }, publishSignalInput.parse(flat))).toEqual({ takeProfit: said });
    expect(faultsOf({ ...flat, side: "LONG", entryPrice: "x" })).toEqual(
      expect.arrayContaining(["side", "entryPrice"]),
    );
  });
});

describe("what a form sends", () => {
  const form = {
    strategyId: full.strategyId,
    symbol: "BTC/USDT",
    side: "LONG",
    entry: { type: "limit", low: "64000", high: "", price: "" },
    stopLoss: " 63000 ",
    targets: [
      { price: "66000", fraction: "12.5" },
      { price: "67000", fraction: "87.5 %" },
      { price: "", fraction: "" },
    ],
    breakEven: "after1",
    trailing: { armPct: "", distancePct: "" },
    expiresInHours: "4",
    leverage: "",
    note: "",
  };
  it("is read without its empty fields, shares in percent", () => {
    expect(composeSignalInput.parse(form)).toEqual({
      expiresInHours: 4,
      signal: {
        strategyId: full.strategyId,
        symbol: "BTC/USDT",
        market: "spot",
        side: "LONG",
        entry: { type: "limit", low: "64000", high: "64000" },
        stopLoss: "63000",
        targets: [
          { price: "66000", fraction: "0.125" },
          { price: "67000", fraction: "0.875" },
        ],
        breakEven: { afterTarget: 1 },
        leverage: "1",
      },
    });
  });
  it("puts a fault at the field that the form shows", () => {
    const faults = composeSignalInput
      .safeParse({ ...form, stopLoss: "", targets: [{ price: "x", fraction: "" }], expiresInHours: "no" })
      .error?.issues.map((issue) => issue.path.join("."));
    expect(faults).toEqual(expect.arrayContaining(["stopLoss", "targets.0.price", "expiresInHours"]));
  });
  it("amends only what was filled in, and closes a share of what is open", () => {
    expect(amendSignalForm.parse({ id: "sig_0123456789", stopLoss: "64500", note: "" })).toEqual({
      id: "sig_0123456789",
      changes: { stopLoss: "64500" },
    });
    expect(amendSignalForm.safeParse({ id: "sig_0123456789", stopLoss: "" }).success).toBe(false);
    expect(closeSignalForm.parse({ id: "sig_0123456789", percent: "25" })).toMatchObject({ fraction: "0.25" });
    expect(closeSignalForm.parse({ id: "sig_0123456789" })).toMatchObject({ fraction: "1" });
  });

  it("reads a share with its sign, and a field full of blanks at once", () => {
    const close = (percent: string) => closeSignalForm.safeParse({ id: "sig_0123456789", percent });
    expect(close("25 %").data).toMatchObject({ fraction: "0.25" });
    const startedAt = performance.now();
    expect(close(`2${" ".repeat(100_000)}5`).success).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

it("takes an Idempotency-Key of 1 to 200 printable characters", () => {
  expect(readIdempotencyKey(null)).toBeNull();
  expect(readIdempotencyKey("a-1")).toBe("a-1");
  for (const bad of ["", " ", "x".repeat(201)]) expect(readIdempotencyKey(bad)).toBeUndefined();
});
