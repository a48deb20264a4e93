import { describe, expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import {
  NOT_HELD,
  superviseEntry,
  superviseTrade,
  type Trade,
  type TradeCommand,
  type TradeOrder,
} from "./supervise.ts";

const NOW = utcMs(10_000_000);
const instrument = {
  symbol: "BTC/USDT",
  market: "spot",
  tick: dec("0.01"),
  lot: dec("0.001"),
  minNotional: dec(5),
  makerBps: dec(10),
  takerBps: dec(10),
} as const;
const LEGS = { ENTRY: "entry", STOP: "stop:1", EXIT: "close" } as const;
const order = (purpose: TradeOrder["purpose"], more: Partial<TradeOrder> = {}): TradeOrder => ({
  id: `ord_${more.leg ?? LEGS[purpose]}`,
  purpose,
  leg: LEGS[purpose],
  state: "FILLED",
  qty: dec(1),
  filled: more.state === "FILLED" || more.state === undefined ? dec(1) : dec(0),
  meant: more.qty ?? dec(1),
  trigger: purpose === "STOP" ? dec(90) : null,
  cancelAsked: false,
  refusal: null,
  plannedAt: NOW,
  endedAt: NOW,
  ...more,
});
const entry = order("ENTRY");
const stop = (more: Partial<TradeOrder> = {}): TradeOrder =>
  order("STOP", { state: "ACCEPTED", qty: dec("0.999"), ...more });
const exit = (more: Partial<TradeOrder> = {}): TradeOrder =>
  order("EXIT", { state: "PLANNED", qty: dec("0.999"), ...more });
/** 0.9995 held after the fee: 0.999 can be sold. */
const trade = (orders: readonly TradeOrder[], more: Partial<Trade> = {}): Trade => ({
  side: "LONG",
  market: "spot",
  held: dec("0.9995"),
  stopLoss: dec(90),
  price: dec(100),
  entryPrice: dec(100),
  instrument,
  restingStop: true,
  shared: false,
  stopped: null,
  orders: [entry, ...orders],
  ...more,
});
const refused = (n: number, more: Partial<TradeOrder> = {}) =>
  stop({ leg: `stop:${n}`, state: "REJECTED", refusal: "min_notional", ...more });
const takenAway = (n: number) => stop({ leg: `stop:${n}`, state: "CANCELLED" });

describe("what a trade needs", () => {
  const place = (leg: string, qty = "0.999", trigger = 90): TradeCommand => ({
    type: "placeStop",
    leg,
    qty: dec(qty),
    trigger: dec(trigger),
  });
  const cases: readonly (readonly [string, Trade, readonly object[]])[] = [
    ["a stop for what can be sold of it, once it is held", trade([]), [place("stop:1")]],
    ["nothing while the stop rests", trade([stop()]), []],
    ["nothing while the stop is on its way", trade([stop({ state: "SENDING" })]), []],
    ["nothing while the stop's end is unknown", trade([stop({ state: "UNKNOWN" })]), []],
    [
      "a stop for the part that is held while the entry still fills",
      trade([], { held: dec("0.4"), orders: [order("ENTRY", { state: "PARTIAL" })] }),
      [place("stop:1", "0.4")],
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
      [place("stop:2", "0.999", 95)],
    ],
    [
      "a stop that covers what a partly executed one left",
      trade([stop({ state: "CANCELLED", cancelAsked: true, filled: dec("0.5") })], { held: dec("0.499") }),
      [place("stop:2", "0.499")],
    ],
    ["another try after a refused stop", trade([refused(1), refused(2)]), [place("stop:3")]],
    [
      "to be left at once after three refusals",
      trade([refused(1), refused(2), refused(3)]),
      [{ type: "exit", leg: "stop-exit:1", qty: dec("0.999") }],
    ],
    [
      "a new count at a new level",
      trade([refused(1), refused(2), refused(3)], { stopLoss: dec(89) }),
      [place("stop:4", "0.999", 89)],
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
    ["its stop back once when the user took it away", trade([takenAway(1)]), [place("stop:2")]],
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
      [place("stop:2", "0.499")],
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
      [place("stop:2")],
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
      [place("stop:1", "0.999", 110)],
    ],
    [
      "a short left when the price rose to its stop",
      trade([], { side: "SHORT", market: "swap", stopLoss: dec(100) }),
      [{ type: "exit" }],
    ],
  ];
  it.each(cases)("%s", (_name, given, commands) => {
    expect(superviseTrade(given, NOW)).toMatchObject(commands);
    expect(superviseTrade(given, NOW)).toHaveLength(commands.length);
  });
});

/** 0.055 of it is worth 5.5 at its entry and 4.95 at its stop. */
const small = (orders: readonly TradeOrder[], more: Partial<Trade> = {}): Trade =>
  trade(orders, { held: dec("0.0551"), price: dec("90.5"), ...more });
const smallStop = (more: Partial<TradeOrder> = {}) => stop({ qty: dec("0.055"), ...more });
const part = (more: Partial<TradeOrder> = {}) =>
  exit({ leg: "manual:1", state: "REJECTED", refusal: "min_notional", qty: dec("0.04"), ...more });

describe("what the price made too small to be sold", () => {
  const cases: readonly (readonly [string, Trade, readonly object[]])[] = [
    ["keeps the stop that rests", small([smallStop()]), []],
    [
      "keeps it after a part was sold, too",
      small([smallStop(), exit({ leg: "target:1", state: "FILLED", filled: dec("0.999") })]),
      [],
    ],
    [
      "keeps it where it rests, as none would be taken at the new level",
      small([smallStop()], { stopLoss: dec(90.2) }),
      [],
    ],
    ["loses a stop that would sell more than is held", small([smallStop({ qty: dec("0.06") })]), [{ type: "cancel" }]],
    [
      "loses its stop under a kill switch that keeps it",
      small([smallStop()], { stopped: "keep" }),
      [{ type: "cancel", orderId: "ord_stop:1" }],
    ],
    ["stays held where no stop rests, and asks for none that would be refused", small([]), []],
    [
      "has its stop once the price has come back",
      small([], { price: dec(91) }),
      [{ type: "placeStop", qty: dec("0.055") }],
    ],
    ["is left when the price passes the stop", small([], { price: dec(90) }), [{ type: "exit", leg: "stop-exit:1" }]],
    [
      "is not asked for again while the exchange would refuse it again",
      small([exit({ leg: "stop-exit:1", state: "REJECTED", refusal: "min_notional", endedAt: utcMs(0) })], {
        price: dec(90),
      }),
      [],
    ],
    [
      "nor by a kill switch that closes it",
      small([exit({ leg: "kill:1", state: "REJECTED", refusal: "min_notional", endedAt: utcMs(0) })], {
        stopped: "close",
      }),
      [],
    ],
    [
      "leaves as soon as it can be sold",
      small([exit({ leg: "stop-exit:1", state: "REJECTED", refusal: "min_notional", endedAt: utcMs(0) })], {
        price: dec(91),
      }),
      [{ type: "exit", leg: "stop-exit:1+1", qty: dec("0.055") }],
    ],
    ["makes room for an exit that somebody asks for", small([smallStop(), exit()]), [{ type: "cancel" }]],
    [
      "waits while the entry still fills",
      small([], { held: dec("0.0104"), orders: [order("ENTRY", { state: "PARTIAL" })] }),
      [],
    ],
  ];
  it.each(cases)("%s", (_name, given, commands) => {
    expect(superviseTrade(given, NOW)).toMatchObject(commands);
    expect(superviseTrade(given, NOW)).toHaveLength(commands.length);
  });
});

describe("an exit of a part that was refused or not done", () => {
  const half = { leg: "target:1", qty: dec("0.5") } as const;
  const cases: readonly (readonly [string, Trade, readonly object[]])[] = [
    [
      "is not tried again where it is too small, and the whole has its stop",
      trade([part()]),
      [{ type: "placeStop", leg: "stop:1", qty: dec("0.999") }],
    ],
    [
      "nor where only the exchange calls it too small",
      trade([part({ qty: dec("0.06") })]),
      [{ type: "placeStop", qty: dec("0.999") }],
    ],
    [
      "nor the rest that a thin book left of it",
      trade([part({ ...half, state: "CANCELLED", refusal: null, filled: dec("0.46") })], { held: dec("0.5395") }),
      [{ type: "placeStop", qty: dec("0.539") }],
    ],
    ["leaves that stop where it is", trade([part(), stop()]), []],
    [
      "is tried again after its pause where it is large enough",
      trade([part({ ...half, refusal: "market_closed", endedAt: utcMs(NOW - 1_000) })]),
      [{ type: "exit", leg: "target:1+1", qty: dec("0.5") }],
    ],
    ["has no stop placed in that pause", trade([part({ ...half, refusal: "market_closed" })]), []],
    [
      "lets all of it go in that pause when the price passes the stop",
      trade([part({ ...half, refusal: "market_closed" })], { price: dec(90) }),
      [{ type: "exit", leg: "stop-exit:1", qty: dec("0.999") }],
    ],
    [
      "once: the exit of all keeps to its pauses",
      trade(
        [
          part({ ...half, refusal: "market_closed" }),
          exit({ leg: "stop-exit:1", state: "REJECTED", refusal: "market_closed" }),
        ],
        { price: dec(90) },
      ),
      [],
    ],
    [
      "leaves it to the stop of a swap that still rests",
      trade([stop(), part({ ...half, refusal: "market_closed" })], { market: "swap", price: dec(90) }),
      [],
    ],
  ];
  it.each(cases)("%s", (_name, given, commands) => {
    expect(superviseTrade(given, NOW)).toMatchObject(commands);
    expect(superviseTrade(given, NOW)).toHaveLength(commands.length);
  });
});

describe("coins that balances do not show", () => {
  const missed = (n: number, agoMs: number) =>
    stop({ leg: `stop:${n}`, state: "BLOCKED", refusal: NOT_HELD, endedAt: utcMs(NOW - agoMs) });
  const looks = (agoMs: number, before = 0): Trade =>
    trade([...Array.from({ length: before }, (_, n) => missed(n + 1, 9e6)), missed(before + 1, agoMs)]);
  const cases: readonly (readonly [string, Trade, readonly object[]])[] = [
    ["are looked for again after 15 seconds", looks(15_000), [{ type: "placeStop", leg: "stop:2" }]],
    ["and not before", looks(14_999), []],
    ["then after a minute", looks(59_999, 1), []],
    ["and after five", looks(300_000, 2), [{ type: "placeStop", leg: "stop:4" }]],
    ["and then no more", looks(8e6, 3), []],
  ];
  it.each(cases)("%s", (_name, given, commands) => {
    expect(superviseTrade(given, NOW)).toMatchObject(commands);
    expect(superviseTrade(given, NOW)).toHaveLength(commands.length);
  });
});

describe("a swap that its exchange does not show any more", () => {
  const gone = (agoMs: number, leg: string, more: Partial<TradeOrder> = {}) =>
    exit({ leg, state: "REJECTED", refusal: NOT_HELD, endedAt: utcMs(NOW - agoMs), ...more });
  const swap = (orders: readonly TradeOrder[], more: Partial<Trade> = {}): Trade =>
    trade(orders, { market: "swap", ...more });
  const tries = [gone(15_000, "close"), gone(8_000, "close+1"), gone(0, "close+2")];
  const cases: readonly (readonly [string, Trade, readonly object[]])[] = [
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
  it.each(cases)("%s", (_name, given, commands) => {
    expect(superviseTrade(given, NOW)).toMatchObject(commands);
    expect(superviseTrade(given, NOW)).toHaveLength(commands.length);
  });
});

describe("more than the exchange takes at once", () => {
  const most = { instrument: { ...instrument, marketMax: dec("0.4") } };
  const part = (leg: string, more: Partial<TradeOrder> = {}): TradeOrder =>
    exit({ leg, state: "FILLED", qty: dec("0.333"), filled: dec("0.333"), meant: dec("0.999"), ...more });
  const stopped = (n: number, more: Partial<TradeOrder> = {}): TradeOrder =>
    stop({ leg: `stop:${n}`, qty: dec("0.333"), ...more });
  const cases: readonly (readonly [string, Trade, readonly object[]])[] = [
    [
      "leaves part by part, each as soon as the one before is done",
      trade([part("close")], { ...most, held: dec("0.6665") }),
      [{ type: "exit", leg: "close+1", qty: dec("0.666") }],
    ],
    [
      "and so does a part of a position, which stays",
      trade([part("target:1", { meant: dec("0.5") })], { ...most, held: dec("0.6665") }),
      [{ type: "exit", leg: "target:1+1", qty: dec("0.167") }],
    ],
    [
      "waits before a part that was refused, as for any other",
      trade([part("close"), part("close+1", { state: "REJECTED", filled: dec(0), meant: dec("0.666") })], {
        ...most,
        held: dec("0.6665"),
      }),
      [],
    ],
    [
      "a second alone, however many parts went before",
      trade(
        [
          part("close+7", { endedAt: utcMs(NOW - 2_000) }),
          part("close+8", { state: "REJECTED", filled: dec(0), meant: dec("0.666"), endedAt: utcMs(NOW - 1_000) }),
        ],
        { ...most, held: dec("0.6665") },
      ),
      [{ type: "exit", leg: "close+9", qty: dec("0.666") }],
    ],
    [
      "goes on with an exit that a later one came between",
      trade(
        [
          part("target:1", { meant: dec("0.5"), endedAt: utcMs(NOW - 1_000) }),
          exit({ leg: "target:2", state: "FILLED", qty: dec("0.2"), filled: dec("0.2") }),
        ],
        { ...most, held: dec("0.4665") },
      ),
      [{ type: "exit", leg: "target:1+1", qty: dec("0.167") }],
    ],
    [
      "rests in several stops",
      trade([stopped(1)], most),
      [{ type: "placeStop", leg: "stop:2", qty: dec("0.666"), trigger: dec(90) }],
    ],
    ["one after the other", trade([stopped(1), stopped(2, { state: "SENDING" })], most), []],
    ["until all of it is covered", trade([stopped(1), stopped(2), stopped(3)], most), []],
    [
      "all of which make room for an exit",
      trade([stopped(1), stopped(2), stopped(3), exit()], most),
      [{ type: "cancel" }, { type: "cancel" }, { type: "cancel" }],
    ],
    [
      "all of which move",
      trade([stopped(1), stopped(2), stopped(3)], { ...most, stopLoss: dec(95) }),
      [{ type: "cancel" }, { type: "cancel" }, { type: "cancel" }],
    ],
    [
      "all of which go when less is held than they would sell",
      trade([stopped(1), stopped(2), stopped(3)], { ...most, held: dec("0.7") }),
      [{ type: "cancel" }, { type: "cancel" }, { type: "cancel" }],
    ],
    [
      "with no more stops than an exchange lets one have",
      trade(
        [1, 2, 3, 4].map((n) => stopped(n, { qty: dec("0.2") })),
        { instrument: { ...instrument, marketMax: dec("0.2") } },
      ),
      [],
    ],
    ["nor another while one was refused", trade([stopped(1), refused(2, { qty: dec("0.666") })], most), []],
    [
      "but a smaller one where it was too large",
      trade([stopped(1), refused(2, { qty: dec("0.333"), refusal: "too_large" })], most),
      [{ type: "placeStop", leg: "stop:3", qty: dec("0.666") }],
    ],
    [
      "and is not left because stops are too large",
      trade([1, 2, 3].map((n) => refused(n, { refusal: "too_large" }))),
      [{ type: "placeStop", leg: "stop:4", qty: dec("0.999") }],
    ],
    [
      "leaves what no stop covers once those that rested have fired",
      trade([stopped(1, { state: "FILLED", filled: dec("0.333") })], { ...most, held: dec("0.6665"), price: dec(89) }),
      [{ type: "exit", leg: "stop-exit:1", qty: dec("0.666") }],
    ],
  ];
  it.each(cases)("%s", (_name, given, commands) => {
    expect(superviseTrade(given, NOW)).toMatchObject(commands);
    expect(superviseTrade(given, NOW)).toHaveLength(commands.length);
  });
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
