import { expect, it } from "vitest";
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
