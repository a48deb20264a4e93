import { DirectionalMove } from "./cells/directional-move.ts";
import { rmaCell } from "./cells/smoothing.ts";
import { TrueRange } from "./cells/true-range.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import type { Study } from "./study.ts";

/**
 * Directional movement: `plusDi` and `minusDi` (0 to 100, from bar `period` on) and their average difference `adx` (from bar
 * period + smoothing - 1 on). RMA of movement and true range, both from bar 1. Where nothing moved the DIs stay what they were.
 * Source: Pine ta.dmi(period, smoothing).
 */
export function dmi(period = 14, smoothing = 14): Study<"plusDi" | "minusDi" | "adx"> {
  checkWhole("dmi", "period", period);
  checkWhole("dmi", "smoothing", smoothing);
  return defineStudy({
    key: `dmi(${period},${smoothing})`,
    first: { plusDi: period, minusDi: period, adx: period + smoothing - 1 },
    start: () => {
      const move = new DirectionalMove();
      const range = new TrueRange("none");
      const [rose, fell, ranged, strength] = [rmaCell(period), rmaCell(period), rmaCell(period), rmaCell(smoothing)];
      let last = { plus: Number.NaN, minus: Number.NaN };
      return (bars, { plusDi, minusDi, adx }) => {
        move.run(bars, plusDi, minusDi);
        range.run(bars, adx);
        rose.run(plusDi, bars.length, plusDi);
        fell.run(minusDi, bars.length, minusDi);
        ranged.run(adx, bars.length, adx);
        let { plus, minus } = last;
        for (let k = 0; k < bars.length; k++) {
          const width = adx[k] ?? 0;
          if (width > 0) {
            plus = (100 * (plusDi[k] ?? 0)) / width;
            minus = (100 * (minusDi[k] ?? 0)) / width;
          }
          const sum = plus + minus;
          plusDi[k] = plus;
          minusDi[k] = minus;
          adx[k] = Math.abs(plus - minus) / (sum === 0 ? 1 : sum);
        }
        last = { plus, minus };
        strength.run(adx, bars.length, adx);
        for (let k = 0; k < bars.length; k++) adx[k] = 100 * (adx[k] ?? 0);
      };
    },
  });
}
