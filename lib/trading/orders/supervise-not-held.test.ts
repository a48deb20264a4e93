import { describe, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { exit, expectCommands, NOW, order, stop, type TradeCase, trade } from "./supervise.fixture.ts";
import { NOT_HELD, type Trade, type TradeOrder } from "./supervise.ts";

describe("coins that balances do not show", () => {
  const missed = (n: number, agoMs: number) =>
    stop({ leg: `stop:${n}`, state: "BLOCKED", refusal: NOT_HELD, endedAt: utcMs(NOW - agoMs) });
  const looks = (agoMs: number, before = 0): Trade =>
    trade([...Array.from({ length: before }, (_, n) => missed(n + 1, 9e6)), missed(before + 1, agoMs)]);
  const cases: readonly TradeCase[] = [
    ["are looked for again after 15 seconds", looks(15_000), [{ type: "placeStop", leg: "stop:2" }]],
    ["and not before", looks(14_999), []],
    ["then after a minute", looks(59_999, 1), []],
    ["and after five", looks(300_000, 2), [{ type: "placeStop", leg: "stop:4" }]],
    ["and then no more", looks(8e6, 3), []],
  ];
  it.each(cases)("%s", (_name, given, commands) => expectCommands(given, commands));
});

describe("a swap that its exchange does not show any more", () => {
  const gone = (agoMs: number, leg: string, more: Partial<TradeOrder> = {}) =>
    exit({ leg, state: "REJECTED", refusal: NOT_HELD, endedAt: utcMs(NOW - agoMs), ...more });
  const swap = (orders: readonly TradeOrder[], more: Partial<Trade> = {}): Trade =>
    trade(orders, { market: "swap", ...more });
  const tries = [gone(15_000, "close"), gone(8_000, "close+1"), gone(0, "close+2")];
  const cases: readonly TradeCase[] = [
    ["is closed once every exit of 15 seconds was refused", swap(tries), [{ type: "close", why: NOT_HELD }]],
    [
      "is asked for again until then",
      swap([gone(14_999, "close"), gone(1_000, "close")]),
      [{ type: "exit", leg: "close+1" }],
    ],
    ["takes off its stop first", swap([stop(), ...tries]), [{ type: "cancel", orderId: "ord_stop:1" }]],
    ["waits for the end of that cancel", swap([stop({ cancelAsked: true }), ...tries]), []],
    ["waits for an entry under way", swap([order("ENTRY", { state: "SENDING", leg: "add:1" }), ...tries]), []],
    [
      "is not believed gone where another exit was refused for another reason",
      swap([gone(15_000, "close"), gone(8_000, "close+1", { refusal: "reduce_only" }), gone(0, "close+2")]),
      [],
    ],
    [
      "nor where its stop executed meanwhile",
      swap([gone(15_000, "close"), stop({ state: "CANCELLED", filled: dec("0.5") }), gone(0, "close+1")]),
      [],
    ],
    [
      "nor by an exit that never left",
      swap([gone(15_000, "close", { state: "BLOCKED", qty: dec("0.5") }), gone(0, "stop-exit:1")]),
      [],
    ],
    ["nor while an exit is on its way", swap([...tries, exit({ leg: "kill:1", state: "SENDING" })]), []],
  ];
  it.each(cases)("%s", (_name, given, commands) => expectCommands(given, commands));
});
