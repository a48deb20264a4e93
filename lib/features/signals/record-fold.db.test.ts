import { expect, it } from "vitest";
import { strategyStats } from "@/lib/features/marketplace/queries";
import { figuresOf, recordOf } from "@/lib/features/marketplace/record";
import { DAY_MS, HOUR_MS, utcMs } from "@/lib/kernel/time";
import { makeActor, makeStrategy, quoteBtc } from "@/lib/testing/market-fixture";
import { publicationInput } from "@/lib/testing/publication";
import { chance } from "@/lib/testing/random-bars";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { addToSignal } from "./add-to-signal.ts";
import { amendSignal } from "./amend-signal.ts";
import { closeSignal } from "./close-signal.ts";
import { amendSignalInput } from "./input.ts";
import { readChain } from "./ledger.ts";
import { publishSignal } from "./publish-signal.ts";
import { createSignalWatch } from "./watch-signals.ts";

const db = testDb();
const TAKER = 0.001;

interface Told {
  readonly type: string;
  readonly signalId: string;
  readonly receivedAt: string;
  readonly body: Readonly<Record<string, string>>;
}

/** The record as anybody can compute it from a downloaded chain, with nothing of ours. */
function fold(events: readonly Told[]) {
  const open = new Map<string, { side: number; first: number; cost: number; proceeds: number }>();
  const trades: { at: number; pct: number }[] = [];
  for (const { type, signalId, receivedAt, body } of events) {
    const [fraction, price] = [Number(body["fraction"]), Number(body["price"])];
    if (type === "OPEN") {
      const first = Number(body["entryPrice"] ?? Number.NaN);
      open.set(signalId, { side: body["side"] === "LONG" ? 1 : -1, first, cost: first, proceeds: 0 });
    }
    const held = open.get(signalId);
    if (held === undefined) continue;
    if (type === "ENTER") held.cost = price;
    if (type === "ADD") held.cost += fraction * price;
    if (type === "REDUCE" || type === "CLOSE") held.proceeds += fraction * price;
    if (type !== "CLOSE") continue;
    const gross = held.side * (held.proceeds - held.cost);
    const pct = ((gross - TAKER * (held.cost + held.proceeds)) / held.cost) * 100;
    trades.push({ at: Date.parse(receivedAt), pct });
  }
  let [value, top, deepest, run, longest] = [1, 1, 0, 0, 0];
  const months = new Map<string, number>();
  for (const { at, pct } of trades) {
    value *= 1 + pct / 100;
    top = Math.max(top, value);
    deepest = Math.min(deepest, value / top - 1);
    run = pct <= 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
    const month = new Date(at).toISOString().slice(0, 7);
    months.set(month, (months.get(month) ?? 1) * (1 + pct / 100));
  }
  const wins = trades.filter(({ pct }) => pct > 0);
  const sum = (some: typeof trades) => some.reduce((all, { pct }) => all + pct, 0);
  return {
    trades: trades.length,
    returnPct: (value - 1) * 100,
    maxDrawdownPct: deepest * 100,
    winRatePct: (wins.length / trades.length) * 100,
    profitFactor: sum(wins) / (sum(wins) - sum(trades)),
    expectancyPct: sum(trades) / trades.length,
    lossesInRow: longest,
    months: [...months].map(([month, factor]) => [month, (factor - 1) * 100] as const),
  };
}

it("shows the record that an independent fold over the chain gives, at once and 24 hours late", {
  timeout: 120_000,
}, async () => {
  const ctx = createTestCtx(db.worker);
  const provider = await makeActor(ctx, "PROVIDER", "Paula");
  const strategyId = await makeStrategy(ctx, provider);
  const watch = createSignalWatch(ctx);
  const next = chance(20);
  const standing: string[] = [];
  let price = 60_000;
  for (let step = 0; step < 200; step += 1) {
    ctx.clock.advance(Math.round(HOUR_MS * (1 + 8 * next())));
    price = Math.round(price * (1 + (next() - 0.5) * (next() < 0.05 ? 0.08 : 0.012)));
    quoteBtc(ctx, price, price + 3);
    const ticker = await ctx.prices.latest("binance", "BTC/USDT");
    if (ticker !== null) await watch(ticker);
    const long = next() < 0.5;
    const at = (pct: number) => Math.round(price * (1 + ((long ? 1 : -1) * pct) / 100));
    if (next() < 0.3) {
      const kind = next();
      const entry =
        kind < 0.6
          ? { type: "market" }
          : kind < 0.8
            ? { type: "limit", low: Math.min(at(-0.4), at(-0.2)), high: Math.max(at(-0.4), at(-0.2)) }
            : { type: "trigger", price: at(0.3) };
      const result = await publishSignal(
        ctx,
        provider,
        publicationInput(strategyId, {
          side: long ? "LONG" : "SHORT",
          entry,
          stopLoss: at(-1.5),
          targets: [
            { price: at(1), fraction: 0.3 },
            { price: at(1.8), fraction: 0.3 },
            { price: at(3), fraction: 0.4 },
          ],
          ...(next() < 0.3 ? { trailing: { armPct: 0.8, distancePct: 0.7 } } : {}),
          ...(next() < 0.3 ? { breakEven: { afterTarget: 1 } } : {}),
          ...(next() < 0.3 ? { expiresAt: new Date(ctx.clock.now() + 40 * HOUR_MS).toISOString() } : {}),
        }),
      );
      if (result.ok) standing.push(result.value.value.id);
    }
    const one = standing[Math.floor(next() * standing.length)];
    if (one === undefined || next() > 0.3) continue;
    const act = next();
    if (act < 0.4) await addToSignal(ctx, provider, one, { factor: (0.1 + next()).toFixed(3) });
    else if (act < 0.8) await closeSignal(ctx, provider, one, { fraction: next() < 0.3 ? "1" : next().toFixed(4) });
    else await amendSignal(ctx, provider, one, amendSignalInput.parse({ stopLoss: at(-1) }));
  }
  const events: Told[] = [];
  for await (const event of readChain(ctx.db, strategyId)) events.push(JSON.parse(JSON.stringify(event)));
  expect(new Set(events.map(({ type }) => type))).toEqual(
    new Set(["OPEN", "ENTER", "AMEND", "ADD", "REDUCE", "CLOSE", "EXPIRE"]),
  );
  const now = ctx.clock.now();
  for (const [atOnce, until] of [
    [true, now],
    [false, now - DAY_MS],
  ] as const) {
    const told = fold(events.filter(({ receivedAt }) => Date.parse(receivedAt) <= until));
    const [stats] = await strategyStats(ctx.db, strategyId, atOnce, utcMs(now));
    const metrics = { ...(stats?.metrics as Record<string, number> | undefined) };
    const { months, ...figures } = told;
    expect(figures.trades).toBeGreaterThan(15);
    for (const [name, value] of Object.entries(figures)) expect(metrics[name], name).toBeCloseTo(value, 8);
    const page = figuresOf(recordOf(stats?.equity, stats?.tradeCount), null, now);
    for (const [name, value] of Object.entries(figures))
      expect({ ...page, trades: page.tradeCount }[name as "returnPct"], name).toBeCloseTo(value, 8);
    expect(page.months.map(({ month, returnPct }) => [month, returnPct.toFixed(8)])).toEqual(
      months.map(([month, pct]) => [month, pct.toFixed(8)]),
    );
  }
});
