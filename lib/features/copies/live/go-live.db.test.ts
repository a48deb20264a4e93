import { describe, expect, it } from "vitest";
import { engageSwitch } from "@/lib/features/orders/kill-switch";
import { turnLiveOff } from "@/lib/features/subscriptions/turn-live-off";
import { type Actor, sessionlessActor } from "@/lib/kernel/actor";
import { testDb } from "@/lib/testing/test-db";
import { stopTrading } from "../stop-trading.ts";
import { goLive } from "./go-live.ts";
import type { GoLiveInput } from "./input.ts";
import { arrangeLive, type LiveFollower, type LiveScene } from "./live.fixture.ts";

const db = testDb();

/** Somebody on paper with every condition met, who fills in the page. */
async function candidate(live: LiveScene) {
  const who = await live.follow();
  const { userId, followId, keyId } = who.ids;
  const { ctx } = live;
  await ctx.db.follow.update({ where: { id: followId }, data: { mode: "PAPER", credentialId: null } });
  await ctx.db.user.update({ where: { id: userId }, data: { totpEnabledAt: new Date(ctx.clock.now()) } });
  const subscription = await ctx.db.subscription.findFirstOrThrow({ where: { userId } });
  const actor: Actor = {
    ...sessionlessActor({ userId, role: "SUBSCRIBER", email: "", name: "" }),
    mfaAt: ctx.clock.now(),
    totpEnabled: true,
  };
  const input: GoLiveInput = {
    credentialId: keyId,
    sizing: { type: "quote", value: "50" },
    riskAccepted: true,
    phrase: "LIVE",
    confirmWord: "",
  };
  return { who, subscriptionId: subscription.id, actor, input };
}

function modeOf(live: LiveScene, { ids }: LiveFollower) {
  return live.ctx.db.follow.findUniqueOrThrow({
    where: { id: ids.followId },
    select: { mode: true, credentialId: true },
  });
}

describe("going live (K92)", () => {
  it("sets the follow and its key, and is on record", async () => {
    const live = await arrangeLive(db);
    const { who, subscriptionId, actor, input } = await candidate(live);
    expect(await goLive(live.ctx, actor, subscriptionId, input)).toMatchObject({ ok: true });
    expect(await modeOf(live, who)).toEqual({ mode: "LIVE", credentialId: who.ids.keyId });
    const entry = await live.ctx.db.auditEntry.findFirst({
      where: { actorId: actor.userId },
      orderBy: { seq: "desc" },
    });
    expect(entry).toMatchObject({ action: "live.on", subjectId: who.ids.followId });
  });

  it.each<[string, (at: Awaited<ReturnType<typeof candidate>>, live: LiveScene) => unknown]>([
    ["The word LIVE is not typed.", (at) => Object.assign(at, { input: { ...at.input, phrase: "live" } })],
    [
      "You have not accepted the risk of trading with real money.",
      (at) => Object.assign(at, { input: { ...at.input, riskAccepted: false } }),
    ],
    [
      "Your second factor was not shown within the last ten minutes.",
      (at) => Object.assign(at, { actor: { ...at.actor, mfaAt: null } }),
    ],
    ["No validated API keys", (at) => Object.assign(at, { input: { ...at.input, credentialId: "key_of_somebody" } })],
    [
      "The plan Trial trades on paper only.",
      (at, { ctx }) => ctx.db.user.update({ where: { id: at.actor.userId }, data: { plan: "TRIAL" } }),
    ],
    [
      "Your key for Binance was not confirmed within the last 24 hours.",
      (at, { ctx }) => ctx.db.apiKey.update({ where: { id: at.input.credentialId }, data: { validatedAt: null } }),
    ],
  ])("is refused: %s", async (text, spoil) => {
    const live = await arrangeLive(db);
    const at = await candidate(live);
    await spoil(at, live);
    expect(await goLive(live.ctx, at.actor, at.subscriptionId, at.input)).toMatchObject({
      ok: false,
      reason: "forbidden",
      detail: text,
    });
    expect(await modeOf(live, at.who)).toEqual({ mode: "PAPER", credentialId: null });
  });

  it("is turned off in one step, on record, by its owner alone; what is off stays off", async () => {
    const live = await arrangeLive(db);
    const { who, subscriptionId, actor, input } = await candidate(live);
    await goLive(live.ctx, actor, subscriptionId, input);
    const { followId } = who.ids;
    expect(await turnLiveOff(live.ctx, { userId: "usr_other" }, followId)).toMatchObject({ reason: "not_found" });
    expect(await modeOf(live, who)).toMatchObject({ mode: "LIVE" });
    for (let press = 0; press < 2; press += 1)
      expect(await turnLiveOff(live.ctx, actor, followId)).toMatchObject({ ok: true });
    expect(await modeOf(live, who)).toMatchObject({ mode: "PAPER" });
    const ends = await live.ctx.db.auditEntry.count({ where: { actorId: actor.userId, action: "live.off" } });
    expect(ends).toBe(1);
  });

  it("ends the stop that its user asked for himself; one that an admin engaged stays", async () => {
    const live = await arrangeLive(db);
    const { who, subscriptionId, actor, input } = await candidate(live);
    await goLive(live.ctx, actor, subscriptionId, input);
    const { userId } = actor;
    const engaged = () =>
      live.ctx.db.killSwitch.count({ where: { scope: "USER", key: userId, engagedAt: { not: null } } });

    const report = await stopTrading(live.ctx, actor, { positions: "keep" });
    expect(report).toMatchObject({ followsStopped: 1, live: { positions: 0 } });
    expect([await modeOf(live, who), await engaged()]).toMatchObject([{ mode: "NOTIFY" }, 1]);
    await goLive(live.ctx, actor, subscriptionId, input);
    expect(await engaged()).toBe(0);

    await engageSwitch(live.ctx, { scope: "USER", key: userId, by: "usr_admin", reason: "Review.", positions: "keep" });
    await goLive(live.ctx, actor, subscriptionId, input);
    expect(await engaged()).toBe(1);
  });

  it("is stopped by a program of its user, who needs trade:live to close what is open there", async () => {
    const live = await arrangeLive(db);
    const { who, subscriptionId, actor, input } = await candidate(live);
    await goLive(live.ctx, actor, subscriptionId, input);
    const program: Actor = { ...actor, scopes: ["trade:paper"] };
    await expect(stopTrading(live.ctx, program, { positions: "close" })).rejects.toMatchObject({
      code: "insufficient_scope",
    });
    expect(await live.ctx.db.killSwitch.count({ where: { scope: "USER", key: actor.userId } })).toBe(0);
    expect(await modeOf(live, who)).toMatchObject({ mode: "LIVE" });
    expect(await stopTrading(live.ctx, program, { positions: "keep" })).toMatchObject({ followsStopped: 1 });
    const trades: Actor = { ...actor, scopes: ["trade:live"] };
    expect(await stopTrading(live.ctx, trades, { positions: "close" })).toMatchObject({ followsStopped: 0 });
  });

  it("is not another's to turn on", async () => {
    const live = await arrangeLive(db);
    const mine = await candidate(live);
    const other = await candidate(live);
    expect(await goLive(live.ctx, other.actor, mine.subscriptionId, other.input)).toMatchObject({
      ok: false,
      reason: "not_found",
    });
  });
});
