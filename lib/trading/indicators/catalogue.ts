import { adLine } from "./ad-line.ts";
import { adxTalib } from "./adx-talib.ts";
import { aroon } from "./aroon.ts";
import { atr, atrTalib } from "./atr.ts";
import { bollinger } from "./bollinger.ts";
import { cci } from "./cci.ts";
import { cmf } from "./cmf.ts";
import { cmo, cmoTalib } from "./cmo.ts";
import { barsSince, valueWhen } from "./condition.ts";
import { cross, crossover, crossunder } from "./cross.ts";
import { dema } from "./dema.ts";
import { dmi } from "./dmi.ts";
import { donchian } from "./donchian.ts";
import { ema, emaFirst } from "./ema.ts";
import { highest, lowest } from "./highest-lowest.ts";
import { hma } from "./hma.ts";
import { ichimoku } from "./ichimoku.ts";
import { lineOf } from "./input.ts";
import { kama } from "./kama.ts";
import { keltner } from "./keltner.ts";
import { linreg } from "./linreg.ts";
import { macd, macdTalib } from "./macd.ts";
import { mfi, mfiTalib } from "./mfi.ts";
import { change, momentum, roc } from "./momentum.ts";
import { obv, obvTalib } from "./obv.ts";
import { pivotHigh, pivotLow } from "./pivots.ts";
import { rma } from "./rma.ts";
import { rsi } from "./rsi.ts";
import { sar, sarTalib } from "./sar.ts";
import { sma } from "./sma.ts";
import { stdev, stdevSample } from "./stdev.ts";
import { stoch, stochTalib } from "./stoch.ts";
import { stochRsi, stochRsiTalib } from "./stoch-rsi.ts";
import { supertrend } from "./supertrend.ts";
import { tema } from "./tema.ts";
import { trix } from "./trix.ts";
import { tr, trTalib } from "./true-range.ts";
import { vwapRolling, vwma } from "./volume-weighted.ts";
import { vwap } from "./vwap.ts";
import { williamsR } from "./williams-r.ts";
import { wma } from "./wma.ts";

/** What a decision may ask of the lines it sees: `on.crossover(fast, slow)`. */
export * as on from "./series.ts";

/**
 * Every indicator under Pine's name where Pine has it: what a strategy file gets. Numbers come first and the source last (Pine has it the other way
 * round), so that a default source needs no word: `ta.sma(20)`, `ta.ema(9, "hl2")`, `ta.sma(3, ta.lineOf(ta.rsi(14)))`. Names that end in Talib
 * follow TA-Lib where it differs.
 */
export const ta = {
  accdist: adLine,
  adxTalib,
  aroon,
  atr,
  atrTalib,
  barssince: barsSince,
  bb: bollinger,
  cci,
  change,
  cmf,
  cmo,
  cmoTalib,
  cross,
  crossover,
  crossunder,
  dema,
  dmi,
  donchian,
  ema,
  emaFirst,
  highest,
  hma,
  ichimoku,
  kama,
  kc: keltner,
  linreg,
  lowest,
  macd,
  macdTalib,
  mfi,
  mfiTalib,
  mom: momentum,
  obv,
  obvTalib,
  pivothigh: pivotHigh,
  pivotlow: pivotLow,
  rma,
  roc,
  rsi,
  sar,
  sarTalib,
  sma,
  stdev,
  stdevSample,
  stoch,
  stochRsi,
  stochRsiTalib,
  stochTalib,
  supertrend,
  tema,
  tr,
  trTalib,
  trix,
  valuewhen: valueWhen,
  vwap,
  vwapRolling,
  vwma,
  wma,
  wpr: williamsR,
  lineOf,
} as const;
