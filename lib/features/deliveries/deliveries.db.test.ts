import { describe, expect, it, vi } from "vitest";
import { onChannelOff } from "@/lib/features/notifications/on-channel-off";
import { onSignalEvents } from "@/lib/features/notifications/on-signal-event";
import { listNotifications } from "@/lib/features/notifications/queries";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/kernel/time";
import { testDb } from "@/lib/testing/test-db";
import { deliver } from "./deliver.ts";
import { addChannel, sendDue, stage, states, TestSender, tell } from "./deliveries.fixture.ts";
import { createDispatcher } from "./dispatcher.ts";
import { escalate } from "./escalate.ts";
import { takeDue } from "./repository.ts";

const db = testDb();

describe("deliveries", () => {
  it("go once to every channel that wants the kind, however often the event comes", async () => {
    const { scene, ctx } = await stage(db);
    const { userId } = await scene.follower({ mode: "NOTIFY" });
    const wants = await addChannel(ctx, userId);
    const other = await addChannel(ctx, userId, { events: ["billing"] });
    scene.quote("42280", "42285");
    await scene.open();
    for (let i = 0; i < 2; i += 1) await onSignalEvents(ctx, [{ strategyId: scene.strategyId, seq: scene.seq }]);
    const sender = new TestSender();
    await sendDue(ctx, sender);
    expect(await states(ctx, wants)).toEqual([
      { title: "New signal: long BTC/USDT", state: "SENT", reason: null, attempts: 1, receipt: "r1" },
    ]);
    expect(sender.sent[0]?.link).toMatch(/^http:\/\/localhost:3000\/signals\/sig_/);
    expect(await states(ctx, other)).toEqual([]);
  });

  it("of what comes again later under its key are messages of their own, each with its own id", async () => {
    const { scene, ctx } = await stage(db);
    const { userId } = await scene.follower();
    const channel = await addChannel(ctx, userId);
    for (const title of ["Monday", "Friday"]) {
      await tell(ctx, userId, "failure", { title, key: "kill-switch:limit" });
      ctx.clock.advance(96 * HOUR_MS);
    }
    const sender = new TestSender();
    await sendDue(ctx, sender);
    expect(sender.sent.map(({ title }) => title)).toEqual(["Monday", "Friday"]);
    expect(new Set(sender.sent.map(({ id }) => id)).size).toBe(2);
    expect((await states(ctx, channel)).map(({ receipt }) => receipt)).toEqual(["r1", "r2"]);
  });

  it("that wait under one id from before it held the time are settled one by one", async () => {
    const { scene, ctx } = await stage(db);
    const { userId } = await scene.follower();
    const channel = await addChannel(ctx, userId);
    const sender = new TestSender();
    for (const title of ["A", "B", "C", "D"]) {
      await tell(ctx, userId, "failure", { title });
      ctx.clock.advance(MINUTE_MS);
    }
    await ctx.db.delivery.updateMany({ where: { channelId: channel }, data: { id: `dlv_${channel}` } });
    sender.answers(
      { ok: false, kind: "refused", reason: "too long" },
      { ok: true, receipt: "b" },
      { ok: false, kind: "retry", reason: "503" },
    );
    await sendDue(ctx, sender);
    expect(await states(ctx, channel)).toMatchObject([
      { title: "A", state: "FAILED", attempts: 1 },
      { title: "B", state: "SENT", receipt: "b" },
      { title: "C", state: "QUEUED", reason: "503", attempts: 1 },
      { title: "D", state: "QUEUED", reason: null, attempts: 0 },
    ]);
    await ctx.db.channel.update({ where: { id: channel }, data: { state: "PAUSED", retryAt: null } });
    ctx.clock.advance(MINUTE_MS);
    const [first] = await takeDue(ctx.db, { kind: "TELEGRAM", busy: [], limit: 1 }, ctx.clock.now());
    if (first === undefined) expect.fail("nothing is due");
    await deliver(ctx, sender, first, { chance: () => 0.5, stop: new AbortController().signal });
    expect((await states(ctx, channel)).map(({ state }) => state)).toEqual(["FAILED", "SENT", "SKIPPED", "QUEUED"]);
  });

  it("say nothing of a signal once access ended, though queued before, and break off what hangs when it ends", async () => {
    const { scene, ctx } = await stage(db);
    const { userId } = await scene.follower({ mode: "NOTIFY" });
    const channel = await addChannel(ctx, userId);
    scene.quote("42280", "42285");
    await scene.open();
    await onSignalEvents(ctx, [{ strategyId: scene.strategyId, seq: scene.seq }]);
    const sender = new TestSender();
    const begun = performance.now();
    sender.answers(async (signal) => {
      await scene.lapse(userId);
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      return { ok: false, kind: "retry", reason: "broken off" };
    });
    await sendDue(ctx, sender);
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(await states(ctx, channel)).toMatchObject([{ state: "SKIPPED", reason: "Access had ended", attempts: 0 }]);
    await onSignalEvents(ctx, [{ strategyId: scene.strategyId, seq: scene.seq }]);
    await sendDue(ctx, sender);
    expect(sender.sent).toHaveLength(1);
  });

  it("are tried again with growing pauses, wait behind a failing head, and are given up after ten tries", async () => {
    const { scene, ctx } = await stage(db);
    const { userId } = await scene.follower();
    const channel = await addChannel(ctx, userId);
    await tell(ctx, userId, "billing", { title: "A" });
    ctx.clock.advance(1);
    await tell(ctx, userId, "billing", { title: "B" });
    const sender = new TestSender();
    const down = { ok: false, kind: "retry", reason: "503" } as const;
    sender.answers(...Array.from({ length: 10 }, () => down));
    await sendDue(ctx, sender);
    expect(await states(ctx, channel)).toMatchObject([
      { title: "A", state: "QUEUED", reason: "503", attempts: 1 },
      { title: "B", state: "QUEUED", attempts: 0 },
    ]);
    ctx.clock.advance(4 * SECOND_MS);
    await sendDue(ctx, sender);
    expect(sender.sent).toHaveLength(1);
    for (let i = 0; i < 8; i += 1) {
      ctx.clock.advance(75 * MINUTE_MS);
      await sendDue(ctx, sender);
    }
    expect(sender.sent.map(({ title }) => title)).toEqual(Array.from({ length: 9 }, () => "A"));
    ctx.clock.advance(75 * MINUTE_MS);
    await sendDue(ctx, sender);
    ctx.clock.advance(75 * MINUTE_MS);
    await sendDue(ctx, sender);
    expect(await states(ctx, channel)).toMatchObject([
      { title: "A", state: "DEAD", attempts: 10 },
      { title: "B", state: "SENT", attempts: 1 },
    ]);
    expect(await ctx.db.deliveryAttempt.count()).toBeGreaterThanOrEqual(11);
  });

  it("come back when a throttling target said, and this counts as no try", async () => {
    const { scene, ctx } = await stage(db);
    const { userId } = await scene.follower();
    const channel = await addChannel(ctx, userId);
    await tell(ctx, userId, "billing");
    const sender = new TestSender();
    sender.answers({ ok: false, kind: "throttled", reason: "429", retryAfterMs: 30_000 });
    await sendDue(ctx, sender);
    ctx.clock.advance(30_000);
    await sendDue(ctx, sender);
    expect(sender.sent).toHaveLength(1);
    ctx.clock.advance(3_000);
    await sendDue(ctx, sender);
    expect(await states(ctx, channel)).toMatchObject([{ state: "SENT", attempts: 1 }]);
    expect(sender.sent[0]?.id).toBe(sender.sent[1]?.id);
  });

  it("turn a channel off whose other end is gone, tell its owner in the centre, and skip what waits", async () => {
    const { scene, ctx } = await stage(db);
    const { userId } = await scene.follower();
    const channel = await addChannel(ctx, userId);
    await tell(ctx, userId, "billing", { title: "A" });
    ctx.clock.advance(1);
    await tell(ctx, userId, "billing", { title: "B" });
    const sender = new TestSender();
    sender.answers({ ok: false, kind: "gone", reason: "The bot was blocked" });
    await sendDue(ctx, sender);
    expect(await states(ctx, channel)).toMatchObject([
      { title: "A", state: "FAILED", reason: "The bot was blocked" },
      { title: "B", state: "SKIPPED", reason: "The channel is off" },
    ]);
    const event = {
      xid: 1n,
      id: 1n,
      at: new Date(),
      event: { type: "channel.off", channelId: channel, userId },
    } as const;
    await onChannelOff(ctx, event.event, event);
    const { items } = await listNotifications(ctx.db, userId, { limit: 1 });
    expect(items[0]).toMatchObject({ kind: "system", title: "Telegram is off" });
  });

  it("wait for the end of quiet hours in the user's zone and then come as one digest; urgent ones pass", async () => {
    const { scene, ctx } = await stage(db);
    const { userId } = await scene.follower();
    await ctx.db.user.update({ where: { id: userId }, data: { timeZone: "Asia/Tokyo" } });
    await ctx.db.deliverySettings.create({
      data: { userId, quietFrom: 22 * 60, quietTo: 7 * 60, escalateAfterMin: 5 },
    });
    const channel = await addChannel(ctx, userId);
    ctx.clock.set("2026-01-15T14:00:00Z"); // 23:00 in Tokyo
    for (const title of ["A", "B"]) {
      await tell(ctx, userId, "billing", { title });
      ctx.clock.advance(1_000);
    }
    await tell(ctx, userId, "security", { title: "Now" });
    const sender = new TestSender();
    await sendDue(ctx, sender);
    expect(sender.sent.map(({ title }) => title)).toEqual(["Now"]);
    ctx.clock.set("2026-01-15T21:59:59Z");
    await sendDue(ctx, sender);
    expect(sender.sent).toHaveLength(1);
    ctx.clock.set("2026-01-15T22:00:00Z");
    await sendDue(ctx, sender);
    expect(sender.sent).toHaveLength(2);
    expect(sender.sent[1]?.title).toBe("2 messages were held for you");
    expect(sender.sent[1]?.items.map(({ title }) => title)).toEqual(["A", "B"]);
    expect((await states(ctx, channel)).map(({ state }) => state)).toEqual(["SENT", "SENT", "SENT"]);
  });

  it("that were tried alone before they were held come in a digest with an id of its own, the same when it is repeated", async () => {
    const { scene, ctx } = await stage(db);
    const { userId } = await scene.follower();
    await ctx.db.deliverySettings.create({
      data: { userId, quietFrom: 22 * 60, quietTo: 7 * 60, escalateAfterMin: 5 },
    });
    await addChannel(ctx, userId);
    ctx.clock.set("2026-01-15T21:59:58Z");
    const sender = new TestSender();
    const lost = { ok: false, kind: "retry", reason: "Its answer was lost" } as const;
    sender.answers(lost, lost);
    await tell(ctx, userId, "billing", { title: "A" });
    await sendDue(ctx, sender);
    ctx.clock.advance(60_000);
    await tell(ctx, userId, "billing", { title: "B" });
    await sendDue(ctx, sender);
    for (const at of ["2026-01-16T07:00:00Z", "2026-01-16T07:10:00Z"]) {
      ctx.clock.set(at);
      await sendDue(ctx, sender);
    }
    const [alone, digest, again] = sender.sent;
    expect(sender.sent.map(({ items }) => items.length)).toEqual([0, 2, 2]);
    expect(digest?.id).not.toBe(alone?.id);
    expect(again?.id).toBe(digest?.id);
  });

  it("beyond the hourly limit are held and sent as one digest when the hour allows", async () => {
    const { scene, ctx } = await stage(db);
    const { userId } = await scene.follower();
    await addChannel(ctx, userId, { hourlyMax: 2 });
    const sender = new TestSender();
    for (const title of ["A", "B", "C", "D"]) {
      await tell(ctx, userId, "billing", { title });
      ctx.clock.advance(MINUTE_MS);
    }
    await sendDue(ctx, sender);
    await tell(ctx, userId, "failure", { title: "Urgent" });
    await sendDue(ctx, sender);
    expect(sender.sent.map(({ title }) => title)).toEqual(["A", "B", "Urgent"]);
    ctx.clock.advance(60 * MINUTE_MS);
    await sendDue(ctx, sender);
    expect(sender.sent[3]?.items.map(({ title }) => title)).toEqual(["C", "D"]);
  });

  it("of a trading failure go to the second channel when the first has not sent in time, and there once", async () => {
    const { scene, ctx } = await stage(db);
    const { userId } = await scene.follower();
    const first = await addChannel(ctx, userId);
    const second = await addChannel(ctx, userId, { kind: "DISCORD", events: [] });
    await ctx.db.deliverySettings.create({
      data: { userId, escalateFromId: first, escalateToId: second, escalateAfterMin: 3 },
    });
    await tell(ctx, userId, "failure", { title: "Order rejected" });
    const sender = new TestSender();
    sender.answers({ ok: false, kind: "retry", reason: "503" });
    await sendDue(ctx, sender);
    ctx.clock.advance(3 * MINUTE_MS - 1);
    expect(await escalate(ctx)).toBe(0);
    ctx.clock.advance(1);
    expect(await escalate(ctx)).toBe(1);
    expect(await escalate(ctx)).toBe(0);
    const discord = new TestSender("DISCORD");
    await sendDue(ctx, discord);
    expect(discord.sent.map(({ title }) => title)).toEqual(["Order rejected"]);
    await tell(ctx, userId, "failure", { title: "Again" });
    ctx.clock.advance(MINUTE_MS);
    await sendDue(ctx, sender);
    ctx.clock.advance(3 * MINUTE_MS);
    expect(await escalate(ctx)).toBe(0);
  });

  it("of a trading failure that the second channel has by the grid, under an id of today or of before, do not come there again", async () => {
    const { scene, ctx } = await stage(db);
    const { userId } = await scene.follower();
    const [first, second] = [await addChannel(ctx, userId), await addChannel(ctx, userId, { kind: "DISCORD" })];
    await ctx.db.deliverySettings.create({
      data: { userId, escalateFromId: first, escalateToId: second, escalateAfterMin: 3 },
    });
    await tell(ctx, userId, "failure", { title: "Before" });
    await ctx.db.delivery.updateMany({ where: { channelId: second }, data: { id: `dlv_${second}` } });
    await tell(ctx, userId, "failure", { title: "Today" });
    ctx.clock.advance(3 * MINUTE_MS);
    expect(await escalate(ctx)).toBe(0);
    expect((await states(ctx, second)).map(({ title }) => title)).toEqual(["Before", "Today"]);
  });

  it("to a target that hangs hold up no other target and no other kind", async () => {
    const { scene, ctx } = await stage(db);
    const { userId } = await scene.follower();
    const hanging = await addChannel(ctx, userId);
    const fine = await addChannel(ctx, userId);
    const discordId = await addChannel(ctx, userId, { kind: "DISCORD" });
    await tell(ctx, userId, "billing");
    const discord = new TestSender("DISCORD");
    const sent = Promise.withResolvers<void>();
    let count = 0;
    const taken = () => {
      count += 1;
      if (count === 2) sent.resolve();
      return Promise.resolve({ ok: true, receipt: "r" } as const);
    };
    discord.answers(taken);
    const stop = new AbortController();
    const running = createDispatcher(
      ctx,
      [
        {
          kind: "TELEGRAM",
          send: (target) => (target.channelId === hanging ? new Promise(() => undefined) : taken()),
        },
        discord,
      ],
      { chance: () => 0.5, pollMs: 20 },
    ).run(stop.signal);
    await sent.promise;
    await vi.waitFor(async () => {
      expect(await states(ctx, fine)).toMatchObject([{ state: "SENT" }]);
      expect(await states(ctx, discordId)).toMatchObject([{ state: "SENT" }]);
    });
    stop.abort();
    await running;
    // Broken off by the stop: untouched, so that the next worker sends it.
    expect(await states(ctx, hanging)).toMatchObject([{ state: "QUEUED", attempts: 0 }]);
  });
});
