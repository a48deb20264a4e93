import * as fc from "fast-check";
import { chance, randomBars } from "@/lib/testing/random-bars";
import type { Bars } from "@/lib/trading/market/bars";
import type { EntryOrder, Protection, ReduceOrder, Sizing } from "@/lib/trading/orders/order";
import type { BarStrategy, BarView, SignalStrategy } from "@/lib/trading/strategies/strategy";
import type { RunSettings } from "./settings.ts";

/** Asks for anything a desk can be asked for, sensible or not, by chance. Its memory is the place in its row of numbers. */
export function restless(seed: number): BarStrategy {
  return {
    kind: "bars",
    name: "restless",
    title: "Restless",
    description: "Any order at any time.",
    parameters: {},
    studies: () => ({}),
    start() {
      const next = chance(seed);
      let placed = 0;
      return (bar, desk) => {
        const dice = next();
        if (dice < 0.35) placed = desk.enter(anyEntry(bar, next));
        else if (dice < 0.4) desk.close(next() < 0.5 ? undefined : Math.floor(next() * 4));
        else if (dice < 0.45) desk.reduce(anyReduction(bar, next));
        else if (dice < 0.48) desk.moveStop(bar.close * near(next));
        else if (dice < 0.52) desk.cancel(placed);
        else if (dice < 0.53) desk.cancelAll();
        else if (dice < 0.55) desk.moveTarget(bar.close * near(next));
      };
    },
  };
}

/** Bits by chance, with a stop and a target that may lie on the wrong side. */
export function noisySignals(seed: number): SignalStrategy {
  const at = (i: number, salt: number): number => chance(seed * 31 + i * 7 + salt)();
  return {
    kind: "signals",
    name: "noisy",
    title: "Noisy",
    description: "Any bits.",
    parameters: {},
    studies: () => ({}),
    signals(_columns, _parameters, from, to, out) {
      for (let i = from; i < to; i += 1) out[i] = at(i, 0) < 0.3 ? Math.floor(at(i, 1) * 16) : 0;
    },
    protect: {
      stop: ({ bars }, _, i) => (at(i, 2) < 0.3 ? Number.NaN : (bars.close[i] ?? 0) * (0.98 + 0.04 * at(i, 3))),
      target: ({ bars }, _, i) => (at(i, 4) < 0.3 ? Number.NaN : (bars.close[i] ?? 0) * (0.98 + 0.04 * at(i, 5))),
    },
  };
}

const near = (next: () => number): number => 0.97 + 0.06 * next();

function anyEntry(bar: BarView, next: () => number): EntryOrder {
  const side = next() < 0.5 ? "long" : "short";
  const type = (["market", "limit", "stop", "stopLimit"] as const)[Math.floor(next() * 4)] ?? "market";
  return {
    side,
    type,
    ...(type === "limit" || type === "stopLimit" ? { limit: bar.close * near(next) } : {}),
    ...(type === "stop" || type === "stopLimit" ? { trigger: bar.close * near(next) } : {}),
    ...anyProtection(side, bar, next),
    ...(next() < 0.3 ? { sizing: anySizing(next) } : {}),
    ...(next() < 0.5 ? { tag: Math.floor(next() * 4) } : {}),
    reverse: next() < 0.3,
  };
}

function anyProtection(side: "long" | "short", bar: BarView, next: () => number): Protection {
  const way = side === "long" ? 1 : -1;
  const count = Math.floor(next() * 7);
  const targets = Array.from({ length: count }, (_, row) => ({
    price: bar.close * (1 + way * (0.004 * (row + 1) - 0.002 + 0.002 * next())),
    fraction: 1 / count,
  }));
  return {
    ...(next() < 0.6 ? { stop: bar.close * near(next) } : {}),
    ...(count > 0 ? { targets } : {}),
    ...(next() < 0.3 ? { trailing: { armPct: 2 * next(), distancePct: 0.2 + next() } } : {}),
    ...(count > 0 && next() < 0.4 ? { breakEvenAfterTarget: 1 + Math.floor(next() * count) } : {}),
    protectFrom: next() < 0.2 ? "nextBar" : "entryBar",
  };
}

function anySizing(next: () => number): Sizing {
  const type = (["units", "quote", "equityPct", "riskPct"] as const)[Math.floor(next() * 4)] ?? "units";
  return { type, value: { units: 20, quote: 500, equityPct: 100, riskPct: 2 }[type] * (0.1 + next()) };
}

function anyReduction(bar: BarView, next: () => number): ReduceOrder {
  const type = (["market", "limit", "stop"] as const)[Math.floor(next() * 3)] ?? "market";
  const part = next();
  return {
    type,
    ...(type === "market" ? {} : { price: bar.close * near(next) }),
    ...(part < 0.4 ? { qty: 0.1 + 5 * next() } : part < 0.8 ? { fraction: 0.05 + 0.9 * next() } : {}),
    ...(next() < 0.2 ? { tag: Math.floor(next() * 4) } : {}),
  };
}

export const BAR_MS = 60_000;

/** Bars with ties, jumps and holes, settings of every kind, funding at odd times, and a seed for the strategy. */
export const anyRun: fc.Arbitrary<{ bars: Bars; settings: RunSettings; seed: number }> = fc
  .record({
    seed: fc.nat(1e6),
    length: fc.integer({ min: 2, max: 160 }),
    settings: anySettings(),
    funded: fc.boolean(),
  })
  .map(({ seed, length, settings, funded }) => {
    const bars = randomBars(seed, length);
    const funding = funded ? anyFunding(bars, seed) : null;
    return { bars, seed, settings: { ...settings, funding } };
  });

function anySettings(): fc.Arbitrary<RunSettings> {
  const rate = fc.constantFrom(0, 0.000_4, 0.001, 0.01);
  return fc
    .record({
      cash: fc.constantFrom(500, 10_000, 1_000_000),
      makerFee: rate,
      takerFee: rate,
      slippageBps: fc.constantFrom(0, 1, 7.5, 60),
      spreadBps: fc.constantFrom(0, 2),
      market: fc.constantFrom<"spot" | "swap">("spot", "swap"),
      leverage: fc.constantFrom(1, 3, 50),
      maintenanceMargin: fc.constantFrom(0.005, 0.015),
      sizing: fc.constantFrom<Sizing>(
        { type: "units", value: 3 },
        { type: "quote", value: 700 },
        { type: "equityPct", value: 95 },
      ),
      tick: fc.constantFrom(0, 0.05, 0.3),
      lot: fc.constantFrom(0, 0.01, 1),
      minNotional: fc.constantFrom(0, 10),
      pyramiding: fc.constantFrom(1, 3, 20),
      barMs: fc.constant(BAR_MS),
    })
    .map((settings) => ({
      ...settings,
      leverage: settings.market === "spot" ? 1 : settings.leverage,
      atEnd: "keep" as const,
      funding: null,
    }));
}

function anyFunding(bars: Bars, seed: number): RunSettings["funding"] {
  const next = chance(seed + 1);
  const first = bars.time[0] ?? 0;
  const span = (bars.time[bars.length - 1] ?? 0) + BAR_MS - first;
  const onGrid = (time: number): number => (next() < 0.3 ? time - (time % BAR_MS) : time);
  const times = Array.from({ length: 30 }, () => onGrid(Math.floor(first - BAR_MS + next() * (span + 2 * BAR_MS))));
  const time = Float64Array.from([...new Set(times)].sort((a, b) => a - b));
  return { time, rate: time.map(() => (next() - 0.5) * 0.002) };
}
