import { resolve } from "node:path";
import { INDICATORS } from "@/lib/trading/indicators/directory";
import { type Bars, barsOf } from "@/lib/trading/market/bars";
import { generateCandles } from "@/lib/trading/simulated/generated-candles";

/** The yardstick's hand-tuned loops, each with the numbers of our defaults. */
interface Core {
  sma(close: Float64Array, period: number, out: Float64Array): void;
  ema(close: Float64Array, period: number, out: Float64Array): void;
  rsi(close: Float64Array, period: number, out: Float64Array): void;
  macd(close: Float64Array, fast: number, slow: number, signal: number, ...out: Float64Array[]): void;
}

/**
 * `npm run bench -- indicators`: nanoseconds a bar to fill each indicator's columns, and the same for the loops of ../shared/bench/backtest
 * that exist there. All take turns, round by round; the best round counts, since the machine does other work.
 */
export async function benchIndicators(options: { readonly bars: string; readonly rounds: string }): Promise<void> {
  const bars = madeBars(Number(options.bars));
  const out = [0, 1, 2, 3].map(() => new Float64Array(bars.length));
  const [a = bars.close, b = bars.close, c = bars.close] = out;
  const core: Core = await import(resolve("../shared/bench/backtest/contestants/core.mjs"));
  const yardsticks: Readonly<Record<string, () => void>> = {
    sma: () => core.sma(bars.close, 20, a),
    ema: () => core.ema(bars.close, 20, a),
    rsi: () => core.rsi(bars.close, 14, a),
    macd: () => core.macd(bars.close, 12, 26, 9, a, b, c),
  };
  const best = new Map<string, number>();
  const measure = (name: string, work: () => void): void => {
    const from = performance.now();
    work();
    const nsPerBar = ((performance.now() - from) * 1e6) / bars.length;
    best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, nsPerBar));
  };
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const { name, parameters, make } of INDICATORS) {
      const study = make(...parameters.map((parameter) => parameter.default));
      measure(name, () => study.fill(bars, out));
      const yardstick = yardsticks[name];
      if (yardstick !== undefined) measure(`js ${name}`, yardstick);
    }
  }
  process.stdout.write("| indicator | ns a bar | js-loop | ratio |\n| --- | --- | --- | --- |\n");
  for (const { name } of INDICATORS) {
    const ours = best.get(name) ?? Number.NaN;
    const theirs = best.get(`js ${name}`);
    const beside = theirs === undefined ? "| |" : `${theirs.toFixed(1)} | ${(ours / theirs).toFixed(2)} |`;
    process.stdout.write(`| ${name} | ${ours.toFixed(1)} | ${beside}\n`);
  }
}

function madeBars(count: number): Bars {
  const walk = {
    seed: 7,
    startMs: 1_700_000_000_000,
    lengthMs: 60_000,
    startPrice: 100,
    decimals: 6,
    volatilityPct: 0.1,
  };
  return barsOf(generateCandles({ ...walk, bars: count }));
}
