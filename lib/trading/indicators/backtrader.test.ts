import { describe, expect, it } from "vitest";
import { goldenBars, goldenJson } from "@/lib/testing/golden";
import { ta } from "./catalogue.ts";
import type { Study } from "./study.ts";

interface Checks {
  readonly indicators: Readonly<
    Record<string, { readonly min_period: number; readonly values: readonly (readonly string[])[] }>
  >;
}

/**
 * Ours for backtrader's, line by line (null: one we do not offer). Left out are those with another convention: its KAMA starts from a mean, its CCI
 * takes the deviations of moving means. `scale` where the unit differs (its rates are parts, ours percent). */
const OURS: Readonly<Record<string, { study: Study; lines: readonly (string | null)[]; scale?: number }>> = {
  sma: { study: ta.sma(30), lines: ["value"] },
  ema: { study: ta.ema(30), lines: ["value"] },
  wma: { study: ta.wma(30), lines: ["value"] },
  hma: { study: ta.hma(30), lines: ["value"] },
  dema: { study: ta.dema(30), lines: ["value"] },
  tema: { study: ta.tema(30), lines: ["value"] },
  smma: { study: ta.rma(30), lines: ["value"] },
  bbands: { study: ta.bb(20, 2), lines: ["middle", "upper", "lower"] },
  highest: { study: ta.highest(14, "close"), lines: ["value"] },
  lowest: { study: ta.lowest(14, "close"), lines: ["value"] },
  momentum: { study: ta.mom(12), lines: ["value"] },
  roc: { study: ta.roc(12), lines: ["value"], scale: 0.01 },
  pctchange: { study: ta.roc(30), lines: ["value"], scale: 0.01 },
  rsi: { study: ta.rsi(14), lines: ["value"] },
  stochastic: { study: ta.stoch(14, 3, 3), lines: ["k", "d"] },
  stochasticfull: { study: ta.stoch(14, 1, 3), lines: ["k", "d"] },
  williamsr: { study: ta.wpr(14), lines: ["value"] },
  aroonupdown: { study: ta.aroon(14), lines: ["up", "down"] },
  aroonoscillator: { study: ta.aroon(14), lines: ["oscillator"] },
  atr: { study: ta.atrTalib(14), lines: ["value"] },
  macdhisto: { study: ta.macd(12, 26, 9), lines: ["macd", "signal", "hist"] },
  priceosc: { study: ta.macd(12, 26, 9), lines: ["macd"] },
  trix: { study: ta.trix(15), lines: ["value"] },
  dm: { study: ta.dmi(14, 14), lines: ["adx", null, "plusDi", "minusDi"] },
  ichimoku: { study: ta.ichimoku(9, 26, 52), lines: ["tenkan", "kijun"] },
  upmove: { study: ta.change(1), lines: ["value"] },
  downmove: { study: ta.change(1), lines: ["value"], scale: -1 },
};

/** What backtrader's own tests expect of its indicators, for those we offer with the same convention. */
describe("backtrader's check values on EUROSTOXX 2006", () => {
  const bars = goldenBars("reference/EUROSTOXX_2006_1d.csv.gz");
  const { indicators } = goldenJson<Checks>("external/backtrader_tests_2006.json");

  it.each(Object.entries(OURS))("%s", (name, { study, lines, scale = 1 }) => {
    const check = indicators[name];
    if (check === undefined) throw new Error(`the file has no ${name}`);
    const columns = study.lines.map(() => new Float64Array(bars.length));
    study.fill(bars, columns);
    const last = bars.length - 1;
    // Its positions: the last bar, the first valid one, and the middle between them (Python's division rounds down).
    const positions = [last, check.min_period - 1, last + Math.floor((check.min_period - bars.length) / 2)];
    for (const [at, line] of lines.entries()) {
      if (line === null) continue;
      const column = columns[study.lines.indexOf(line)];
      const got = positions.map((position) => ((column?.[position] ?? Number.NaN) * scale).toFixed(6));
      expect(got, `${name}.${line}`).toEqual(check.values[at]);
    }
  });
});
