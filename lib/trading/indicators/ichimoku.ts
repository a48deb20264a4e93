import { WindowExtreme } from "./cells/window-extreme.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { scratchColumn } from "./input.ts";
import type { Study } from "./study.ts";

type IchimokuLine = "tenkan" | "kijun" | "senkouA" | "senkouB";

/**
 * Ichimoku: middles between highest high and lowest low of `tenkan`, `kijun` and `senkou` bars; senkouA is the mean of tenkan and kijun. Each
 * line from its period - 1 on. The spans are given at the bar they are computed at; a chart draws them kijun - 1 bars later.
 */
export function ichimoku(tenkan = 9, kijun = 26, senkou = 52): Study<IchimokuLine> {
  checkWhole("ichimoku", "tenkan", tenkan);
  checkWhole("ichimoku", "kijun", kijun);
  checkWhole("ichimoku", "senkou", senkou);
  return defineStudy({
    key: `ichimoku(${tenkan},${kijun},${senkou})`,
    first: { tenkan: tenkan - 1, kijun: kijun - 1, senkouA: Math.max(tenkan, kijun) - 1, senkouB: senkou - 1 },
    start: () => {
      const middles = [tenkan, kijun, senkou].map(
        (period) => [new WindowExtreme(period, "highest"), new WindowExtreme(period, "lowest")] as const,
      );
      const scratch = scratchColumn();
      return ({ length, high, low }, out) => {
        const lows = scratch(length);
        for (const [n, column] of [out.tenkan, out.kijun, out.senkouB].entries()) {
          middles[n]?.[0].run(high, length, column);
          middles[n]?.[1].run(low, length, lows);
          for (let k = 0; k < length; k++) column[k] = ((column[k] ?? 0) + (lows[k] ?? 0)) / 2;
        }
        for (let k = 0; k < length; k++) out.senkouA[k] = ((out.tenkan[k] ?? 0) + (out.kijun[k] ?? 0)) / 2;
      };
    },
  });
}
