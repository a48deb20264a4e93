import { describe, expect, it } from "vitest";
import { goldenBars, goldenJson } from "@/lib/testing/golden";
import { adxTalib } from "./adx-talib.ts";
import { atr, atrTalib } from "./atr.ts";
import { bollinger } from "./bollinger.ts";
import { dmi } from "./dmi.ts";
import { donchian } from "./donchian.ts";
import { ema, emaFirst } from "./ema.ts";
import { macd, macdTalib } from "./macd.ts";
import { rma } from "./rma.ts";
import { rsi } from "./rsi.ts";
import { sma } from "./sma.ts";
import type { Study } from "./study.ts";
import { supertrend } from "./supertrend.ts";

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

const macdPine = macd(12, 26, 9);
const macdTa = macdTalib(12, 26, 9);

/** Which of our lines answers each series of the golden files. */
const OURS: Readonly<Record<string, readonly [Study, string]>> = {
  sma_20: [sma(20), "value"],
  sma_50: [sma(50), "value"],
  ema_9: [ema(9), "value"],
  ema_21: [ema(21), "value"],
  ema_first_21: [emaFirst(21), "value"],
  rma_14: [rma(14), "value"],
  rsi_14: [rsi(14), "value"],
  "macd_pine_12_26_9.macd": [macdPine, "macd"],
  "macd_pine_12_26_9.signal": [macdPine, "signal"],
  "macd_pine_12_26_9.hist": [macdPine, "hist"],
  "macd_talib_12_26_9.macd": [macdTa, "macd"],
  "macd_talib_12_26_9.signal": [macdTa, "signal"],
  "macd_talib_12_26_9.hist": [macdTa, "hist"],
  "bb_20_2.upper": [bollinger(20, 2), "upper"],
  "bb_20_2.middle": [bollinger(20, 2), "middle"],
  "bb_20_2.lower": [bollinger(20, 2), "lower"],
  atr_pine_14: [atr(14), "value"],
  atr_talib_14: [atrTalib(14), "value"],
  "dmi_pine_14_14.plus_di": [dmi(14, 14), "plusDi"],
  "dmi_pine_14_14.minus_di": [dmi(14, 14), "minusDi"],
  "dmi_pine_14_14.adx": [dmi(14, 14), "adx"],
  "adx_talib_14.plus_di": [adxTalib(14), "plusDi"],
  "adx_talib_14.minus_di": [adxTalib(14), "minusDi"],
  "adx_talib_14.adx": [adxTalib(14), "adx"],
  "supertrend_3_10.line": [supertrend(3, 10), "line"],
  "supertrend_3_10.direction": [supertrend(3, 10), "direction"],
  "donchian_20.upper": [donchian(20), "upper"],
  "donchian_20.middle": [donchian(20), "middle"],
  "donchian_20.lower": [donchian(20), "lower"],
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

  it.each(Object.keys(golden.series).filter((name) => name in OURS))("%s holds, first index exact", (name) => {
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

/** Within 1e-8 of the value (and 1e-10 of 1 or the price, the smaller, for lines that cross 0); directions exactly; both undefined is agreement. */
function agrees(name: string, got: number, want: number, price: number): boolean {
  if (Number.isNaN(want) || Number.isNaN(got)) return Number.isNaN(want) && Number.isNaN(got);
  if (name.endsWith(".direction")) return got === want;
  if (CUMULATIVE.test(name)) return Math.abs(got - want) <= 1e-6 * Math.abs(want);
  return Math.abs(got - want) <= 1e-8 * Math.abs(want) + 1e-10 * Math.min(1, price);
}
