import { expect, it } from "vitest";
import { countNamedPairs, WATCHED_PAIRS_MAX } from "@/lib/features/marketplace/watched-pair-queries";
import { EXCHANGES } from "@/lib/kernel/exchange-name";
import { makeActor, makeStrategy } from "@/lib/testing/market-fixture";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { watchedSymbols } from "./watched-symbols.ts";

const db = testDb();

it("watches the pairs of every strategy that is not archived, on both markets, each once", async () => {
  const ctx = createTestCtx(db.web);
  const names = async () =>
    (await watchedSymbols({ db: db.worker })).map(({ exchange, symbol }) => `${exchange} ${symbol}`).sort();
  expect(await names()).toEqual(["binance BTC/USDT", "binance ETH/USDT"]);
  const provider = await makeActor(ctx, "PROVIDER", "Petra");
  await makeStrategy(ctx, provider);
  const other = await makeStrategy(ctx, provider);
  await db.web.strategy.update({
    where: { id: other },
    data: { exchanges: ["kraken"], supportedPairs: ["SOL/EUR", "ETH/USDT:USDT"] },
  });
  const archived = await makeStrategy(ctx, provider);
  await db.web.strategy.update({ where: { id: archived }, data: { exchanges: ["mexc"], status: "ARCHIVED" } });
  expect(await names()).toEqual([
    "binance BTC/USDT",
    "binance BTC/USDT:USDT",
    "binance ETH/USDT",
    "binance ETH/USDT:USDT",
    "kraken ETH/USDT",
    "kraken ETH/USDT:USDT",
    "kraken SOL/EUR",
  ]);
});

it("watches so many of one provider's pairs as one strategy may name, those that he uses first, and never leaves what is open", async () => {
  const ctx = createTestCtx(db.web);
  const provider = await makeActor(ctx, "PROVIDER", "Greta");
  const pairs = (from: number) => Array.from({ length: 50 }, (_, n) => `G${from + n}/EUR`);
  const strategy = async (from: number, more: object = {}) => {
    const id = await makeStrategy(ctx, provider);
    const data = { exchanges: [...EXCHANGES], supportedPairs: pairs(from), ...more };
    await db.web.strategy.update({ where: { id }, data });
    return id;
  };
  await strategy(1_000, { status: "DRAFT" });
  await strategy(1_100);
  await strategy(1_200, { lastSignalAt: new Date(ctx.clock.now()) });
  expect(await countNamedPairs(db.web, provider.userId)).toBe(3 * WATCHED_PAIRS_MAX);
  await strategy(1_300, { status: "ARCHIVED" });
  await strategy(1_200, { supportedPairs: pairs(1_200).map((pair) => `${pair}:EUR`) });
  expect(await countNamedPairs(db.web, provider.userId)).toBe(3 * WATCHED_PAIRS_MAX);
  const watched = await watchedSymbols({ db: db.worker });
  const his = watched.filter(({ symbol }) => /^G1\d{3}\/EUR/.test(symbol));
  expect(his).toHaveLength(WATCHED_PAIRS_MAX);
  expect(his.every(({ symbol }) => symbol.startsWith("G12"))).toBe(true);
});
