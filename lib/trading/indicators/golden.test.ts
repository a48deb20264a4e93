import { describe, expect, it } from "vitest";
import { goldenBars, goldenJson } from "@/lib/testing/golden";
import { ta } from "./catalogue.ts";
import type { Study } from "./study.ts";

interface GoldenSeries {
  readonly first_index?: number;
  readonly values: readonly (number | null)[];
}
interface GoldenFile {
  readonly data: string;
  readonly rows_used?: readonly [number, number];
  readonly indices?: readonly number[];
  readonly series: Readonly<Record<string, GoldenSeries>>;
}

/** Which of our lines answers each series of the golden files. */
const OURS: Readonly<Record<string, readonly [Study, string]>> = {
  sma_20: [ta.sma(20), "value"],
  sma_50: [ta.sma(50), "value"],
  ema_9: [ta.ema(9), "value"],
  ema_21: [ta.ema(21), "value"],
  ema_first_21: [ta.emaFirst(21), "value"],
  wma_20: [ta.wma(20), "value"],
  dema_20: [ta.dema(20), "value"],
  tema_20: [ta.tema(20), "value"],
  kama_10: [ta.kama(10), "value"],
  rma_14: [ta.rma(14), "value"],
  hma_16: [ta.hma(16), "value"],
  vwma_20: [ta.vwma(20), "value"],
  rsi_14: [ta.rsi(14), "value"],
  "macd_pine_12_26_9.macd": [ta.macd(12, 26, 9), "macd"],
  "macd_pine_12_26_9.signal": [ta.macd(12, 26, 9), "signal"],
  "macd_pine_12_26_9.hist": [ta.macd(12, 26, 9), "hist"],
  "macd_talib_12_26_9.macd": [ta.macdTalib(12, 26, 9), "macd"],
  "macd_talib_12_26_9.signal": [ta.macdTalib(12, 26, 9), "signal"],
  "macd_talib_12_26_9.hist": [ta.macdTalib(12, 26, 9), "hist"],
  "bb_20_2.upper": [ta.bb(20, 2), "upper"],
  "bb_20_2.middle": [ta.bb(20, 2), "middle"],
  "bb_20_2.lower": [ta.bb(20, 2), "lower"],
  true_range: [ta.tr(), "value"],
  true_range_talib: [ta.trTalib(), "value"],
  atr_pine_14: [ta.atr(14), "value"],
  atr_talib_14: [ta.atrTalib(14), "value"],
  "dmi_pine_14_14.plus_di": [ta.dmi(14, 14), "plusDi"],
  "dmi_pine_14_14.minus_di": [ta.dmi(14, 14), "minusDi"],
  "dmi_pine_14_14.adx": [ta.dmi(14, 14), "adx"],
  "adx_talib_14.plus_di": [ta.adxTalib(14), "plusDi"],
  "adx_talib_14.minus_di": [ta.adxTalib(14), "minusDi"],
  "adx_talib_14.adx": [ta.adxTalib(14), "adx"],
  "stoch_14_3_3.k": [ta.stochTalib(14, 3, 3), "k"],
  "stoch_14_3_3.d": [ta.stochTalib(14, 3, 3), "d"],
  "stochrsi_14_14_3_3.k": [ta.stochRsi(14, 14, 3, 3), "k"],
  "stochrsi_14_14_3_3.d": [ta.stochRsi(14, 14, 3, 3), "d"],
  "stochrsi_fast_14_14_3.k": [ta.stochRsiTalib(14, 14, 3), "k"],
  "stochrsi_fast_14_14_3.d": [ta.stochRsiTalib(14, 14, 3), "d"],
  cci_20: [ta.cci(20), "value"],
  willr_14: [ta.wpr(14), "value"],
  mfi_14: [ta.mfiTalib(14), "value"],
  roc_10: [ta.roc(10), "value"],
  mom_10: [ta.mom(10), "value"],
  cmo_14: [ta.cmo(14), "value"],
  cmo_14_talib: [ta.cmoTalib(14), "value"],
  trix_15: [ta.trix(15), "value"],
  "aroon_14.up": [ta.aroon(14), "up"],
  "aroon_14.down": [ta.aroon(14), "down"],
  obv_pine: [ta.obv(), "value"],
  obv_talib: [ta.obvTalib(), "value"],
  ad_line: [ta.accdist(), "value"],
  cmf_20: [ta.cmf(20), "value"],
  vwap_utc_day: [ta.vwap(), "value"],
  vwap_rolling_20: [ta.vwapRolling(20), "value"],
  stdev_20: [ta.stdev(20), "value"],
  stdev_sample_20: [ta.stdevSample(20), "value"],
  linreg_14: [ta.linreg(14), "value"],
  highest_close_20: [ta.highest(20, "close"), "value"],
  lowest_close_20: [ta.lowest(20, "close"), "value"],
  "donchian_20.upper": [ta.donchian(20), "upper"],
  "donchian_20.middle": [ta.donchian(20), "middle"],
  "donchian_20.lower": [ta.donchian(20), "lower"],
  "keltner_20_2.upper": [ta.kc(20, 2), "upper"],
  "keltner_20_2.lower": [ta.kc(20, 2), "lower"],
  "ichimoku.tenkan_9": [ta.ichimoku(9, 26, 52), "tenkan"],
  "ichimoku.kijun_26": [ta.ichimoku(9, 26, 52), "kijun"],
  "ichimoku.senkou_a_unshifted": [ta.ichimoku(9, 26, 52), "senkouA"],
  "ichimoku.senkou_b_52_unshifted": [ta.ichimoku(9, 26, 52), "senkouB"],
  "supertrend_3_10.line": [ta.supertrend(3, 10), "line"],
  "supertrend_3_10.direction": [ta.supertrend(3, 10), "direction"],
  sar_pine_002_002_02: [ta.sar(0.02, 0.02, 0.2), "value"],
  sar_002_02: [ta.sarTalib(0.02, 0.2), "value"],
};

/** Running totals of volume: their size is arbitrary, so they are held to 1e-6 of it. */
const CUMULATIVE = /^(obv|ad_line)/;

const FILES = [
  "binance_XRPUSDT_15m_first1500",
  "bybit_BTCUSDT_1d",
  "sampled_binance_BTCUSDT_4h",
  "sampled_binance_SOLUSDT_5m",
  "sampled_bybit_ETHUSDT_1h",
];

describe.each(FILES)("golden indicators of %s", (file) => {
  const golden = goldenJson<GoldenFile>(`indicators/${file}.json`);
  const bars = goldenBars(golden.data, golden.rows_used?.[1]);

  it("holds 72 series", () => expect(Object.keys(golden.series)).toHaveLength(72));

  it.each(Object.keys(golden.series))("%s holds, first index exact", (name) => {
    const series = golden.series[name];
    const [study, line] = OURS[name] ?? [];
    if (series === undefined || study === undefined) throw new Error(`nothing answers ${name}`);
    const columns = study.lines.map(() => new Float64Array(bars.length));
    study.fill(bars, columns);
    const column = columns[study.lines.indexOf(line ?? "")] ?? [];
    const index = golden.indices ?? series.values.map((_, i) => i);
    const faults = index.flatMap((i, at) => {
      const want = series.values[at] ?? Number.NaN;
      const got = column[i] ?? Number.NaN;
      return agrees(name, got, want, bars.close[i] ?? 1) ? [] : [`bar ${i}: ${got}, golden ${want}`];
    });
    expect(faults.slice(0, 3)).toEqual([]);
    if (series.first_index !== undefined) {
      expect(study.firstIndex[study.lines.indexOf(line ?? "")]).toBe(series.first_index);
      expect(column.findIndex((value) => !Number.isNaN(value))).toBe(series.first_index);
    }
  });
});

/**
 * Within 1e-8 of the value, or of 1 where the value is smaller (in a market below 1, of 0.01 prices: there a fixed bound would prove nothing);
 * directions exactly. Both undefined is agreement.
 */
function agrees(name: string, got: number, want: number, price: number): boolean {
  if (Number.isNaN(want) || Number.isNaN(got)) return Number.isNaN(want) && Number.isNaN(got);
  if (name.endsWith(".direction")) return got === want;
  if (CUMULATIVE.test(name)) return Math.abs(got - want) <= 1e-6 * Math.abs(want);
  return Math.abs(got - want) <= 1e-8 * Math.max(Math.abs(want), price < 1 ? 0.01 * price : 1);
}
