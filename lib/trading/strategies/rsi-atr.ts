import { atr } from "../indicators/atr.ts";
import { rsi } from "../indicators/rsi.ts";
import { columnOf } from "./column-of.ts";
import { height, multiple, period } from "./parameter-kinds.ts";
import { type Columns, SIGNAL, type SignalStrategy } from "./strategy.ts";
import { numberOf } from "./values.ts";

/** Buys when RSI falls below one height, sells short when it rises above another; leaves at a stop or target in ATRs alone. */
export const rsiAtr: SignalStrategy = {
  kind: "signals",
  name: "rsi-atr",
  title: "RSI with ATR stops",
  description:
    "Buys when the RSI falls below an oversold height and sells short when it rises above an overbought one; stop and target are multiples of the ATR.",
  parameters: {
    rsi: period("RSI, bars", 14),
    atr: period("ATR, bars", 14),
    below: height("Buy when the RSI falls below", 30),
    above: height("Sell short when the RSI rises above", 70),
    stopAtr: multiple("Stop, ATRs from the signal's close", 1.5, 0.1),
    targetAtr: multiple("Target, ATRs from the signal's close", 3, 0.1),
  },
  check: (parameters) =>
    numberOf(parameters, "below") < numberOf(parameters, "above")
      ? null
      : `below (${numberOf(parameters, "below")}) must be less than above (${numberOf(parameters, "above")})`,
  studies: (parameters) => ({ rsi: rsi(numberOf(parameters, "rsi")), atr: atr(numberOf(parameters, "atr")) }),
  signals(columns, parameters, from, to, out) {
    const strength = columnOf(columns, "rsi");
    const range = columnOf(columns, "atr");
    const below = numberOf(parameters, "below");
    const above = numberOf(parameters, "above");
    let before = from > 0 ? (strength[from - 1] ?? Number.NaN) : Number.NaN;
    for (let i = from; i < to; i++) {
      const now = strength[i] ?? Number.NaN;
      let bits = 0;
      // without a range there is no stop, and this strategy never goes without one
      if ((range[i] ?? Number.NaN) > 0) {
        if (now < below && before >= below) bits = SIGNAL.enterLong;
        else if (now > above && before <= above) bits = SIGNAL.enterShort;
      }
      out[i] = bits;
      before = now;
    }
  },
  protect: {
    stop: (columns, parameters, i, side) =>
      away(columns, i, side === "long" ? -numberOf(parameters, "stopAtr") : numberOf(parameters, "stopAtr")),
    target: (columns, parameters, i, side) =>
      away(columns, i, side === "long" ? numberOf(parameters, "targetAtr") : -numberOf(parameters, "targetAtr")),
  },
};

function away(columns: Columns, i: number, ranges: number): number {
  return (columns.bars.close[i] ?? Number.NaN) + ranges * (columnOf(columns, "atr")[i] ?? Number.NaN);
}
