import { donchian } from "../indicators/donchian.ts";
import { columnOf } from "./column-of.ts";
import { period } from "./parameter-kinds.ts";
import { SIGNAL, type SignalStrategy } from "./strategy.ts";
import { choiceOf, numberOf } from "./values.ts";

/** Turtle breakouts: in beyond the channel of the `entry` bars before this one, out beyond the opposite one of the `exit` bars before. */
export const donchianBreakout: SignalStrategy = {
  kind: "signals",
  name: "donchian-breakout",
  title: "Donchian breakout",
  description:
    "Buys a close above the highest high of the bars before and leaves at a close below the lowest low of a shorter run of bars; short at the mirror image.",
  parameters: {
    entry: period("Entry channel, bars before this one", 20),
    exit: period("Exit channel, bars before this one", 10),
    side: { kind: "choice", label: "Sides", default: "long", choices: ["long", "short", "both"] },
  },
  studies: (parameters) => ({
    entry: donchian(numberOf(parameters, "entry")),
    exit: donchian(numberOf(parameters, "exit")),
  }),
  signals(columns, parameters, from, to, out) {
    const { close } = columns.bars;
    const [entryUpper, entryLower] = [columnOf(columns, "entry.upper"), columnOf(columns, "entry.lower")];
    const [exitUpper, exitLower] = [columnOf(columns, "exit.upper"), columnOf(columns, "exit.lower")];
    const side = choiceOf(parameters, "side");
    const enterLong = side === "short" ? 0 : SIGNAL.enterLong;
    const enterShort = side === "long" ? 0 : SIGNAL.enterShort;
    if (from === 0 && to > 0) out[0] = 0;
    for (let i = Math.max(from, 1); i < to; i++) {
      const price = close[i] ?? Number.NaN;
      let bits = 0;
      if (price > (entryUpper[i - 1] ?? Number.NaN)) bits |= enterLong;
      if (price < (entryLower[i - 1] ?? Number.NaN)) bits |= enterShort;
      if (price < (exitLower[i - 1] ?? Number.NaN)) bits |= SIGNAL.exitLong;
      if (price > (exitUpper[i - 1] ?? Number.NaN)) bits |= SIGNAL.exitShort;
      out[i] = bits;
    }
  },
};
