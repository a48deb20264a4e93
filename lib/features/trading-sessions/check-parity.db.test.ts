import { beforeEach, describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS, utcMs } from "@/lib/kernel/time";
import { randomBars } from "@/lib/testing/random-bars";
import type { TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { checkChangedSessions, checkParity, requestParity } from "./check-parity.ts";
import { getSession } from "./queries.ts";
import { BAR_MS, freshRunner, stage, startAt, tickAt } from "./sessions.fixture.ts";

const db = testDb();
const bars = randomBars(5, 400, { barMs: BAR_MS });
const end = (bars.time.at(-1) ?? 0) + BAR_MS;
const stop = new AbortController().signal;
let ctx: TestCtx;
let id: string;
let actor: Awaited<ReturnType<typeof startAt>>["actor"];

beforeEach(async () => {
  ctx = await stage(db, bars);
  ({ id, actor } = await startAt(ctx, bars.time[0] ?? 0, { strategy: "rsi-macd", slippageBps: 2 }));
  await tickAt(freshRunner(ctx), end);
});

describe("replaying a session through the backtest", () => {
  it("finds a session that did what it should all the same, with what names its candles", async () => {
    const report = await checkParity(ctx, id);
    expect(report).toMatchObject({
      score: 1,
      bars: 400,
      pnlDifference: 0,
      equityDifference: 0,
      candlesChanged: 0,
      differences: [],
      engineVersion: "1",
    });
    expect(report?.equal).toBeGreaterThan(3);
    const [series] = await db.owner<{ hash: string }>("SELECT hash FROM candle_series");
    expect(report?.dataHash).toBe(series?.hash);
    const view = await getSession(ctx, actor.userId, id);
    expect(view).toMatchObject({ parity: { score: 1, bars: 400 }, parityReport: report, parityAsked: false });
  });

  it("notices a trade that was changed, one that was taken away, and a candle that was", async () => {
    const whole = (await checkParity(ctx, id))?.sessionTrades ?? 0;
    await db.owner(`UPDATE trading_session_trades SET "exitPrice" = "exitPrice" + 0.0001 WHERE index = 1`);
    expect(await checkParity(ctx, id)).toMatchObject({
      score: (whole - 1) / whole,
      differences: [{ trade: 2, what: "exit price" }],
    });
    await db.owner("DELETE FROM trading_session_trades WHERE index = $1", [whole - 1]);
    expect((await checkParity(ctx, id))?.differences.at(-1)).toEqual({
      trade: whole,
      what: "trade",
      session: "not there",
      backtest: "there",
    });
    await db.owner(`UPDATE trading_session_bars SET close = close * 1.01, high = high * 1.02 WHERE index = 200`);
    expect(await checkParity(ctx, id)).toMatchObject({ candlesChanged: 2 });
    expect((await checkParity(ctx, id))?.equityDifference).toBeGreaterThan(0);
  });

  it("is done once a night for each session that took candles since", async () => {
    ctx.clock.set(utcMs(Date.UTC(2030, 0, 2, 1)));
    expect(await checkChangedSessions(ctx, stop)).toBe(1);
    expect(await checkChangedSessions(ctx, stop)).toBe(0);
    ctx.clock.advance(HOUR_MS + 1);
    expect(await checkChangedSessions(ctx, stop)).toBe(0);
    await db.owner(`UPDATE trading_sessions SET "parityBars" = 399`);
    expect(await checkChangedSessions(ctx, stop)).toBe(1);
    await db.owner(`UPDATE trading_sessions SET "parityBars" = 399`);
    expect(await checkChangedSessions(ctx, stop)).toBe(0);
    ctx.clock.advance(DAY_MS);
    expect(await checkChangedSessions(ctx, stop)).toBe(1);
  });

  it("goes on after a session that cannot be checked", async () => {
    const other = await startAt(ctx, bars.time[0] ?? 0, { strategy: "sma-cross" });
    await tickAt(freshRunner(ctx), end);
    const [low, high] = [id, other.id].toSorted();
    await db.owner(`UPDATE trading_sessions SET strategy = 'gone' WHERE id = $1`, [low]);
    ctx.clock.set(utcMs(Date.UTC(2030, 0, 2, 3)));
    expect(await checkChangedSessions(ctx, stop)).toBe(1);
    const rows = await ctx.db.tradingSession.findMany({ where: { parityAt: { not: null } }, select: { id: true } });
    expect(rows).toEqual([{ id: high }]);
  });

  it("is asked for by its owner alone, as one job", async () => {
    const other = { ...actor, userId: "usr_0000000000000" };
    expect(await requestParity(ctx, other, id)).toMatchObject({ ok: false, reason: "not_found" });
    expect(await requestParity(ctx, actor, id)).toMatchObject({ ok: true });
    expect(await requestParity(ctx, actor, id)).toMatchObject({ ok: true });
    expect((await getSession(ctx, actor.userId, id))?.parityAsked).toBe(true);
    const jobs = await db.owner("SELECT 1 FROM graphile_worker.jobs WHERE task_identifier = 'trading-sessions.parity'");
    expect(jobs).toHaveLength(1);
    ctx.clock.advance(5_000);
    await checkParity(ctx, id);
    expect((await getSession(ctx, actor.userId, id))?.parityAsked).toBe(false);
  });
});
