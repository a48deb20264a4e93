import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";
import type { Judged, OurIntent } from "./judged.ts";
import { scenarioOf } from "./scenario.ts";

const SCENARIO = { ...scenarioOf(1, { only: "hangAfter", venue: "binance:spot" }), end: "hold" as const };
const COIN = { base: "BTC", price: 42_000, places: 1, qty: "0.012" };
const BOUGHT = { side: "BUY" as const, price: "42000", qty: "0.012", fee: "0.000012", feeCurrency: "BTC" };

const ENTRY: OurIntent = {
  ...{ origin: "signal:sig_a", leg: "entry", purpose: "ENTRY", state: "FILLED", reason: null, leverage: "1" },
  orders: [{ id: "or_1", clientOrderId: "c1", state: "FILLED", fills: [BOUGHT] }],
};
const STOP: OurIntent = {
  ...{ origin: "signal:sig_a", leg: "stop:1", purpose: "STOP", state: "ACCEPTED", reason: null, leverage: "1" },
  orders: [{ id: "or_2", clientOrderId: "c2", state: "ACCEPTED", fills: [] }],
};
const order = { symbol: "BTC/USDT", reduceOnly: false, leverage: 1, by: "api" as const };
const THERE = {
  ...order,
  ...{ id: "1", clientId: "c1", side: "BUY" as const, state: "filled", qty: "0.012", filled: "0.012", trigger: null },
};
const STOP_THERE = {
  ...order,
  ...{ id: "2", clientId: "c2", side: "SELL" as const, state: "waiting", qty: "0.01198", filled: "0" },
  trigger: { price: "41160" },
};

/** A long bought once, held and protected, everything equal. */
const GOOD: Judged = {
  scenario: { ...SCENARIO, coin: COIN, symbol: "BTC/USDT", withdrawsCoins: false },
  planned: [{ signalId: "sig_a", qty: "0.012" }],
  byHand: [],
  open: null,
  ours: {
    intents: [ENTRY, STOP],
    positions: [
      {
        ...{ id: "pos_1", origin: "signal:sig_a", side: "LONG", state: "OPEN", qty: "0.011988" },
        ...{ entryPrice: "42000", grossPnl: "0", fees: "0.504", stopLoss: "41160" },
      },
    ],
  },
  theirs: {
    orders: [THERE, STOP_THERE],
    fills: [{ ...BOUGHT, orderId: "1" }],
    positions: [],
    entries: [{ currency: "USDT", amount: "20000", why: "deposit" }],
    balances: [
      { wallet: "spot", currency: "USDT", total: "9496" },
      { wallet: "swap", currency: "USDT", total: "10000" },
      { wallet: "spot", currency: "BTC", total: "0.011988" },
    ],
  },
};

const theirs = (changes: Partial<Judged["theirs"]>): Judged => ({ ...GOOD, theirs: { ...GOOD.theirs, ...changes } });
const intents = (...changed: OurIntent[]): Judged => ({ ...GOOD, ours: { ...GOOD.ours, intents: changed } });

describe("a chaos run is judged", () => {
  it("good when each order, execution and balance is there once", () => {
    expect(judge(GOOD)).toEqual([]);
  });

  it.each<[string, Judged, RegExp]>([
    ["doubled: two orders of one id", theirs({ orders: [THERE, { ...THERE, id: "3" }, STOP_THERE] }), /^doubled/],
    ["doubled: one trade meant twice", intents(ENTRY, { ...ENTRY, orders: [] }, STOP), /^doubled: 2 intents/],
    [
      "lost: an order that we do not know",
      theirs({ orders: [THERE, STOP_THERE, { ...THERE, id: "9", clientId: "x" }] }),
      /^lost/,
    ],
    [
      "lost: an execution that we never counted",
      intents({ ...ENTRY, orders: [{ id: "or_1", clientOrderId: "c1", state: "FILLED", fills: [] }] }, STOP),
      /^lost: execution/,
    ],
    ["lost: a plan that left no trace", intents(STOP), /^lost: the plan/],
    [
      "wrong in the last digit of a fee",
      theirs({ fills: [{ ...BOUGHT, orderId: "1", fee: "0.00001201" }] }),
      /^lost: execution/,
    ],
    [
      "wrong in the last digit of a balance",
      theirs({
        balances: [
          { wallet: "spot", currency: "USDT", total: "19496.00000001" },
          { wallet: "spot", currency: "BTC", total: "0.011988" },
        ],
      }),
      /^the venue has 19496\.00000001 USDT/,
    ],
    [
      "stopped, and an order rests",
      { ...GOOD, scenario: { ...GOOD.scenario, kills: true } },
      /^after "stopped" the venue's order 2 is waiting/,
    ],
    [
      "unprotected: its stop is gone",
      theirs({ orders: [THERE, { ...STOP_THERE, state: "cancelled" }] }),
      /has stops for 0 at the venue/,
    ],
    [
      "unprotected: its stop is at another level",
      theirs({ orders: [THERE, { ...STOP_THERE, trigger: { price: "40000" } }] }),
      /has stops for 0/,
    ],
    [
      "unprotected: its stop covers a part",
      theirs({ orders: [THERE, { ...STOP_THERE, qty: "0.00598" }] }),
      /has stops for 0\.00598/,
    ],
    [
      "left with another leverage than planned",
      theirs({ orders: [{ ...THERE, leverage: 50 }, STOP_THERE] }),
      /^sig_a left at 50x and was planned with 1x$/,
    ],
    ["not settled", { ...GOOD, open: "order or_1 is UNKNOWN" }, /^not settled in time/],
  ])("%s", (_what, end, complaint) => {
    expect(judge(end).some((line) => complaint.test(line))).toBe(true);
  });
});
