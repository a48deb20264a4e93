import { WindowExtreme } from "./cells/window-extreme.ts";
import { WindowMean } from "./cells/window-mean.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { scratchColumn } from "./input.ts";
import type { Study } from "./study.ts";

/**
 * Stochastic: where the close lies between the lowest low and the highest high of `period` bars (0 to 100), smoothed by SMA(smoothK) as `k`, and
 * that by SMA(smoothD) as `d`. k from bar period + smoothK - 2 on, d from smoothD - 1 later. A range of 0 says nothing (NaN) and the
 * averages pass over it. Source: Pine ta.stoch and TradingView's Stochastic.
 */
export function stoch(period = 14, smoothK = 1, smoothD = 3): Study<"k" | "d"> {
  check("stoch", period, smoothK, smoothD);
  const first = period + smoothK - 2;
  return stochastic(`stoch(${period},${smoothK},${smoothD})`, [period, smoothK, smoothD], first, Number.NaN);
}

/** The same as TA-Lib's STOCH: both lines start together, at period + smoothK + smoothD - 3; a range of 0 counts as 0. */
export function stochTalib(period = 14, smoothK = 3, smoothD = 3): Study<"k" | "d"> {
  check("stochTalib", period, smoothK, smoothD);
  const first = period + smoothK + smoothD - 3;
  return stochastic(`stochTalib(${period},${smoothK},${smoothD})`, [period, smoothK, smoothD], first, 0);
}

function check(name: string, period: number, smoothK: number, smoothD: number): void {
  checkWhole(name, "period", period);
  checkWhole(name, "smoothK", smoothK);
  checkWhole(name, "smoothD", smoothD);
}

function stochastic(
  key: string,
  [period, smoothK, smoothD]: readonly [number, number, number],
  firstK: number,
  ofNoRange: number,
): Study<"k" | "d"> {
  return defineStudy({
    key,
    first: { k: firstK, d: period + smoothK + smoothD - 3 },
    start: () => {
      const highest = new WindowExtreme(period, "highest");
      const lowest = new WindowExtreme(period, "lowest");
      const [slow, slower] = [new WindowMean(smoothK), new WindowMean(smoothD)];
      const scratch = scratchColumn();
      let blank = firstK;
      return ({ length, high, low, close }, { k, d }) => {
        const raw = scratch(length);
        highest.run(high, length, k);
        lowest.run(low, length, d);
        for (let i = 0; i < length; i++) {
          const range = (k[i] ?? 0) - (d[i] ?? 0);
          raw[i] = range === 0 ? ofNoRange : (100 * ((close[i] ?? 0) - (d[i] ?? 0))) / range;
        }
        slow.run(raw, length, k);
        slower.run(k, length, d);
        k.fill(Number.NaN, 0, Math.min(blank, length));
        blank = Math.max(0, blank - length);
      };
    },
  });
}
