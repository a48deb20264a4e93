import { describe, expect, it } from "vitest";
import {
  commonQuote,
  formatAge,
  formatAmount,
  formatDate,
  formatDateTime,
  formatDuration,
  formatEnum,
  formatMoney,
  formatNumber,
  formatPercent,
  formatPrice,
  formatPriceShort,
  formatQty,
  formatRelative,
  formatSymbol,
  formatTime,
  plural,
  roundDecimal,
  signOf,
  stepDigits,
  symbolCoins,
} from "./format.ts";

/** Non-breaking spaces read as plain ones, so that the tables below can be typed. */
const seen = (text: string): string => text.replaceAll("\u00a0", " ");

describe("roundDecimal works on the digits, half away from zero", () => {
  it.each([
    ["1.005", 2, "1.01"],
    ["-1.005", 2, "-1.01"],
    ["0.004", 2, "0.00"],
    ["-0.004", 2, "0.00"],
    ["999.995", 2, "1000.00"],
    ["12", 0, "12"],
    ["12.5", 0, "13"],
    ["123456789012345678901234567890.125", 2, "123456789012345678901234567890.13"],
    ["1e-7", 8, "0.00000010"],
    ["1.5e3", 1, "1500.0"],
  ])("%s to %i digits is %s", (value, digits, expected) => {
    expect(roundDecimal(value, digits)).toBe(expected);
  });
});

describe("money", () => {
  it.each([
    [{ amount: 9_999, currency: "USD" }, {}, "$99.99"],
    [{ amount: 123_456, currency: "USD" }, { sign: true }, "+$1,234.56"],
    [{ amount: -8_710, currency: "USD" }, { sign: true }, "−$87.10"],
    [{ amount: 0, currency: "USD" }, { sign: true }, "$0.00"],
    [{ amount: 4_900, currency: "USD" }, { whole: true }, "$49"],
    [{ amount: 500, currency: "JPY" }, {}, "¥500"],
  ])("%j with %j is %s", (money, options, expected) => {
    expect(formatMoney(money, options)).toBe(expected);
  });

  it("shows stablecoins with their name, not a dollar sign", () => {
    expect(seen(formatAmount("1234.5600", { unit: "USDT", sign: true }))).toBe("+1,234.56 USDT");
    expect(seen(formatAmount("-0.001", { unit: "USDT", sign: true }))).toBe("0.00 USDT");
  });
});

describe("prices and quantities", () => {
  it.each([
    ["64000", "0.1", "64,000.0"],
    ["64000.123", "0.1", "64,000.123"],
    ["0.00001234", undefined, "0.00001234"],
    ["0.000012340000", "0.00000001", "0.00001234"],
    ["91240.1", "0.10", "91,240.1"],
    ["1.234e-5", undefined, "0.00001234"],
    ["abc", undefined, "—"],
  ])("price %s at tick %s reads %s", (value, tick, expected) => {
    expect(formatPrice(value, tick)).toBe(expected);
  });

  it("counts leading zeros in a subscript on cards only from 0.001 down", () => {
    expect(formatPriceShort("0.00001234")).toBe("0.0₄1234");
    expect(formatPriceShort("0.0123")).toBe("0.0123");
    expect(formatPriceShort("12.5", "0.01")).toBe("12.50");
  });

  it("cuts a quantity's trailing zeros in text and keeps them in tables", () => {
    expect(seen(formatQty("0.3500", { unit: "ETH" }))).toBe("0.35 ETH");
    expect(formatQty("0.35", { lot: "0.001" })).toBe("0.350");
    expect(stepDigits("0.0010")).toBe(3);
    expect(stepDigits("5")).toBe(0);
  });
});

describe("percent", () => {
  it.each([
    ["-12.345", {}, "−12.3 %"],
    [24.04, { sign: true }, "+24.0 %"],
    [99.97, {}, "100.0 %"],
    ["1234.5", {}, "1,235 %"],
    [0, { sign: true }, "0.0 %"],
    [-0.04, { sign: true }, "0.0 %"],
    [null, {}, "—"],
    [Number.POSITIVE_INFINITY, {}, "—"],
    [1.5e-7, {}, "0.0 %"],
    [3.21, { unit: false, sign: true }, "+3.2"],
  ])("%s with %j is %s", (value, options, expected) => {
    expect(seen(formatPercent(value, options))).toBe(expected);
  });

  it("shows other observed numbers by their digits, undefined ones as a dash", () => {
    expect(formatNumber(1.214, 2)).toBe("1.21");
    expect(formatNumber(null, 2)).toBe("—");
    expect(formatNumber(1234)).toBe("1,234");
  });
});

describe("time, words", () => {
  it.each([
    [45_000, "45 s"],
    [16_200_000, "4 h 30 m"],
    [7_200_000, "2 h"],
    [12 * 86_400_000, "12 d"],
  ])("%i ms is %s", (value, expected) => {
    expect(seen(formatDuration(value))).toBe(expected);
  });

  it("says how long ago within a day, the date beyond", () => {
    const now = Date.UTC(2026, 0, 31, 14, 5, 9);
    expect(formatRelative(now - 20_000, now)).toBe("just now");
    expect(seen(formatRelative(now - 180_000, now))).toBe("3 min ago");
    expect(seen(formatRelative(now + 4 * 3_600_000, now))).toBe("in 4 h");
    expect(formatRelative(now - 2 * 86_400_000, now)).toBe("2026-01-29");
    expect(formatDateTime(now, { named: true })).toBe("2026-01-31 14:05:09 UTC");
    expect(formatDate("2026-01-31T23:59:59.999Z")).toBe("2026-01-31");
  });

  it.each([
    // Berlin's clock goes from 02:00 to 03:00, and from 03:00 back to 02:00: the hour comes twice.
    ["2026-03-29T00:59:59Z", "Europe/Berlin", "2026-03-29 01:59:59"],
    ["2026-03-29T01:00:00Z", "Europe/Berlin", "2026-03-29 03:00:00"],
    ["2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-25 02:30:00"],
    ["2026-10-25T01:30:00Z", "Europe/Berlin", "2026-10-25 02:30:00"],
    // Lord Howe's changes by half an hour, Kathmandu is 5:45 ahead, Santiago's day has no midnight.
    ["2026-04-04T15:00:00Z", "Australia/Lord_Howe", "2026-04-05 01:30:00"],
    ["2026-01-31T18:15:00Z", "Asia/Kathmandu", "2026-02-01 00:00:00"],
    ["2026-09-06T04:00:00Z", "America/Santiago", "2026-09-06 01:00:00"],
    // The ends of the world are 26 hours apart.
    ["2026-12-31T11:30:00Z", "Pacific/Kiritimati", "2027-01-01 01:30:00"],
    ["2026-01-01T10:30:00Z", "Pacific/Pago_Pago", "2025-12-31 23:30:00"],
    ["2024-03-01T02:00:00Z", "America/New_York", "2024-02-29 21:00:00"],
  ])("%s in %s reads %s", (at, zone, expected) => {
    expect(formatDateTime(at, { zone })).toBe(expected);
    expect(`${formatDate(at, zone)} ${formatTime(at, zone)}`).toBe(expected);
    const far = Date.parse(at) + 3 * 86_400_000;
    expect(formatRelative(at, far, zone)).toBe(expected.slice(0, 10));
  });

  it("names a zone as people write it", () => {
    const at = Date.UTC(2026, 0, 31, 14, 5, 9);
    expect(formatDateTime(at, { zone: "America/New_York", named: true })).toBe("2026-01-31 09:05:09 America/New York");
  });

  it("gives ages in the unit a person would use", () => {
    expect(seen(formatAge(41 * 86_400_000))).toBe("41 d");
    expect(seen(formatAge(250 * 86_400_000))).toBe("8 months");
    expect(seen(formatAge(694 * 86_400_000))).toBe("1.9 years");
  });

  it("names symbols, sides and counts as people do", () => {
    expect(seen(formatSymbol("BTC/USDT:USDT"))).toBe("BTC/USDT perp");
    expect(formatSymbol("BTC/USDT")).toBe("BTC/USDT");
    expect(symbolCoins("ETH/USDC:USDC")).toEqual({ base: "ETH", quote: "USDC" });
    expect(commonQuote(["BTC/USDT", "ETH/USDT:USDT"])).toBe("USDT");
    expect([commonQuote(["BTC/USDT", "ETH/BTC"]), commonQuote([])]).toEqual([null, null]);
    expect(formatEnum("OUT_OF_SAMPLE")).toBe("Out of sample");
    expect(seen(plural(1, "trade"))).toBe("1 trade");
    expect(seen(plural(1_000, "trade"))).toBe("1,000 trades");
    expect([signOf("-0.0"), signOf("-2"), signOf("3.1"), signOf("x")]).toEqual([0, -1, 1, 0]);
  });
});
