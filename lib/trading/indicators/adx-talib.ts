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
      let bar = -1;
      let rose = 0;
      let fell = 0;
      let ranged = 0;
      let strength = 0;
      return ({ length, high, low, close }, { adx, plusDi, minusDi }) => {
        for (let k = 0; k < length; k++) {
          const top = high[k] ?? 0;
          const bottom = low[k] ?? 0;
          const width = range.push(top, bottom, close[k] ?? 0);
          const keep = bar + 1 < period ? 1 : 1 - 1 / period;
          if (move.push(top, bottom)) {
            rose = rose * keep + move.plus;
            fell = fell * keep + move.minus;
            ranged = ranged * keep + width;
          }
          bar++;
          const isDefined = bar >= period;
          const plus = ranged > 0 ? (100 * rose) / ranged : 0;
          const minus = ranged > 0 ? (100 * fell) / ranged : 0;
          if (isDefined && plus + minus > 0) {
            const apart = (100 * Math.abs(plus - minus)) / (plus + minus);
            strength = bar < 2 * period ? strength + apart / period : strength + (apart - strength) / period;
          }
          plusDi[k] = isDefined ? plus : Number.NaN;
          minusDi[k] = isDefined ? minus : Number.NaN;
          adx[k] = bar >= 2 * period - 1 ? strength : Number.NaN;
        }
      };
    },
  });
}
