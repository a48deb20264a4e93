import { expect, it } from "vitest";
import { readGateRows } from "@/lib/features/copies/live/gate-queries";
import { makeActor, makeStrategy } from "@/lib/testing/market-fixture";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { readUse } from "./queries.ts";

const db = testDb();

it("says as many strategies trade live as the live gate counts: followed ones and running sessions", async () => {
  const ctx = createTestCtx(db.web);
  const provider = await makeActor(ctx, "PROVIDER", "Paula");
  const { userId } = await makeActor(ctx, "SUBSCRIBER", "Susan");
  const at = new Date(ctx.clock.now());
  for (const mode of ["LIVE", "PAPER"] as const) {
    const strategyId = await makeStrategy(ctx, provider);
    const follow = { userId, strategyId, mode, sizingType: "quote", sizingValue: "100", limits: {} } as const;
    await ctx.db.follow.create({ data: { ...follow, id: ctx.ids.make("follow"), createdAt: at, updatedAt: at } });
  }
  const session = {
    userId,
    strategy: "sma-cross",
    exchange: "binance",
    symbol: "BTC/USDT",
    timeframe: "1m",
    parameters: {},
    settings: {},
    source: "replay",
    engineVersion: "1",
    firstBarMs: 0n,
    nextBarMs: 0n,
    cash: 10_000,
    equity: 10_000,
    startedAt: at,
  };
  for (const [mode, state] of [
    ["LIVE", "RUNNING"],
    ["LIVE", "STOPPED"],
    ["PAPER", "RUNNING"],
  ] as const)
    await ctx.db.tradingSession.create({ data: { ...session, id: ctx.ids.make("tradingSession"), mode, state } });
  expect((await readUse(ctx.db, userId)).liveFollows).toBe(2);
  expect((await readGateRows(ctx.db, userId, null, null))?.liveFollows).toBe(2);
});
