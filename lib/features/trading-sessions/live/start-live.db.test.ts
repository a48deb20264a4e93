import { describe, expect, it } from "vitest";
import { importCandles } from "@/lib/features/candles/import-candles";
import { readLiveGate } from "@/lib/features/copies/live/gate";
import { arrangeLive } from "@/lib/features/copies/live/live.fixture";
import { engageSwitch, stopReport } from "@/lib/features/orders/kill-switch";
import { type Actor, sessionlessActor } from "@/lib/kernel/actor";
import { randomBars } from "@/lib/testing/random-bars";
import { testDb } from "@/lib/testing/test-db";
import { BAR_MS, MARKET, made, walkTo } from "../sessions.fixture.ts";
import { startLiveSession } from "../start-live-session.ts";
import { startPaperSession } from "../start-paper-session.ts";
import { takeSessionLive } from "../take-session-live.ts";

const db = testDb();

const SHOWN = { riskAccepted: true, phrase: "LIVE", confirmWord: "", protectPct: "3", maxSlippageBps: 40 };
const SIZING = { type: "quote", value: 50 } as const;

/** Somebody who passed the gate's standing conditions and showed his second factor, at a market with one stored series. */
async function trader() {
  const live = await arrangeLive(db);
  const { ctx } = live;
  await ctx.db.candleChunk.deleteMany({});
  await ctx.db.candleSeries.deleteMany({});
  const bars = randomBars(3, 40, { barMs: BAR_MS });
  made(await importCandles(ctx, MARKET, bars));
  await walkTo(ctx, (bars.time[10] ?? 0) + 1);
  const who = await live.follow();
  const { userId, followId, keyId } = who.ids;
  const now = ctx.clock.now();
  await ctx.db.follow.update({ where: { id: followId }, data: { mode: "NOTIFY", credentialId: null } });
  await ctx.db.user.update({ where: { id: userId }, data: { totpEnabledAt: new Date(now) } });
  const person = sessionlessActor({ userId, role: "SUBSCRIBER", email: "", name: "" });
  const actor: Actor = { ...person, mfaAt: now };
  const wish = { ...MARKET, strategy: "sma-cross", sizing: SIZING, ...SHOWN };
  return { ctx, actor, keyId, followId, wish: { ...wish, credentialId: keyId } };
}

describe("starting a live session", () => {
  it("runs a twin from the candle of the moment, by the key, and ends the stop that its user asked for", async () => {
    const { ctx, actor, keyId, wish } = await trader();
    const key = actor.userId;
    await engageSwitch(ctx, { scope: "USER", key, by: key, reason: "Pause.", positions: "keep" });
    const { id } = made(await startLiveSession(ctx, actor, wish));
    const row = await ctx.db.tradingSession.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ mode: "LIVE", state: "RUNNING", credentialId: keyId, maxSlippageBps: 40 });
    expect(row.protectPct?.toString()).toBe("3");
    expect(await stopReport(ctx, "USER", key)).toBeNull();
    const audited = await ctx.db.auditEntry.findMany({ where: { actorId: key, subjectId: id } });
    expect(audited.map(({ action }) => action).sort()).toEqual(["live.session_started", "trading_session.started"]);
  });

  it("takes one of the plan's places, and finds them taken by follows", async () => {
    const { ctx, actor, keyId, followId, wish } = await trader();
    const where = { id: actor.userId };
    await ctx.db.user.update({ where, data: { plan: "STARTER" } });
    await ctx.db.follow.update({ where: { id: followId }, data: { mode: "LIVE", credentialId: keyId } });
    const full = { ok: false, detail: "Your plan Starter lets one strategy trade live; 1 already does." };
    expect(await startLiveSession(ctx, actor, wish)).toMatchObject(full);
    await ctx.db.follow.update({ where: { id: followId }, data: { mode: "NOTIFY" } });
    const both = await Promise.all([startLiveSession(ctx, actor, wish), startLiveSession(ctx, actor, wish)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const lines = await readLiveGate(ctx, actor, { keyId, followId });
    expect(lines.find(({ condition }) => condition === "plan")).toMatchObject({ met: false });
  });

  it("refuses what cannot be followed, a key of another exchange, and a word that is not typed", async () => {
    const { ctx, actor, keyId, wish } = await trader();
    expect(await startLiveSession(ctx, actor, { ...wish, strategy: "grid" })).toMatchObject({
      fieldErrors: { strategy: [expect.stringMatching(/waits with limit orders/)] },
    });
    expect(await startLiveSession(ctx, actor, { ...wish, phrase: "" })).toMatchObject({ reason: "forbidden" });
    await ctx.db.apiKey.update({ where: { id: keyId }, data: { exchange: "bybit" } });
    expect(await startLiveSession(ctx, actor, wish)).toMatchObject({ fieldErrors: { exchange: [/bybit/] as never } });
    expect(await ctx.db.tradingSession.count({ where: { userId: actor.userId } })).toBe(0);
  });

  it("takes over what a paper session of one's own trades, with a size of its own", async () => {
    const { ctx, actor, wish } = await trader();
    const parameters = { fast: 5, slow: 9 };
    const { id: paper } = made(await startPaperSession(ctx, actor, { ...MARKET, strategy: "ema-cross", parameters }));
    const { credentialId } = wish;
    const { id } = made(await takeSessionLive(ctx, actor, { id: paper, credentialId, sizing: SIZING, ...SHOWN }));
    const row = await ctx.db.tradingSession.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ mode: "LIVE", strategy: "ema-cross", parameters, settings: { sizing: SIZING } });
    const other = { ...actor, userId: "usr_other" };
    expect(await takeSessionLive(ctx, other, { id: paper, credentialId, sizing: SIZING, ...SHOWN })).toMatchObject({
      reason: "not_found",
    });
  });
});
