import { beforeAll, describe, expect, it } from "vitest";
import { addToSignal } from "@/lib/features/signals/add-to-signal";
import { closeSignal } from "@/lib/features/signals/close-signal";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS, HOUR_MS, toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import { makeActor, makeStrategy, quoteBtc, subscribe } from "@/lib/testing/market-fixture";
import { publish } from "@/lib/testing/publication";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { strategiesByIds } from "./browse-queries.ts";
import { listStrategies, strategyFor, strategySeenBy, strategyStats } from "./queries.ts";
import { type SignalSight, strategySignals } from "./signal-rows.ts";

const db = testDb();
let ctx: TestCtx;
let provider: Actor;
let subscriber: Actor;
let admin: Actor;
let stranger: Actor;
let strategyId: string;
let firstClosedAt: UtcMs;
let secondClosedAt: UtcMs;

function published(): Promise<string> {
  quoteBtc(ctx, 65_000);
  return publish(ctx, provider, strategyId, { stopLoss: 60_000, targets: [{ price: 80_000, fraction: 1 }] });
}

/** One round trip of four hours. @returns when it closed */
async function trade(exit: number): Promise<UtcMs> {
  const id = await published();
  ctx.clock.advance(4 * HOUR_MS);
  quoteBtc(ctx, exit);
  expect(await closeSignal(ctx, provider, id, { fraction: "1" })).toMatchObject({ ok: true });
  return ctx.clock.now();
}

beforeAll(async () => {
  ctx = createTestCtx(db.web);
  provider = await makeActor(ctx, "PROVIDER", "Paula");
  subscriber = await makeActor(ctx, "SUBSCRIBER", "Susan");
  stranger = await makeActor(ctx, "SUBSCRIBER", "Stan");
  admin = await makeActor(ctx, "ADMIN", "Ada");
  strategyId = await makeStrategy(ctx, provider);
  await subscribe(ctx, subscriber, strategyId);
  firstClosedAt = await trade(66_000);
  ctx.clock.advance(2 * DAY_MS);
  secondClosedAt = await trade(64_000);
});

const statsFor = async (who: Actor | null) => {
  const found = await strategyFor(ctx.db, strategyId, who);
  return strategyStats(ctx.db, strategyId, found?.atOnce ?? false, ctx.clock.now());
};

describe("a trade that closed within 24 hours", () => {
  it("is in the record of the owner, of subscribers and of admins", async () => {
    for (const who of [provider, subscriber, admin])
      expect(await statsFor(who)).toMatchObject([
        { tradeCount: 2, to: toIso(secondClosedAt), equity: [{}, {}, [secondClosedAt, expect.any(Number)]] },
      ]);
  });

  it("is in nobody else's: points, figures and period end with the trade before it", async () => {
    const whole = await statsFor(provider);
    for (const who of [null, stranger]) {
      const [told] = await statsFor(who);
      expect(told).toMatchObject({
        tradeCount: 1,
        from: whole[0]?.from,
        to: toIso(firstClosedAt),
        metrics: { trades: 1, wins: 1, losses: 0, maxDrawdownPct: 0, avgTradeMs: null },
        equity: [
          [expect.any(Number), 1],
          [firstClosedAt, expect.any(Number)],
        ],
      });
    }
  });

  it("is counted on no card and in no list of theirs, nor is the moment of the last signal told", async () => {
    const now = ctx.clock.now();
    const [card] = await strategiesByIds(ctx.db, [strategyId], now);
    expect(card).toMatchObject({ to: toIso(firstClosedAt), figures: { tradeCount: 1, maxDrawdownPct: 0 } });
    expect(card?.record).toHaveLength(1);
    const listed = async (who: Actor | null) =>
      (await listStrategies(ctx.db, who, { providerId: provider.userId }, now)).items[0];
    const late = { signalCount: 1, tradeCount: 1, maxDrawdownPct: 0, lastSignalAt: null };
    for (const who of [null, stranger]) {
      expect(await listed(who)).toMatchObject(late);
      expect(await strategySeenBy(ctx.db, strategyId, who, now)).toMatchObject(late);
    }
    const whole = { signalCount: 2, tradeCount: 2, lastSignalAt: expect.any(String) };
    for (const who of [provider, subscriber, admin]) {
      expect(await listed(who)).toMatchObject(whole);
      expect(await strategySeenBy(ctx.db, strategyId, who, now)).toMatchObject(whole);
    }
  });

  it("is told to everybody when 24 hours have passed, but not when the last signal came", async () => {
    const later = utcMs(secondClosedAt + DAY_MS);
    expect(await strategyStats(ctx.db, strategyId, false, later)).toEqual(
      await strategyStats(ctx.db, strategyId, true, later),
    );
    expect(await strategySeenBy(ctx.db, strategyId, null, later)).toMatchObject({
      signalCount: 2,
      tradeCount: 2,
      lastSignalAt: null,
    });
    expect(await strategyStats(ctx.db, strategyId, false, utcMs(firstClosedAt + HOUR_MS))).toEqual([]);
  });
});

it("tells the price an open signal was published at, and to subscribers the average after an addition", async () => {
  const sentAt = ctx.clock.now();
  const id = await published();
  ctx.clock.advance(DAY_MS + HOUR_MS);
  quoteBtc(ctx, 66_000);
  expect(await addToSignal(ctx, provider, id, { factor: "1" })).toMatchObject({ ok: true });
  const now = ctx.clock.now();
  const priceFor = async (windows: SignalSight["windows"]) =>
    (await strategySignals(ctx.db, strategyId, { now, windows }, { limit: 5 })).find((row) => row.id === id)
      ?.entryPrice;
  expect(await priceFor([{ from: sentAt, to: null }])).toBe("65500");
  expect(await priceFor([])).toBe("65000");
});
