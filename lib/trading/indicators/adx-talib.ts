import { DirectionalMove } from "./cells/directional-move.ts";
import { TrueRange } from "./cells/true-range.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import type { Study } from "./study.ts";

/**
 * Directional movement with Wilder's sums: the sums of period - 1 bars start them, each further bar takes 1/period off and adds itself. DIs
 * from bar `period` on, adx from 2*period - 1 on, the mean of the first `period` differences. Source: TA-Lib ADX, PLUS_DI, MINUS_DI.
 */
export function adxTalib(period = 14): Study<"adx" | "plusDi" | "minusDi"> {
  checkWhole("adxTalib", "period", period, 2);
  return defineStudy({
    key: `adxTalib(${period})`,
    first: { adx: 2 * period - 1, plusDi: period, minusDi: period },
    start: () => {
      const move = new DirectionalMove();
      const range = new TrueRange("none");
      let last = { bar: 0, rose: 0, fell: 0, ranged: 0, strength: 0 };
      return (bars, { adx, plusDi, minusDi }) => {
        move.run(bars, plusDi, minusDi);
        range.run(bars, adx);
        let { bar, rose, fell, ranged, strength } = last;
        for (let k = 0; k < bars.length; k++, bar++) {
          if (bar > 0) {
            const keep = bar < period ? 1 : 1 - 1 / period;
            rose = rose * keep + (plusDi[k] ?? 0);
            fell = fell * keep + (minusDi[k] ?? 0);
            ranged = ranged * keep + (adx[k] ?? 0);
          }
          const isDefined = bar >= period;
          const plus = ranged > 0 ? (100 * rose) / ranged : 0;
          const minus = ranged > 0 ? (100 * fell) / ranged : 0;
          if (isDefined && plus + minus > 0) {
            const apart = (100 * Math.abs(plus - minus)) / (plus + minus);
            strength += (bar < 2 * period ? apart : apart - strength) / period;
          }
          plusDi[k] = isDefined ? plus : Number.NaN;
          minusDi[k] = isDefined ? minus : Number.NaN;
          adx[k] = bar >= 2 * period - 1 ? strength : Number.NaN;
        }
        last = { bar, rose, fell, ranged, strength };
      };
    },
  });
}
