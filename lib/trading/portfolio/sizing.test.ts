import { expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import type { Instrument } from "../market/instrument.ts";
import { type SizingBasis, type SizingType, sizePosition } from "./sizing.ts";

const instrument: Instrument = {
  symbol: "BTC/USDT",
  market: "spot",
  tick: dec("0.01"),
  lot: dec("0.00001"),
  minNotional: dec(5),
  makerBps: dec(10),
  takerBps: dec(10),
};
const basis: SizingBasis = {
  price: dec(65_000),
  stopLoss: dec(64_000),
  equity: dec(10_000),
  freeCash: dec(10_000),
  leverage: dec(1),
};
const size = (type: SizingType, value: number | string, more: Partial<SizingBasis> = {}) =>
  sizePosition({ type, value: dec(value) }, instrument, { ...basis, ...more });

it.each<[SizingType, number, string, string]>([
  ["quote", 1_000, "0.01538", "15.38"],
  // 10,000 × 95 % / (65,000 × 1.001) = 0.146007…
  ["equityPct", 95, "0.146", "146"],
  // 100 lost over a distance of 1,000
  ["riskPct", 1, "0.1", "100"],
  ["units", 0.02, "0.02", "20"],
])("sizes %s %s as %s", (type, value, qty, risk) => {
  const result = size(type, value);
  expect(result.ok && [plain(result.value.qty), plain(result.value.riskAtStop)]).toEqual([qty, risk]);
});

it("lets the whole equity be used, its fee included", () => {
  const result = size("equityPct", 100);
  expect(result.ok && plain(result.value.qty)).toBe("0.15369");
});

it("binds less cash by leverage but sizes the same", () => {
  const result = size("quote", 12_000, { leverage: dec(3), freeCash: dec(4_100) });
  expect(result.ok && plain(result.value.qty)).toBe("0.18461");
});

it.each<[string, ReturnType<typeof size>, string]>([
  [
    "below_min_notional",
    size("quote", 4),
    "0.00006 BTC is worth 3.9 USDT; an order needs at least 5 USDT. Choose a larger size.",
  ],
  ["below_lot", size("quote", "0.5"), "The size is below the smallest amount of 0.00001 BTC. Choose a larger size."],
  [
    // 5 / 64,000 to the lot is 0.00008, and 0.00009 with the fee in coin.
    "below_min_notional",
    size("units", "0.00008"),
    "0.00008 BTC could not be sold again at the stop (64,000): an order needs at least 5 USDT there too, so at least 0.00009 BTC have to be bought. Choose a larger size.",
  ],
  [
    "not_enough_cash",
    size("quote", 1_000, { freeCash: dec(500) }),
    "The position needs 1000.7 USDT with its fee; 500 USDT is free.",
  ],
  ["no_equity", size("equityPct", 50, { equity: dec(0) }), "The account has no equity left to size by."],
  [
    "stop_at_entry",
    size("riskPct", 1, { stopLoss: dec(65_000) }),
    "The stop stands at the entry price, so a size by risk is undefined.",
  ],
])("refuses %s in words", (reason, result, detail) => {
  expect(result).toEqual({ ok: false, reason, detail });
});

it.each<[string, ReturnType<typeof size>]>([
  ["what can just be sold again at its stop", size("units", "0.00009")],
  ["what is on paper, where an exit has no least value", size("units", "0.00008", { onPaper: true })],
  ["an addition that is sold with what is held", size("units", "0.00008", { held: dec("0.00001") })],
  [
    "contracts, which can always be reduced",
    sizePosition({ type: "units", value: dec("0.00008") }, { ...instrument, market: "swap" }, basis),
  ],
])("takes %s", (_what, result) => {
  expect(result.ok).toBe(true);
});

it("refuses more than an order may hold, in words", () => {
  const listed = { ...instrument, orderMax: dec("0.1") };
  const sized = (qty: string) => sizePosition({ type: "units", value: dec(qty) }, listed, basis);
  expect(sized("0.1")).toMatchObject({ ok: true });
  expect(sized("0.10001")).toMatchObject({
    ok: false,
    reason: "above_max",
    detail: "0.10001 BTC is more than an order at the exchange may hold (0.1 BTC). Choose a smaller size.",
  });
});
