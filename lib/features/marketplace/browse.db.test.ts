import { beforeAll, expect, it } from "vitest";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS, MINUTE_MS } from "@/lib/kernel/time";
import { makeActor, makeStrategy } from "@/lib/testing/market-fixture";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { browseStrategies, rankedStrategies } from "./browse-queries.ts";
import { browseQuery } from "./input.ts";

const db = testDb();
let ctx: TestCtx;
let provider: Actor;

const times = (count: number, result: number): number[] => Array.from({ length: count }, () => result);

/** A strategy with a record: `trades` results in percent, evenly from `beganDays` ago to `endedDays` ago. */
async function record(name: string, trades: readonly number[], beganDays: number, endedDays: number): Promise<string> {
  const id = await makeStrategy(ctx, provider);
  const now = ctx.clock.now();
  const at = (n: number): number =>
    now - beganDays * DAY_MS + ((beganDays - endedDays) * DAY_MS * n) / Math.max(1, trades.length);
  let factor = 1;
  let top = 1;
  let drawdown = 0;
  const equity = [[at(0), 1]];
  trades.forEach((result, n) => {
    factor *= 1 + result / 100;
    top = Math.max(top, factor);
    drawdown = Math.min(drawdown, (factor / top - 1) * 100);
    equity.push([at(n + 1), factor]);
  });
  const figures =
    trades.length === 0
      ? { tradeCount: 0, returnPct: null, maxDrawdownPct: null }
      : { tradeCount: trades.length, returnPct: (factor - 1) * 100, maxDrawdownPct: drawdown };
  await ctx.db.strategy.update({ where: { id }, data: { name, ...figures } });
  if (trades.length > 0)
    await ctx.db.strategyStats.create({
      data: {
        strategyId: id,
        evidenceClass: "LIVE_PROVIDER",
        from: new Date(at(0)),
        to: new Date(at(trades.length)),
        tradeCount: trades.length,
        metrics: {},
        equity,
        updatedAt: new Date(now),
      },
    });
  return id;
}

const browse = (query: Record<string, unknown>) =>
  browseStrategies(
    ctx.db,
    browseQuery.parse({ q: "", market: null, timeframe: null, drawdown: null, price: null, ...query }),
    ctx.clock.now(),
  );

beforeAll(async () => {
  ctx = createTestCtx(db.web);
  provider = await makeActor(ctx, "PROVIDER", "Paula");
  await record("Never closed one", [], 300, 1);
  await record("One lucky trade", [80], 300, 1);
  await record("One loss", [-2], 300, 1);
  await record("A lucky minute, sent thirty times", times(30, 3), 2 + (60 * MINUTE_MS) / DAY_MS, 2);
  await record("Steady", [...times(30, 1), -4, ...times(9, 1)], 200, 2);
  await record("Wild", [...times(30, 2), -20, ...times(9, 2)], 200, 2);
});

it("ranks records of 180 days and 30 trades before shorter ones, however well those look", async () => {
  const names = async (sort: string) => (await browse({ sort })).cards.map(({ name }) => name);
  const short = "A lucky minute, sent thirty times";
  expect(await names("drawdown")).toEqual(["Steady", "Wild", short, "One lucky trade", "One loss", "Never closed one"]);
  expect((await names("ratio")).slice(0, 3)).toEqual(["Steady", "Wild", short]);
  expect((await names("return")).slice(0, 3)).toEqual(["Wild", "Steady", short]);
  const ranked = await rankedStrategies(ctx.db, 3, ctx.clock.now());
  expect(ranked.map(({ name }) => name)).toEqual(["Steady", "Wild", short]);
});

it("shows the last page and the whole count where fewer are left than an address asks for", async () => {
  const last = await browse({ page: 99 });
  expect(last).toMatchObject({ total: 6, page: 1, cards: { length: 6 } });
  for (let n = 0; n < 8; n += 1) await record(`More ${n}`, [], 10, 1);
  expect(await browse({ page: 99 })).toMatchObject({ total: 14, page: 2, cards: { length: 2 } });
  expect(await browse({ page: 99, q: "nothing of this name" })).toEqual({ total: 0, page: 1, cards: [] });
});

it("finds a pair however it is typed", async () => {
  const perp = await record("On the perpetual", [], 10, 1);
  await ctx.db.strategy.update({ where: { id: perp }, data: { supportedPairs: ["SOL/USDT:USDT"] } });
  const spot = await record("On the spot", [], 10, 1);
  await ctx.db.strategy.update({ where: { id: spot }, data: { supportedPairs: ["SOL/USDT"] } });
  const names = async (q: string) => (await browse({ q, sort: "newest" })).cards.map(({ name }) => name).sort();
  for (const typed of ["SOL/USDT", "SOLUSDT", "sol-usdt", " solusdt "])
    expect(await names(typed)).toEqual(["On the perpetual", "On the spot"]);
  expect(await names("SOL/USDT:USDT")).toEqual(["On the perpetual"]);
  expect(await names("XRPUSDT")).toEqual([]);
});

it("sets dollars beside dollars: an old price in yen or euro is neither up to $29 nor cheaper than one", async () => {
  const priced = async (name: string, priceAmount: number, priceCurrency: string) => {
    const id = await record(name, [], 10, 1);
    await ctx.db.strategy.update({
      where: { id },
      data: { priceAmount, priceCurrency, supportedPairs: ["PRICED/USDT"] },
    });
  };
  await priced("In yen", 2_900, "JPY");
  await priced("In euro", 2_900, "EUR");
  await priced("In dollars", 2_900, "USD");
  await priced("Dear in dollars", 5_900, "USD");
  await priced("Free in euro", 0, "EUR");
  const names = async (query: object) =>
    (await browse({ q: "PRICED/USDT", sort: "price", ...query })).cards.map(({ name }) => name);
  expect(await names({ price: "29" })).toEqual(["Free in euro", "In dollars"]);
  expect(await names({ price: "free" })).toEqual(["Free in euro"]);
  expect((await names({})).slice(0, 3)).toEqual(["Free in euro", "In dollars", "Dear in dollars"]);
});
