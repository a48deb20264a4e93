import { macd } from "../indicators/macd.ts";
import { rsi } from "../indicators/rsi.ts";
import { columnOf } from "./column-of.ts";
import { fastBelowSlow } from "./fast-below-slow.ts";
import { height, percentAway, period } from "./parameter-kinds.ts";
import { PERCENT_PROTECTION } from "./percent-protection.ts";
import { SIGNAL, type SignalStrategy } from "./strategy.ts";
import { choiceOf, flagOf, numberOf } from "./values.ts";

/** MACD crosses its signal line while RSI is not stretched; short at the mirror image, around 50. Stop and target from the signal's close. */
export const rsiMacd: SignalStrategy = {
  kind: "signals",
  name: "rsi-macd",
  title: "RSI + MACD scalper",
  description:
    "Buys when the MACD rises above its signal line while the RSI is below a limit, with a stop and a target in percent; may leave when the MACD falls back.",
  parameters: {
    fast: period("MACD fast average, bars", 12),
    slow: period("MACD slow average, bars", 26),
    signal: period("MACD signal line, bars", 9),
    rsi: period("RSI, bars", 14),
    rsiMax: height("Buy only below this RSI (short: above 100 minus it)", 60),
    stopPct: percentAway("Stop, percent from the signal's close (0: none)", 2),
    targetPct: percentAway("Target, percent from the signal's close (0: none)", 4),
    side: { kind: "choice", label: "Long only, or both sides", default: "long", choices: ["long", "both"] },
    exitOnCross: { kind: "flag", label: "Leave when the MACD crosses back", default: true },
  },
  check: fastBelowSlow,
  studies: (parameters) => ({
    macd: macd(numberOf(parameters, "fast"), numberOf(parameters, "slow"), numberOf(parameters, "signal")),
    rsi: rsi(numberOf(parameters, "rsi")),
  }),
  signals(columns, parameters, from, to, out) {
    const line = columnOf(columns, "macd.macd");
    const signal = columnOf(columns, "macd.signal");
    const strength = columnOf(columns, "rsi");
    const longBelow = numberOf(parameters, "rsiMax");
    const shortAbove = choiceOf(parameters, "side") === "both" ? 100 - longBelow : Number.POSITIVE_INFINITY;
    const exits = flagOf(parameters, "exitOnCross");
    const exitShort = exits ? SIGNAL.exitShort : 0;
    const exitLong = exits ? SIGNAL.exitLong : 0;
    // crosses are few: all is wiped at once, and only they are written
    out.fill(0, from, to);
    let before = from > 0 ? (line[from - 1] ?? Number.NaN) - (signal[from - 1] ?? Number.NaN) : Number.NaN;
    for (let i = from; i < to; i++) {
      const difference = (line[i] ?? Number.NaN) - (signal[i] ?? Number.NaN);
      if (difference > 0) {
        if (before <= 0) out[i] = exitShort | ((strength[i] ?? Number.NaN) < longBelow ? SIGNAL.enterLong : 0);
      } else if (difference < 0 && before >= 0) {
        out[i] = exitLong | ((strength[i] ?? Number.NaN) > shortAbove ? SIGNAL.enterShort : 0);
      }
      before = difference;
    }
  },
  protect: PERCENT_PROTECTION,
};
