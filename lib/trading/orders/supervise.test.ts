import { describe, expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { exit, expectCommands, NOW, order, placeStop, stop, type TradeCase, trade } from "./supervise.fixture.ts";
import { superviseEntry, type TradeOrder } from "./supervise.ts";

const refused = (n: number, more: Partial<TradeOrder> = {}) =>
  stop({ leg: `stop:${n}`, state: "REJECTED", refusal: "min_notional", ...more });
const takenAway = (n: number) => stop({ leg: `stop:${n}`, state: "CANCELLED" });

describe("what a trade needs", () => {
  const cases: readonly TradeCase[] = [
    ["a stop for what can be sold of it, once it is held", trade([]), [placeStop("stop:1")]],
    ["nothing while the stop rests", trade([stop()]), []],
    ["nothing while the stop is on its way", trade([stop({ state: "SENDING" })]), []],
    ["nothing while the stop's end is unknown", trade([stop({ state: "UNKNOWN" })]), []],
    [
      "a stop for the part that is held while the entry still fills",
      trade([], { held: dec("0.4"), orders: [order("ENTRY", { state: "PARTIAL" })] }),
      [placeStop("stop:1", "0.4")],
    ],
    [
      "the stop gone when more is held than it covers",
      trade([stop({ qty: dec("0.4") })]),
      [{ type: "cancel", orderId: "ord_stop:1" }],
    ],
    [
      "the stop gone when its level moves",
      trade([stop()], { stopLoss: dec(95) }),
      [{ type: "cancel", orderId: "ord_stop:1" }],
    ],
    [
      "the stop left where the one before it was no larger, and so were the coins that are free",
      trade([stop({ state: "CANCELLED", qty: dec("0.4") }), stop({ leg: "stop:2", qty: dec("0.4") })]),
      [],
    ],
    [
      "another try where balances may have lagged",
      trade([stop({ state: "CANCELLED", qty: dec("0.3") }), stop({ leg: "stop:2", qty: dec("0.4") })]),
      [{ type: "cancel", orderId: "ord_stop:2" }],
    ],
    [
      "another try where something was executed since",
      trade(
        [
          stop({ state: "CANCELLED", qty: dec("0.4") }),
          order("ENTRY", { leg: "add:2", endedAt: utcMs(NOW + 1) }),
          stop({ leg: "stop:2", qty: dec("0.4") }),
        ],
        { held: dec("1.9995") },
      ),
      [{ type: "cancel", orderId: "ord_stop:2" }],
    ],
    ["nothing while that cancel is under way", trade([stop({ cancelAsked: true })], { stopLoss: dec(95) }), []],
    [
      "the next stop after that",
      trade([stop({ state: "CANCELLED", cancelAsked: true })], { stopLoss: dec(95) }),
      [placeStop("stop:2", "0.999", 95)],
    ],
    [
      "a stop that covers what a partly executed one left",
      trade([stop({ state: "CANCELLED", cancelAsked: true, filled: dec("0.5") })], { held: dec("0.499") }),
      [placeStop("stop:2", "0.499")],
    ],
    ["another try after a refused stop", trade([refused(1), refused(2)]), [placeStop("stop:3")]],
    [
      "to be left at once after three refusals",
      trade([refused(1), refused(2), refused(3)]),
      [{ type: "exit", leg: "stop-exit:1", qty: dec("0.999") }],
    ],
    [
      "a new count at a new level",
      trade([refused(1), refused(2), refused(3)], { stopLoss: dec(89) }),
      [placeStop("stop:4", "0.999", 89)],
    ],
    [
      "to be left when the exchange says that the stop would trigger",
      trade([refused(1, { refusal: "would_trigger" })]),
      [{ type: "exit", leg: "stop-exit:1" }],
    ],
    [
      "to be left when the price passed the stop with none resting",
      trade([], { price: dec(90) }),
      [{ type: "exit", leg: "stop-exit:1" }],
    ],
    [
      "a late rejection counted as a refusal",
      trade([refused(1, { refusal: null }), refused(2), refused(3)]),
      [{ type: "exit" }],
    ],
    ["its stop back once when the user took it away", trade([takenAway(1)]), [placeStop("stop:2")]],
    ["its user asked when he took it away again", trade([takenAway(1), takenAway(2)]), [{ type: "askAboutStop" }]],
    [
      "leaving by the worker's hand when it holds the stop",
      trade([takenAway(1), takenAway(2)], { price: dec("89.9") }),
      [{ type: "exit" }],
    ],
    ["nothing where no stop can rest and the price is well", trade([], { restingStop: false }), []],
    [
      "leaving where no stop can rest and the price passed it",
      trade([], { restingStop: false, price: dec(89) }),
      [{ type: "exit" }],
    ],
    ["its stop out of the way of an exit", trade([stop(), exit()]), [{ type: "cancel", orderId: "ord_stop:1" }]],
    [
      "a stop that never left out of the way too",
      trade([stop({ state: "PLANNED" }), exit()]),
      [{ type: "cancel", orderId: "ord_stop:1" }],
    ],
    [
      "nothing more while the exit runs",
      trade([stop({ state: "CANCELLED", cancelAsked: true }), exit({ state: "SENDING" })]),
      [],
    ],
    ["a swap's stop left where it is during an exit", trade([stop(), exit()], { market: "swap" }), []],
    [
      "the stop of a swap that another trade is in too out of the way of an exit, as it could close a part of the other",
      trade([stop(), exit()], { market: "swap", shared: true }),
      [{ type: "cancel", orderId: "ord_stop:1" }],
    ],
    [
      "protection for the rest after a part was sold",
      trade(
        [
          stop({ state: "CANCELLED", cancelAsked: true }),
          exit({ leg: "target:1", state: "FILLED", qty: dec("0.5"), filled: dec("0.5") }),
        ],
        { held: dec("0.4995") },
      ),
      [placeStop("stop:2", "0.499")],
    ],
    [
      "the rest of an exit that a thin book left, after a second",
      trade([exit({ leg: "close", state: "CANCELLED", filled: dec("0.5"), endedAt: utcMs(NOW - 1_000) })], {
        held: dec("0.4995"),
      }),
      [{ type: "exit", leg: "close+1", qty: dec("0.499") }],
    ],
    [
      "the rest of an exit that ended after a later one, which had left it that part",
      trade(
        [
          exit({
            leg: "target:1",
            state: "CANCELLED",
            qty: dec("0.5"),
            filled: dec("0.2"),
            endedAt: utcMs(NOW - 1_000),
          }),
          exit({
            leg: "close",
            state: "FILLED",
            qty: dec("0.499"),
            filled: dec("0.499"),
            endedAt: utcMs(NOW - 1_500),
          }),
        ],
        { held: dec("0.3005") },
      ),
      [{ type: "exit", leg: "target:1+1", qty: dec("0.3") }],
    ],
    ["a pause before a refused exit is tried again", trade([exit({ state: "REJECTED" })]), []],
    ["a longer pause each time", trade([exit({ leg: "close+2", state: "REJECTED", endedAt: utcMs(NOW - 3_999) })]), []],
    [
      "the exit tried again after it",
      trade([exit({ leg: "close+2", state: "REJECTED", endedAt: utcMs(NOW - 4_000) })]),
      [{ type: "exit", leg: "close+3" }],
    ],
    [
      "a minute between the tries of a day",
      trade([exit({ leg: "close+1439", state: "REJECTED", endedAt: utcMs(NOW - 60_000) })]),
      [{ type: "exit", leg: "close+1440" }],
    ],
    [
      "an hour between those that come after",
      trade([exit({ leg: "close+1440", state: "REJECTED", endedAt: utcMs(NOW - 3_599_999) })]),
      [],
    ],
    [
      "no stop any more once it was taken off",
      trade([stop()], { stopLoss: null }),
      [{ type: "cancel", orderId: "ord_stop:1" }],
    ],
    [
      "its stop cancelled when nothing is held",
      trade([stop()], { held: dec(0) }),
      [{ type: "cancel", orderId: "ord_stop:1" }],
    ],
    [
      "to be closed with what is too small to be sold",
      trade([stop({ state: "CANCELLED", cancelAsked: true })], { held: dec("0.0005") }),
      [{ type: "close", why: "dust" }],
    ],
    [
      "to be closed when what an exit left is under the least value",
      trade([exit({ state: "CANCELLED", filled: dec("0.95") })], { held: dec("0.0495") }),
      [{ type: "close", why: "dust" }],
    ],
    [
      "nothing of that while the entry still fills",
      trade([], { held: dec(0), orders: [order("ENTRY", { state: "ACCEPTED" })] }),
      [],
    ],
    [
      "its stop off the exchange under a kill switch that keeps it",
      trade([stop()], { stopped: "keep" }),
      [{ type: "cancel", orderId: "ord_stop:1" }],
    ],
    ["nothing of that while there is no price to watch it by", trade([stop()], { stopped: "keep", price: null }), []],
    [
      "no stop at the exchange while the switch stays engaged",
      trade([stop({ state: "CANCELLED", cancelAsked: true })], { stopped: "keep" }),
      [],
    ],
    [
      "leaving by the worker's hand when the price passes the stop of a kept position",
      trade([stop({ state: "CANCELLED", cancelAsked: true })], { stopped: "keep", price: dec(90) }),
      [{ type: "exit", leg: "stop-exit:1" }],
    ],
    [
      "its stop back once the switch is released",
      trade([stop({ state: "CANCELLED", cancelAsked: true })]),
      [placeStop("stop:2")],
    ],
    [
      "to be left by a kill switch that closes it",
      trade([stop()], { stopped: "close" }),
      [{ type: "exit", leg: "kill:1", qty: dec("0.999") }],
    ],
    [
      "one more exit for what was executed after the first",
      trade([exit({ leg: "kill:1", state: "FILLED", qty: dec("0.5"), filled: dec("0.5") })], {
        stopped: "close",
        held: dec("0.4995"),
      }),
      [{ type: "exit", leg: "kill:2", qty: dec("0.499") }],
    ],
    [
      "a pause before a refused exit of the switch is tried again",
      trade([exit({ leg: "kill:1", state: "REJECTED" })], { stopped: "close" }),
      [],
    ],
    [
      "the exit of a kill switch at once where another one waits for its next try",
      trade([exit({ leg: "target:1", state: "REJECTED", qty: dec("0.5") })], { stopped: "close" }),
      [{ type: "exit", leg: "kill:1", qty: dec("0.999") }],
    ],
    [
      "a short's stop above it",
      trade([], { side: "SHORT", market: "swap", stopLoss: dec(110) }),
      [placeStop("stop:1", "0.999", 110)],
    ],
    [
      "a short left when the price rose to its stop",
      trade([], { side: "SHORT", market: "swap", stopLoss: dec(100) }),
      [{ type: "exit" }],
    ],
  ];
  it.each(cases)("%s", (_name, given, commands) => expectCommands(given, commands));
});

describe("a resting entry", () => {
  it.each([
    ["rests near the market", { touch: dec("100.3"), attempt: 1, age: 599_999 }, "rest"],
    ["is replaced after 600 s", { touch: dec(100), attempt: 1, age: 600_000 }, "replace"],
    ["is replaced beyond 0.3 %", { touch: dec("100.301"), attempt: 3, age: 0 }, "replace"],
    ["is given up after the third replacement", { touch: dec("99.6"), attempt: 4, age: 0 }, "giveUp"],
    ["rests without a price until its time", { touch: null, attempt: 1, age: 1_000 }, "rest"],
  ] as const)("%s", (_name, { touch, attempt, age }, expected) => {
    expect(superviseEntry({ price: dec(100), touch, attempt, sentAt: utcMs(NOW - age) }, NOW)).toBe(expected);
  });
});
