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
      const [up, down, width, strength] = [rmaCell(period), rmaCell(period), rmaCell(period), rmaCell(smoothing)];
      let plus = Number.NaN;
      let minus = Number.NaN;
      return ({ length, high, low, close }, { plusDi, minusDi, adx }) => {
        for (let k = 0; k < length; k++) {
          const top = high[k] ?? 0;
          const bottom = low[k] ?? 0;
          const isMove = move.push(top, bottom);
          const ranged = width.push(range.push(top, bottom, close[k] ?? 0));
          const rose = up.push(isMove ? move.plus : Number.NaN);
          const fell = down.push(isMove ? move.minus : Number.NaN);
          if (ranged > 0) {
            plus = (100 * rose) / ranged;
            minus = (100 * fell) / ranged;
          }
          const sum = plus + minus;
          plusDi[k] = plus;
          minusDi[k] = minus;
          adx[k] = 100 * strength.push(Math.abs(plus - minus) / (sum === 0 ? 1 : sum));
        }
      };
    },
  });
}
