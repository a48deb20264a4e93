import { bollinger } from "../indicators/bollinger.ts";
import { columnOf } from "./column-of.ts";
import { multiple, percentAway, period } from "./parameter-kinds.ts";
import { PERCENT_PROTECTION } from "./percent-protection.ts";
import { SIGNAL, type SignalStrategy } from "./strategy.ts";
import { numberOf } from "./values.ts";

/** Buys the return into the band from below, sells short the return from above, and leaves at the middle. */
export const bollingerReversion: SignalStrategy = {
  kind: "signals",
  name: "bollinger-reversion",
  title: "Bollinger reversion",
  description:
    "Buys when the close comes back above the lower Bollinger band, sells short when it comes back below the upper one, and leaves at the middle; stop and target in percent.",
  parameters: {
    period: period("Bands, bars", 20, 2),
    k: multiple("Width in standard deviations", 2, 0.1),
    stopPct: percentAway("Stop, percent from the signal's close (0: none)", 1),
    targetPct: percentAway("Target, percent from the signal's close (0: none)", 1.5),
  },
  studies: (parameters) => ({ band: bollinger(numberOf(parameters, "period"), numberOf(parameters, "k")) }),
  signals(columns, _parameters, from, to, out) {
    const { close } = columns.bars;
    const upper = columnOf(columns, "band.upper");
    const middle = columnOf(columns, "band.middle");
    const lower = columnOf(columns, "band.lower");
    if (from === 0 && to > 0) out[0] = 0;
    for (let i = Math.max(from, 1); i < to; i++) {
      const price = close[i] ?? Number.NaN;
      const before = close[i - 1] ?? Number.NaN;
      const centre = middle[i] ?? Number.NaN;
      let bits = (price >= centre ? SIGNAL.exitLong : 0) | (price <= centre ? SIGNAL.exitShort : 0);
      if (price > (lower[i] ?? Number.NaN) && before <= (lower[i - 1] ?? Number.NaN)) bits |= SIGNAL.enterLong;
      if (price < (upper[i] ?? Number.NaN) && before >= (upper[i - 1] ?? Number.NaN)) bits |= SIGNAL.enterShort;
      out[i] = bits;
    }
  },
  protect: PERCENT_PROTECTION,
};
