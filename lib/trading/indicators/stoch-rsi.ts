import { RelativeStrength } from "./cells/relative-strength.ts";
import { WindowExtreme } from "./cells/window-extreme.ts";
import { WindowMean } from "./cells/window-mean.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput, scratchColumn } from "./input.ts";
import type { Input, Study } from "./study.ts";

/**
 * Stochastic of the RSI, 0 to 100: `k` = SMA(smoothK) of where the RSI lies in its own range of `period` bars, `d` = SMA(smoothD) of k.
 * k from bar rsiPeriod + period + smoothK - 2 on, d smoothD - 1 later. A range of 0 says nothing (NaN) and the averages pass over it.
 * Source: TradingView's Stochastic RSI (Pine ta.stoch of ta.rsi).
 */
export function stochRsi(
  rsiPeriod = 14,
  period = 14,
  smoothK = 3,
  smoothD = 3,
  source: Input = "close",
): Study<"k" | "d"> {
  for (const [name, value] of Object.entries({ rsiPeriod, period, smoothK, smoothD })) {
    checkWhole("stochRsi", name, value);
  }
  const firstK = inputFirst(source) + rsiPeriod + period + smoothK - 2;
  const key = `stochRsi(${inputKey(source)},${rsiPeriod},${period},${smoothK},${smoothD})`;
  return stochasticRsi(key, source, [rsiPeriod, period, smoothK, smoothD], firstK, Number.NaN);
}

/** The fast form of TA-Lib's STOCHRSI: `k` is not smoothed, `d` = SMA(smoothD) of it, both from where d starts; a range of 0 counts as 0. */
export function stochRsiTalib(rsiPeriod = 14, period = 14, smoothD = 3, source: Input = "close"): Study<"k" | "d"> {
  for (const [name, value] of Object.entries({ rsiPeriod, period, smoothD })) checkWhole("stochRsiTalib", name, value);
  const first = inputFirst(source) + rsiPeriod + period + smoothD - 2;
  const key = `stochRsiTalib(${inputKey(source)},${rsiPeriod},${period},${smoothD})`;
  return stochasticRsi(key, source, [rsiPeriod, period, 1, smoothD], first, 0);
}

function stochasticRsi(
  key: string,
  source: Input,
  [rsiPeriod, period, smoothK, smoothD]: readonly [number, number, number, number],
  firstK: number,
  ofNoRange: number,
): Study<"k" | "d"> {
  return defineStudy({
    key,
    first: { k: firstK, d: inputFirst(source) + rsiPeriod + period + smoothK + smoothD - 3 },
    start: () => {
      const read = openInput(source);
      const strength = new RelativeStrength(rsiPeriod);
      const [highest, lowest] = [new WindowExtreme(period, "highest"), new WindowExtreme(period, "lowest")];
      const [slow, slower] = [new WindowMean(smoothK), new WindowMean(smoothD)];
      const scratch = scratchColumn();
      let blank = firstK;
      return (bars, { k, d }) => {
        const rsi = scratch(bars.length);
        strength.run(read(bars), bars.length, rsi);
        highest.run(rsi, bars.length, k);
        lowest.run(rsi, bars.length, d);
        for (let i = 0; i < bars.length; i++) {
          const bottom = d[i] ?? 0;
          const range = (k[i] ?? 0) - bottom;
          rsi[i] = range === 0 ? ofNoRange : (100 * ((rsi[i] ?? 0) - bottom)) / range;
        }
        slow.run(rsi, bars.length, k);
        slower.run(k, bars.length, d);
        k.fill(Number.NaN, 0, Math.min(blank, bars.length));
        blank = Math.max(0, blank - bars.length);
      };
    },
  });
}
