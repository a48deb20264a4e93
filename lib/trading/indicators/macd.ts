import { emaCell } from "./cells/smoothing.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput } from "./input.ts";
import type { Input, Study } from "./study.ts";

type MacdLine = "macd" | "signal" | "hist";

/**
 * Moving average convergence divergence: `macd` = EMA(fast) - EMA(slow), `signal` = EMA of it, `hist` = macd - signal. Each EMA is seeded by
 * itself: macd from bar slow - 1 on, signal and hist from slow + signal - 2. Source: Pine ta.macd.
 */
export function macd(fast = 12, slow = 26, signal = 9, source: Input = "close"): Study<MacdLine> {
  checkPeriods("macd", fast, slow, signal);
  const both = inputFirst(source) + Math.max(fast, slow) - 1;
  return defineStudy({
    key: `macd(${inputKey(source)},${fast},${slow},${signal})`,
    first: { macd: both, signal: both + signal - 1, hist: both + signal - 1 },
    start: () => {
      const read = openInput(source);
      const [fastCell, slowCell, signalCell] = [emaCell(fast), emaCell(slow), emaCell(signal)];
      return (bars, out) => {
        const values = read(bars);
        fastCell.run(values, bars.length, out.hist);
        slowCell.run(values, bars.length, out.signal);
        subtract(out.hist, out.signal, bars.length, out.macd);
        signalCell.run(out.macd, bars.length, out.signal);
        subtract(out.macd, out.signal, bars.length, out.hist);
      };
    },
  });
}

/**
 * The same as TA-Lib computes it: the shorter EMA is seeded so that it starts at the longer one's first bar, and all three lines start together
 * at slow + signal - 2. After some 10*slow bars both agree. Source: TA-Lib MACD, which swaps fast and slow when fast is the longer.
 */
export function macdTalib(fast = 12, slow = 26, signal = 9, source: Input = "close"): Study<MacdLine> {
  checkPeriods("macdTalib", fast, slow, signal);
  const [shorter, longer] = fast < slow ? [fast, slow] : [slow, fast];
  const first = inputFirst(source) + longer + signal - 2;
  return defineStudy({
    key: `macdTalib(${inputKey(source)},${fast},${slow},${signal})`,
    first: { macd: first, signal: first, hist: first },
    start: () => {
      const read = openInput(source);
      const [shortCell, longCell, signalCell] = [emaCell(shorter), emaCell(longer), emaCell(signal)];
      let late = inputFirst(source) + longer - shorter;
      let blank = first;
      return (bars, out) => {
        const values = read(bars);
        out.macd.set(values.subarray(0, bars.length));
        out.macd.fill(Number.NaN, 0, Math.min(late, bars.length));
        shortCell.run(out.macd, bars.length, out.hist);
        longCell.run(values, bars.length, out.signal);
        subtract(out.hist, out.signal, bars.length, out.macd);
        signalCell.run(out.macd, bars.length, out.signal);
        subtract(out.macd, out.signal, bars.length, out.hist);
        out.macd.fill(Number.NaN, 0, Math.min(blank, bars.length));
        late = Math.max(0, late - bars.length);
        blank = Math.max(0, blank - bars.length);
      };
    },
  });
}

function subtract(from: Float64Array, value: Float64Array, count: number, out: Float64Array): void {
  for (let k = 0; k < count; k++) out[k] = (from[k] ?? 0) - (value[k] ?? 0);
}

function checkPeriods(name: string, fast: number, slow: number, signal: number): void {
  checkWhole(name, "fast", fast);
  checkWhole(name, "slow", slow);
  checkWhole(name, "signal", signal);
}
