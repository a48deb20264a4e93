import { describe, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { exit, expectCommands, instrument, NOW, stop, type TradeCase, trade } from "./supervise.fixture.ts";
import type { TradeOrder } from "./supervise.ts";

const refused = (n: number, more: Partial<TradeOrder> = {}) =>
  stop({ leg: `stop:${n}`, state: "REJECTED", refusal: "min_notional", ...more });

describe("more than the exchange takes at once", () => {
  const most = { instrument: { ...instrument, marketMax: dec("0.4") } };
  const part = (leg: string, more: Partial<TradeOrder> = {}): TradeOrder =>
    exit({ leg, state: "FILLED", qty: dec("0.333"), filled: dec("0.333"), meant: dec("0.999"), ...more });
  const stopped = (n: number, more: Partial<TradeOrder> = {}): TradeOrder =>
    stop({ leg: `stop:${n}`, qty: dec("0.333"), ...more });
  const cases: readonly TradeCase[] = [
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
  it.each(cases)("%s", (_name, given, commands) => expectCommands(given, commands));
});
