import { expect, it } from "vitest";
import { candlesQuery, replayInput } from "./input.ts";

const query = { exchange: "Binance", symbol: "BTCUSDT", timeframe: "15m" };
const faults = (schema: typeof candlesQuery | typeof replayInput, value: unknown) => {
  const result = schema.safeParse(value);
  return result.success
    ? {}
    : Object.fromEntries(result.error.issues.map(({ path, message }) => [path.join("."), message]));
};

it("reads a chart's query", () => {
  expect(candlesQuery.parse({ ...query, from: "2024-03-01T00:00:00Z", limit: "5" })).toEqual({
    exchange: "binance",
    symbol: "BTCUSDT",
    timeframe: "15m",
    from: Date.UTC(2024, 2, 1),
    limit: 5,
  });
});

it.each<[string, object, Record<string, string>]>([
  [
    "a timeframe that is none",
    { ...query, timeframe: "7m" },
    { timeframe: "Timeframe must be one of 1m, 5m, 15m, 1h, 4h, 1d." },
  ],
  [
    "no exchange",
    { ...query, exchange: "../x" },
    { exchange: "Exchange must be an exchange's id in letters and digits, like binance." },
  ],
  ["a limit of 0", { ...query, limit: "0" }, { limit: "Limit must be a whole number from 1 to 1000." }],
  ["a limit of a million", { ...query, limit: "1000000" }, { limit: "Limit must be a whole number from 1 to 1000." }],
  [
    "a time in words",
    { ...query, from: "yesterday" },
    { from: "Time must be an ISO time such as 2024-03-01T00:00:00Z." },
  ],
  [
    "a time that is none",
    { ...query, to: "2024-13-45" },
    { to: "Time must be an ISO time such as 2024-03-01T00:00:00Z." },
  ],
])("names %s", (_name, value, named) => {
  expect(faults(candlesQuery, value)).toEqual(named);
});

it.each<[string, object, Record<string, string>]>([
  ["speed 0", { speed: 0 }, { speed: "Speed must be a whole number from 1 to 600." }],
  ["speed NaN as text", { speed: "NaN" }, { speed: "Speed must be a whole number from 1 to 600." }],
  ["half a bar", { step: 0.5 }, { step: "Step must be a whole number from 1 to 1000." }],
  ["pause as text", { pause: "true" }, { pause: "Pause must be true or false." }],
])("names %s of a replay command", (_name, value, named) => {
  expect(faults(replayInput, value)).toEqual(named);
});
