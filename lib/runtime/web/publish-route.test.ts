import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sentSignalInput } from "@/lib/features/signals/input";
import { readSignal } from "@/lib/features/signals/read-signal";
import { parseInput } from "../body.ts";

const flat = {
  strategyId: "str_0123456789",
  type: "ENTRY",
  pair: "XRPUSDT",
  exchange: "bybit",
  timeframe: "15m",
  side: "BUY",
  entryPrice: 0.5234,
  stopLoss: 0.515,
  takeProfit: 0.538,
  leverage: 10,
  indicators: { rsi: 32, macd: -0.0012 },
  dedupeKey: "k1-0",
};
const full = {
  strategyId: "str_0123456789",
  symbol: "BTC/USDT",
  exchange: "binance",
  market: "spot",
  side: "LONG",
  entry: { type: "market" },
  stopLoss: "64000",
  targets: [
    { price: "66000", fraction: "0.5" },
    { price: 67000.5, fraction: 0.5 },
  ],
  maxAgeSec: 60,
  note: "Breakout",
};

const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(
    "0",
    "00",
    "1.50",
    "0.10",
    ".5",
    "5.",
    "1e3",
    "-1",
    " 7 ",
    "123456789012345678",
    "1234567890123456789",
    "0.1234567890123456789",
  ),
  fc.constantFrom(-0, 1e-7, 1e21, 1e18, 123456789012345680000, Number.POSITIVE_INFINITY, Number.NaN),
  fc.tuple(fc.nat(), fc.nat()).map(([whole, rest]) => `${whole}.${rest}`),
);
const words = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    "\0",
    "\ud800",
    "\t\n",
    "é",
    "\u007f",
    "x".repeat(64),
    "x".repeat(65),
    "x".repeat(200),
    "x".repeat(201),
    "x".repeat(501),
  ),
);
const anything = fc.oneof(number, words, fc.boolean(), fc.constant(null), fc.constant(undefined), fc.jsonValue());
const record = fc.dictionary(fc.oneof(words, fc.constantFrom("rsi", "__proto__", "constructor", "1")), anything, {
  maxKeys: 4,
});
const entry = fc.oneof(
  anything,
  fc.record({ type: fc.constant("market"), reference: number }, { requiredKeys: ["type"] }),
  fc.record({ type: fc.constant("limit"), low: number, high: number }, { requiredKeys: ["type"] }),
  fc.record(
    { type: fc.constantFrom("trigger", "market", "stop"), price: number, more: anything },
    { requiredKeys: ["type"] },
  ),
);
const targets = fc.oneof(
  anything,
  fc.array(fc.record({ price: number, fraction: number, more: anything }, { requiredKeys: ["price", "fraction"] }), {
    maxLength: 8,
  }),
);

/** One field put in place of what was there, of either form. */
const field = fc.oneof(
  fc.tuple(
    fc.constantFrom("entryPrice", "stopLoss", "leverage", "riskRewardRatio", "maxAgeSec", "maxSlippageBps"),
    fc.oneof(number, anything),
  ),
  fc.tuple(fc.constant("takeProfit"), fc.oneof(number, fc.array(number, { maxLength: 8 }), anything)),
  fc.tuple(fc.constant("entry"), entry),
  fc.tuple(fc.constant("targets"), targets),
  fc.tuple(fc.constant("indicators"), fc.oneof(record, anything)),
  fc.tuple(
    fc.constantFrom("note", "dedupeKey", "pair", "symbol", "exchange", "strategyId", "surprise", "__proto__"),
    fc.oneof(words, anything),
  ),
  fc.tuple(
    fc.constantFrom(
      "type",
      "market",
      "side",
      "timeframe",
      "exchange",
      "symbol",
      "pair",
      "trailing",
      "breakEven",
      "expiresAt",
    ),
    fc.oneof(
      fc.constantFrom(
        "ENTRY",
        "EXIT",
        "swap",
        "SELL",
        "SHORT",
        "4h",
        "1w",
        "Binance",
        " BTCUSDT ",
        "2026-01-31T14:00:00Z",
        true,
      ),
      anything,
    ),
  ),
);
const sent = fc
  .tuple(
    fc.constantFrom(flat, full),
    fc.array(field, { maxLength: 4 }),
    fc.subarray(Object.keys({ ...flat, ...full }), { maxLength: 3 }),
  )
  .map(([form, changes, without]) => {
    const made = new Map<string, unknown>([...Object.entries(form), ...changes]);
    for (const name of without.slice(0, changes.length)) made.delete(name);
    // As JSON.parse makes it: even __proto__ is a field of its own.
    return Object.fromEntries(made);
  });

describe("what publishing reads without the schema", () => {
  it("is to the byte what the schema reads, and nothing that the schema would refuse", () => {
    let quick = 0;
    fc.assert(
      fc.property(sent, (value) => {
        const read = readSignal(value);
        if (read === null) return;
        quick += 1;
        expect(JSON.stringify(read)).toBe(JSON.stringify(parseInput(sentSignalInput, value)));
        expect(read).toStrictEqual(parseInput(sentSignalInput, value));
      }),
      { numRuns: 3_000 },
    );
    expect(quick).toBeGreaterThan(300);
  });

  it.each([[flat], [full], [{ ...flat, takeProfit: [0.53, "0.540"], riskRewardRatio: 2 }]])(
    "is what programs send day by day (%#)",
    (value) => {
      expect(readSignal(value)).not.toBeNull();
    },
  );

  it.each([
    [null],
    [[]],
    ["text"],
    [{}],
    [{ ...flat, surprise: 1 }],
    [{ ...full, trailing: { armPct: 1, distancePct: 1 } }],
  ])("leaves the rest to the schema (%#)", (value) => {
    expect(readSignal(value)).toBeNull();
  });
});
