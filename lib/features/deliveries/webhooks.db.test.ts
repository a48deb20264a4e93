import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onChannelOff } from "@/lib/features/notifications/on-channel-off";
import { getSignal } from "@/lib/features/signals/queries";
import { createOutgoingHttp } from "@/lib/integrations/outgoing/create-outgoing-http";
import { createWebhookSender } from "@/lib/integrations/webhook/webhook-sender";
import { sessionlessActor } from "@/lib/kernel/actor";
import { DAY_MS, HOUR_MS } from "@/lib/kernel/time";
import { type HookReceiver, startHookReceiver } from "@/lib/testing/outside/hook-receiver";
import type { TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { addDiscord } from "./add-discord.ts";
import { addWebhook } from "./add-webhook.ts";
import { addChannel, sendDue, stage, states, tell } from "./deliveries.fixture.ts";
import { pruneWebhookCalls } from "./prune-webhook-calls.ts";
import { recordWebhookCall } from "./record-webhook-call.ts";
import { resendWebhook } from "./resend-webhook.ts";
import { rotateWebhook } from "./rotate-webhook.ts";
import { turnOffFailing } from "./turn-off-failing.ts";
import { webhookPayload } from "./webhook-payload.ts";
import { countFailed, listWebhookCalls } from "./webhook-queries.ts";

const db = testDb();
let receiver: HookReceiver;
beforeAll(async () => {
  receiver = await startHookReceiver();
});
afterAll(() => receiver.close());

/** A follower with a webhook, and what sends to it. */
async function arrange() {
  const { scene, ctx: base } = await stage(db);
  const ctx: TestCtx = { ...base, outgoing: createOutgoingHttp({ httpsOnly: false, allow: [receiver.hostPort] }) };
  const { userId } = await scene.follower({ mode: "NOTIFY" });
  const actor = sessionlessActor({ userId, role: "SUBSCRIBER", email: "f@example.com", name: "F" });
  const added = await addWebhook(ctx, actor, { label: "", url: `${receiver.hook}?of=${userId}` });
  if (!added.ok) throw new Error(JSON.stringify(added));
  const sender = createWebhookSender({
    http: ctx.outgoing,
    clock: ctx.clock,
    machineNow: Date.now,
    payloadOf: (target, message) => webhookPayload(ctx, target, message),
    record: (target, message, call) => recordWebhookCall(ctx, target, message, call),
  });
  const last = () => receiver.heard.at(-1) ?? expect.fail("nothing was sent");
  return { scene, ctx, userId, actor, ...added.value, send: () => sendDue(ctx, sender), last };
}

const stranger = sessionlessActor({
  userId: "usr_00000000stranger",
  role: "SUBSCRIBER",
  email: "s@example.com",
  name: "S",
});

describe("a webhook", () => {
  it("gets a signal in the shape of the API, signed with the secret that was shown once and is kept sealed", async () => {
    const { scene, ctx, userId, id, secret, send, last } = await arrange();
    scene.quote("42280", "42285");
    ctx.clock.advance(1_000);
    const signalId = await scene.open();
    await tell(ctx, userId, "signal", { title: "New signal: long BTC/USDT", link: `/signals/${signalId}` });
    await send();
    const signal = await getSignal(ctx.db, userId, signalId, ctx.clock.now());
    expect(receiver.open(last(), secret)).toEqual({
      type: "signal.changed",
      version: 1,
      timestamp: expect.stringMatching(/^2026|^20\d\d-/),
      data: {
        title: "New signal: long BTC/USDT",
        body: "What happened",
        link: `http://localhost:3000/signals/${signalId}`,
        signal: JSON.parse(JSON.stringify(signal)),
      },
    });
    expect(signal?.events).toHaveLength(1);
    const row = await ctx.db.channel.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify(row)).not.toContain(secret);
    expect(JSON.stringify(row)).not.toContain("?of=");
    expect(await states(ctx, id)).toMatchObject([{ state: "SENT", receipt: "204" }]);
  });

  it("is told nothing of a signal once access ended, though it was queued before", async () => {
    const { scene, ctx, userId, id, send } = await arrange();
    scene.quote("42280", "42285");
    ctx.clock.advance(1_000);
    const signalId = await scene.open();
    await tell(ctx, userId, "signal", { link: `/signals/${signalId}` });
    await scene.lapse(userId);
    const before = receiver.heard.length;
    await send();
    expect(receiver.heard).toHaveLength(before);
    expect(await states(ctx, id)).toMatchObject([{ state: "SKIPPED", reason: "Access had ended" }]);
  });

  it("changes its secret with both signing for 24 hours, by its owner alone", async () => {
    const { ctx, userId, actor, id, secret, send, last } = await arrange();
    expect(await rotateWebhook(ctx, stranger, id)).toMatchObject({ ok: false, reason: "not_found" });
    const made = await rotateWebhook(ctx, actor, id);
    const fresh = made.ok ? made.value.secret : expect.fail();
    expect(fresh).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await tell(ctx, userId, "copy");
    await send();
    expect(receiver.open(last(), secret)).toEqual(receiver.open(last(), fresh));
    ctx.clock.advance(24 * HOUR_MS);
    await tell(ctx, userId, "copy");
    await send();
    receiver.open(last(), fresh);
    expect(() => receiver.open(last(), secret)).toThrow();
  });

  it("keeps a log of its calls for its owner, 30 days long, and sends again one or all that failed, under the same id", async () => {
    const { ctx, userId, actor, id, send, last } = await arrange();
    receiver.answerWith({ status: 301, body: "moved\u0000" }, { status: 301 });
    await tell(ctx, userId, "copy", { title: "One" });
    await tell(ctx, userId, "copy", { title: "Two" });
    await send();
    ctx.clock.advance(1_000);
    expect((await states(ctx, id)).map(({ state }) => state)).toEqual(["FAILED", "FAILED"]);
    const { items: calls } = await listWebhookCalls(ctx.db, userId, id);
    expect(calls.map(({ title, status, state }) => [title, status, state])).toEqual(
      expect.arrayContaining([
        ["One", 301, "FAILED"],
        ["Two", 301, "FAILED"],
      ]),
    );
    expect(calls.map(({ answer }) => answer)).toContain("moved\uFFFD");
    expect((await listWebhookCalls(ctx.db, stranger.userId, id)).items).toEqual([]);
    expect(await countFailed(ctx.db, id, 0)).toBe(2);
    const deliveryId = calls[0]?.deliveryId ?? "";
    expect(await resendWebhook(ctx, stranger, { channelId: id, deliveryId })).toMatchObject({ ok: false });
    expect(await resendWebhook(ctx, actor, { channelId: id, deliveryId })).toEqual({
      ok: true,
      value: { count: 1, unwanted: 0 },
    });
    await send();
    expect(last().headers["webhook-id"]).toBe(deliveryId);
    expect(await resendWebhook(ctx, actor, { channelId: id, deliveryId: null })).toEqual({
      ok: true,
      value: { count: 1, unwanted: 0 },
    });
    await send();
    expect((await states(ctx, id)).map(({ state }) => state)).toEqual(["SENT", "SENT"]);
    await ctx.db.channel.update({ where: { id }, data: { events: ["signal"] } });
    expect(await resendWebhook(ctx, actor, { channelId: id, deliveryId })).toMatchObject({
      reason: "conflict",
      detail: expect.stringContaining("takes no messages of that kind"),
    });
    ctx.clock.advance(30 * DAY_MS + 1);
    await pruneWebhookCalls(ctx);
    expect((await listWebhookCalls(ctx.db, userId, id)).items).toEqual([]);
  });

  it("that fails for five days is turned off, and its owner is told elsewhere", async () => {
    const { ctx, userId, id, send } = await arrange();
    const chat = await addChannel(ctx, userId, { kind: "TELEGRAM" });
    receiver.answerWith({ status: 500 });
    await tell(ctx, userId, "copy");
    await send();
    ctx.clock.advance(5 * DAY_MS - 1_000);
    expect(await turnOffFailing(ctx)).toBe(0);
    ctx.clock.advance(1_000);
    expect(await turnOffFailing(ctx)).toBe(1);
    expect(await turnOffFailing(ctx)).toBe(0);
    const stored = {
      xid: 1n,
      id: 1n,
      at: new Date(ctx.clock.now()),
      event: { type: "channel.off" as const, channelId: id, userId },
    };
    await onChannelOff(ctx, stored.event, stored);
    expect((await states(ctx, chat)).map(({ title }) => title)).toContain("Webhook is off");
    await send();
    expect((await states(ctx, id)).map(({ state }) => state)).toEqual(["SKIPPED"]);
  });

  it("is turned off after five days of being asked to wait alone, and not once it has taken something in between", async () => {
    const { ctx, id, userId, send } = await arrange();
    const waiting = { status: 429, headers: { "retry-after": "60" } };
    receiver.answerWith(waiting);
    await tell(ctx, userId, "copy");
    await send();
    ctx.clock.advance(4 * DAY_MS);
    await send(); // taken
    await tell(ctx, userId, "copy");
    for (let day = 0; day < 5; day += 1) {
      receiver.answerWith(waiting);
      await send();
      expect(await turnOffFailing(ctx)).toBe(0);
      ctx.clock.advance(DAY_MS);
    }
    expect(await turnOffFailing(ctx)).toBe(1);
    expect((await ctx.db.channel.findUniqueOrThrow({ where: { id } })).state).toBe("OFF");
  });
});

describe("an address of the outside", () => {
  it.each([
    ["http://127.0.0.1:1/hook", /private network/],
    ["http://169.254.169.254/", /private network/],
    ["nothing", /must be complete/],
  ])("%s is refused with a word at its field", async (url, text) => {
    const { ctx, actor } = await arrange();
    const refused = await addWebhook(ctx, actor, { label: "x", url });
    expect(refused).toMatchObject({
      ok: false,
      reason: "invalid",
      fieldErrors: { url: [expect.stringMatching(text)] },
    });
  });

  it("must be Discord's in production, and one user has at most ten", async () => {
    const { ctx, actor } = await arrange();
    const strict: TestCtx = { ...ctx, config: { ...ctx.config, productionMode: true } };
    const of = (n: number) => ({ label: "", url: `${receiver.url}/api/webhooks/10999999${n}/abcdefghij_KLMN` });
    expect(await addDiscord(strict, actor, of(1))).toMatchObject({ ok: false, reason: "invalid" });
    for (let n = 10; n < 20; n += 1) expect((await addDiscord(ctx, actor, of(n))).ok).toBe(true);
    expect(await addDiscord(ctx, actor, of(20))).toMatchObject({ ok: false, reason: "conflict" });
    expect((await addDiscord(ctx, actor, of(10))).ok).toBe(true);
    expect(await ctx.db.channel.count({ where: { userId: actor.userId, kind: "DISCORD" } })).toBe(10);
    const audit = await ctx.db.auditEntry.count({ where: { actorId: actor.userId, action: "channel.added" } });
    expect(audit).toBe(12);
  });
});
