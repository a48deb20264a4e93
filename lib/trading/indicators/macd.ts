import { emaCell, type Smoothing } from "./cells/smoothing.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput, scratchColumn } from "./input.ts";
import type { Input, Study } from "./study.ts";

type MacdLine = "macd" | "signal" | "hist";

/**
 * Moving average convergence divergence: `macd` = EMA(fast) - EMA(slow), `signal` = EMA of it, `hist` = macd - signal. Each EMA is seeded by
 * itself: macd from bar slow - 1 on, signal and hist from slow + signal - 2. Source: Pine ta.macd.
 */
export function macd(fast = 12, slow = 26, signal = 9, source: Input = "close"): Study<MacdLine> {
  for (const [name, period] of Object.entries({ fast, slow, signal })) checkWhole("macd", name, period);
  const first = inputFirst(source);
  const both = first + Math.max(fast, slow) - 1;
  return defineStudy({
    key: `macd(${inputKey(source)},${fast},${slow},${signal})`,
    first: { macd: both, signal: both + signal - 1, hist: both + signal - 1 },
    start: () => {
      const read = openInput(source);
      const fastCell = emaCell(fast);
      const slowCell = emaCell(slow);
      const signalCell = emaCell(signal);
      return (bars, out) => {
        const values = read(bars);
        fastCell.run(values, bars.length, out.hist);
        slowCell.run(values, bars.length, out.macd);
        for (let k = 0; k < bars.length; k++) out.macd[k] = (out.hist[k] ?? 0) - (out.macd[k] ?? 0);
        signalCell.run(out.macd, bars.length, out.signal);
        for (let k = 0; k < bars.length; k++) out.hist[k] = (out.macd[k] ?? 0) - (out.signal[k] ?? 0);
      };
    },
  });
}

/**
 * The same as TA-Lib computes it: the fast EMA is seeded so that it starts at the slow one's first bar, and all three lines start together at
 * slow + signal - 2. After some slow*10 bars both agree. Source: TA-Lib MACD.
 */
export function macdTalib(fast = 12, slow = 26, signal = 9, source: Input = "close"): Study<MacdLine> {
  for (const [name, period] of Object.entries({ fast, slow, signal })) checkWhole("macdTalib", name, period);
  const longer = Math.max(fast, slow);
  const shorter = Math.min(fast, slow);
  const first = inputFirst(source) + longer + signal - 2;
  return defineStudy({
    key: `macdTalib(${inputKey(source)},${fast},${slow},${signal})`,
    first: { macd: first, signal: first, hist: first },
    start: () => {
      const read = openInput(source);
      const quick = emaCell(shorter);
      const calm = emaCell(longer);
      const signalCell: Smoothing = emaCell(signal);
      const scratch = scratchColumn();
      let skip = longer - shorter;
      return (bars, out) => {
        const values = read(bars);
        const late = scratch(bars.length);
        for (let k = 0; k < bars.length; k++) {
          const value = values[k] ?? Number.NaN;
          late[k] = skip > 0 ? Number.NaN : value;
          if (skip > 0 && value === value) skip--;
        }
        quick.run(late, bars.length, out.hist);
        calm.run(values, bars.length, out.macd);
        for (let k = 0; k < bars.length; k++) out.macd[k] = (out.hist[k] ?? 0) - (out.macd[k] ?? 0);
        signalCell.run(out.macd, bars.length, out.signal);
        for (let k = 0; k < bars.length; k++) {
          const line = out.macd[k] ?? 0;
          const trigger = out.signal[k] ?? 0;
          out.hist[k] = line - trigger;
          out.macd[k] = trigger === trigger ? line : Number.NaN;
        }
      };
    },
  });
}
