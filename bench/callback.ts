import { resolve } from "node:path";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { createStudyColumns } from "@/lib/trading/backtest/study-columns";
import { sma } from "@/lib/trading/indicators/sma";
import { barsOf } from "@/lib/trading/market/bars";
import { generateCandles } from "@/lib/trading/simulated/generated-candles";
import type { BarStrategy } from "@/lib/trading/strategies/strategy";
import { BENCH_SETTINGS } from "./backtest/rules.ts";

/** The yardstick's loop for the same rules as `reverses`, without a callback. */
interface Core {
  sma(close: Float64Array, period: number, out: Float64Array): void;
  crossBacktest(
    open: Float64Array,
    close: Float64Array,
    fast: Float64Array,
    slow: Float64Array,
    equity: Float64Array,
  ): { trades: number };
}

const base = {
  kind: "bars",
  title: "Bench",
  description: "A strategy as a file holds it.",
  parameters: {},
  studies: () => ({ fast: sma(10), slow: sma(30) }),
} as const;

/** Strategies with a callback a bar, as files hold them: hardly a trade, a trade with stop and target now and then, always in the market. */
const STRATEGIES: readonly BarStrategy[] = [
  {
    ...base,
    name: "holds",
    start:
      (_, { fast }) =>
      (bar, desk) => {
        if (bar.position === 0 && (fast?.now ?? 0) > 0) desk.buy();
      },
  },
  {
    ...base,
    name: "brackets",
    start:
      (_, { fast, slow }, on) =>
      (bar, desk) => {
        if (fast === undefined || slow === undefined || bar.position !== 0 || !on.crossover(fast, slow)) return;
        const targets = [{ price: bar.close * 1.01, fraction: 1 }];
        desk.enter({ side: "long", type: "market", stop: bar.close * 0.995, targets });
      },
  },
  {
    ...base,
    name: "reverses",
    start:
      (_, { fast, slow }, on) =>
      (bar, desk) => {
        if (fast === undefined || slow === undefined) return;
        if (on.crossover(fast, slow)) {
          if (bar.position < 0) desk.close();
          desk.buy();
        } else if (on.crossunder(fast, slow)) {
          if (bar.position > 0) desk.close();
          desk.sell();
        }
      },
  },
];

/**
 * `npm run bench -- callback`: million bars a second of whole runs (trades, equity) of strategies with a callback a bar, indicators filled
 * before, beside the hand-tuned loop for the last one. Times are the processor's, so that other work on the machine counts less; the
 * best round counts.
 */
export async function benchCallback(options: { readonly bars: string; readonly rounds: string }): Promise<void> {
  const walk = {
    seed: 7,
    startMs: 1_700_000_000_000,
    lengthMs: 60_000,
    startPrice: 100,
    decimals: 4,
    volatilityPct: 0.1,
  };
  const bars = barsOf(generateCandles({ ...walk, bars: Number(options.bars) }));
  const core: Core = await import(resolve("../shared/bench/backtest/contestants/core.mjs"));
  const [fast, slow, equity] = [0, 1, 2].map(() => new Float64Array(bars.length));
  const best = new Map<string, { ms: number; trades: number }>();
  const measure = (name: string, run: () => number): void => {
    const from = process.cpuUsage();
    const trades = run();
    const { user, system } = process.cpuUsage(from);
    const ms = (user + system) / 1_000;
    if (ms < (best.get(name)?.ms ?? Number.POSITIVE_INFINITY)) best.set(name, { ms, trades });
  };
  const studies = createStudyColumns(bars);
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const strategy of STRATEGIES)
      measure(strategy.name, () => runBacktest(bars, strategy, {}, BENCH_SETTINGS, { studies }).trades.length);
    if (fast === undefined || slow === undefined || equity === undefined) continue;
    core.sma(bars.close, 10, fast);
    core.sma(bars.close, 30, slow);
    measure("js-loop, reverses", () => core.crossBacktest(bars.open, bars.close, fast, slow, equity).trades);
  }
  process.stdout.write("| strategy | trades | ms | million bars a second |\n| --- | --- | --- | --- |\n");
  for (const [name, { ms, trades }] of best)
    process.stdout.write(`| ${name} | ${trades} | ${ms.toFixed(1)} | ${(bars.length / ms / 1_000).toFixed(1)} |\n`);
}
