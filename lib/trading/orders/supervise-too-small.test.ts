import { describe, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { exit, expectCommands, NOW, order, stop, type TradeCase, trade } from "./supervise.fixture.ts";
import type { Trade, TradeOrder } from "./supervise.ts";

/** 0.055 of it is worth 5.5 at its entry and 4.95 at its stop. */
const small = (orders: readonly TradeOrder[], more: Partial<Trade> = {}): Trade =>
  trade(orders, { held: dec("0.0551"), price: dec("90.5"), ...more });
const smallStop = (more: Partial<TradeOrder> = {}) => stop({ qty: dec("0.055"), ...more });
const part = (more: Partial<TradeOrder> = {}) =>
  exit({ leg: "manual:1", state: "REJECTED", refusal: "min_notional", qty: dec("0.04"), ...more });

describe("what the price made too small to be sold", () => {
  const cases: readonly TradeCase[] = [
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
  it.each(cases)("%s", (_name, given, commands) => expectCommands(given, commands));
});

describe("an exit of a part that was refused or not done", () => {
  const half = { leg: "target:1", qty: dec("0.5") } as const;
  const cases: readonly TradeCase[] = [
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
  it.each(cases)("%s", (_name, given, commands) => expectCommands(given, commands));
});
