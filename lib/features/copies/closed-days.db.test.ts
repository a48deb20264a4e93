import { beforeAll, expect, it } from "vitest";
import type { Prisma } from "@/lib/db/client";
import type { Actor } from "@/lib/kernel/actor";
import { utcMs } from "@/lib/kernel/time";
import { makeActor } from "@/lib/testing/market-fixture";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { closedDays } from "./closed-days-queries.ts";

const db = testDb();
let ctx: TestCtx;
let user: Actor;

beforeAll(async () => {
  ctx = createTestCtx(db.web);
  user = await makeActor(ctx, "SUBSCRIBER", "Sam");
});

async function closed(
  owner: Actor,
  closedAt: string | null,
  grossPnl: string,
  fees: string,
  more: Partial<Prisma.PositionUncheckedCreateInput> = {},
): Promise<void> {
  await db.web.position.create({
    data: {
      id: ctx.ids.make("position"),
      userId: owner.userId,
      mode: "PAPER",
      exchange: "binance",
      market: "spot",
      symbol: "BTC/USDT",
      side: "LONG",
      state: closedAt === null ? "OPEN" : "CLOSED",
      qty: closedAt === null ? "1" : "0",
      entryQty: "1",
      entryPrice: "100",
      leverage: "1",
      grossPnl,
      fees,
      openedAt: new Date("2025-12-01T00:00:00Z"),
      closedAt: closedAt === null ? null : new Date(closedAt),
      ...more,
    },
  });
}

it("sums what closed by UTC day and month, exactly, after fees: the user's own closed positions alone", async () => {
  await closed(user, "2025-12-31T23:59:59.999Z", "0.100000000000000001", "0.03");
  await closed(user, "2026-01-01T00:00:00.000Z", "-5", "0.5");
  await closed(user, "2026-01-01T12:00:00.000Z", "2.25", "0.25");
  await closed(user, "2026-01-09T12:00:00.000Z", "1", "0");
  await closed(user, "2025-11-30T12:00:00.000Z", "1000", "0"); // before the time asked for
  await closed(user, null, "7", "0");
  await closed(await makeActor(ctx, "SUBSCRIBER", "Sue"), "2026-01-01T12:00:00.000Z", "99", "0");

  expect(await closedDays(ctx, user.userId, utcMs(Date.parse("2025-12-01")))).toEqual({
    days: [
      { day: "2025-12-31", pnl: "0.070000000000000001", trades: 1 },
      { day: "2026-01-01", pnl: "-3.5", trades: 2 },
      { day: "2026-01-09", pnl: "1", trades: 1 },
    ],
    months: [
      { month: "2026-01", pnl: "-2.5", trades: 3 },
      { month: "2025-12", pnl: "0.070000000000000001", trades: 1 },
    ],
    total: "-2.429999999999999999",
  });
});

it("is empty for who has closed nothing", async () => {
  const nobody = await makeActor(ctx, "SUBSCRIBER", "Nina");
  expect(await closedDays(ctx, nobody.userId, utcMs(0))).toEqual({ days: [], months: [], total: "0" });
});

it("sums live results in several coins in dollars, at what each coin was worth when the trade was planned", async () => {
  const trader = await makeActor(ctx, "SUBSCRIBER", "Tess");
  const live = { mode: "LIVE" } as const;
  await closed(trader, "2026-01-01T12:00:00.000Z", "3", "0.5", live);
  await closed(trader, "2026-01-01T13:00:00.000Z", "-0.009", "0.001", {
    ...live,
    symbol: "ETH/BTC",
    usdPerQuote: "42000",
  });
  await closed(trader, "2026-01-02T12:00:00.000Z", "-200", "0", { ...live, symbol: "BTC/TRY", usdPerQuote: "0.02" });
  await closed(trader, "2026-01-02T12:00:00.000Z", "77", "0");
  expect(await closedDays(ctx, trader.userId, utcMs(0), "LIVE")).toMatchObject({
    days: [
      { day: "2026-01-01", pnl: "-417.5", trades: 2 },
      { day: "2026-01-02", pnl: "-4", trades: 1 },
    ],
    total: "-421.5",
  });
});
