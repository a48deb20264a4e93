import { describe, expect, it } from "vitest";
import { arrange } from "@/lib/features/copies/copies.fixture";
import { onSignalEvent as copySignalEvent } from "@/lib/features/copies/on-signal-event";
import { addChannel, stage, states } from "@/lib/features/deliveries/deliveries.fixture";
import { escalate } from "@/lib/features/deliveries/escalate";
import { issueAddress } from "@/lib/features/intake/manage-address";
import { sessionlessActor } from "@/lib/kernel/actor";
import { MINUTE_MS, toIso } from "@/lib/kernel/time";
import { testDb } from "@/lib/testing/test-db";
import { markReadInput, markUnreadInput } from "./input.ts";
import { markNotificationsRead } from "./mark-read.ts";
import { markNotificationsUnread } from "./mark-unread.ts";
import { notify } from "./notify.ts";
import { onExchangeKeyChanged } from "./on-account-event.ts";
import { onCopyChanged } from "./on-copy-changed.ts";
import { onIntakeAlarm } from "./on-intake-alarm.ts";
import { onSignalEvents } from "./on-signal-event.ts";
import { countUnread, getNotification, listNotifications } from "./queries.ts";

const db = testDb();

describe("notifications", () => {
  it("tell a signal once to each with access, its course once by the copy or by the signal, and repeats add nothing", async () => {
    const scene = await arrange(db);
    const { ctx, strategyId } = scene;
    scene.quote("42280", "42285");
    const paper = await scene.follower();
    const told = await scene.follower({ mode: "NOTIFY" });
    const lapsed = await scene.follower({ mode: "NOTIFY" });
    await scene.lapse(lapsed.userId);
    ctx.clock.advance(1_000);
    const signal = await scene.open();
    ctx.clock.advance(1_000);
    const late = await scene.follower({ mode: "NOTIFY" });
    const handle = async (): Promise<void> => {
      await copySignalEvent(ctx, { strategyId, seq: scene.seq, signalId: signal });
      await onSignalEvents(ctx, [{ strategyId, seq: scene.seq }]);
      await onCopyChanged(ctx, { copyId: (await scene.copyOf(paper.userId))?.id ?? "" });
    };
    await handle();
    await handle();
    await scene.event(
      signal,
      "CLOSE",
      { cause: "stop", fraction: "1", price: "41000", remaining: "0" },
      { state: "CLOSED" },
    );
    ctx.clock.advance(1_000);
    await handle();
    const of = async (userId: string) =>
      (await listNotifications(ctx.db, userId, { limit: 10 })).items.map(({ kind, title, body }) => [
        kind,
        title,
        body,
      ]);
    expect((await of(paper.userId)).toSorted()).toEqual([
      ["copy", "Copied: long BTC/USDT", "Meridian Trend · Bought 0.02364 BTC at 42,285"],
      [
        "copy",
        "Copy closed: long BTC/USDT",
        "Meridian Trend · Sold 0.02364 BTC at 41,000 (stop), −31.35 USDT after the fee",
      ],
      ["signal", "New signal: long BTC/USDT", "Meridian Trend · entry 42,285, stop 41,000"],
    ]);
    expect(await of(told.userId)).toEqual([
      ["signal", "Closed: long BTC/USDT", "Meridian Trend · at 41,000"],
      ["signal", "New signal: long BTC/USDT", "Meridian Trend · entry 42,285, stop 41,000"],
    ]);
    expect(await of(lapsed.userId)).toEqual([]);
    expect(await of(late.userId)).toEqual([]);
  });

  it("are marked read by their owner alone, one, of a kind or all, and a mark is taken back", async () => {
    const scene = await arrange(db);
    const { ctx } = scene;
    scene.quote("42280", "42285");
    const { userId } = await scene.follower({ mode: "NOTIFY" });
    for (let i = 0; i < 3; i += 1) {
      ctx.clock.advance(1_000);
      await scene.open();
      await onSignalEvents(ctx, [{ strategyId: scene.strategyId, seq: scene.seq }]);
    }
    await notify(ctx, [
      { userId, kind: "billing", title: "Paid", body: "", link: null, dedupeKey: "paid", at: ctx.clock.now() },
    ]);
    const me = { userId };
    const stranger = { userId: "usr_00000000stranger" };
    const mark = async (which: Parameters<typeof markNotificationsRead>[2], by = me) => {
      ctx.clock.advance(1);
      return markNotificationsRead(ctx, by, which);
    };
    const [newest] = (await listNotifications(ctx.db, userId, { limit: 1, kind: "signal" })).items;
    const id = newest?.id ?? "";
    expect((await mark({ id }, stranger)).count).toBe(0);
    expect(await getNotification(ctx.db, stranger.userId, id)).toBeNull();
    expect((await mark({ id })).count).toBe(1);
    expect(await countUnread(ctx.db, userId)).toBe(3);
    const { count, markedAt } = await mark({ kind: "signal" });
    expect(count).toBe(2);
    expect([await countUnread(ctx.db, userId), await countUnread(ctx.db, userId, "signal")]).toEqual([1, 0]);
    expect(
      (await listNotifications(ctx.db, userId, { limit: 9, unread: true })).items.map(({ title }) => title),
    ).toEqual(["Paid"]);
    expect((await mark({})).count).toBe(1);
    expect(await countUnread(ctx.db, userId)).toBe(0);

    const undo = { markedAt: toIso(markedAt) };
    expect(await markNotificationsUnread(ctx, stranger, undo)).toBe(0);
    expect(await markNotificationsUnread(ctx, me, undo)).toBe(2);
    expect(await markNotificationsUnread(ctx, stranger, { id })).toBe(0);
    expect(await markNotificationsUnread(ctx, me, { id })).toBe(1);
    expect(await countUnread(ctx.db, userId)).toBe(3);
  });

  it("of a key that stopped working are a trading failure, which the second channel takes over; its return is none", async () => {
    const { scene, ctx } = await stage(db);
    const { userId } = await scene.follower();
    const [first, second] = [
      await addChannel(ctx, userId, { events: [] }),
      await addChannel(ctx, userId, { events: [] }),
    ];
    await ctx.db.deliverySettings.create({
      data: { userId, escalateFromId: first, escalateToId: second, escalateAfterMin: 5 },
    });
    for (const [at, status] of ["INVALID", "VALID"].entries()) {
      ctx.clock.advance(1_000);
      const event = { type: "exchange_key.changed", keyId: "key_1", userId, status: status as "VALID" } as const;
      await onExchangeKeyChanged(ctx, event, { xid: 1n, id: BigInt(at), at: new Date(ctx.clock.now()), event });
    }
    expect((await listNotifications(ctx.db, userId, { limit: 5 })).items.map(({ kind }) => kind)).toEqual([
      "security",
      "failure",
    ]);
    expect((await states(ctx, first)).map(({ title }) => title)).toEqual(["An exchange key stopped working"]);
    ctx.clock.advance(5 * MINUTE_MS);
    expect(await escalate(ctx)).toBe(1);
    expect((await states(ctx, second)).map(({ title }) => title)).toEqual(["An exchange key stopped working"]);
  });

  it("of a flood of alerts come once an hour, however often it is noticed", async () => {
    const { ctx, strategyId } = await arrange(db);
    const { providerId: userId } = await ctx.db.strategy.findUniqueOrThrow({ where: { id: strategyId } });
    const provider = sessionlessActor({ userId, role: "PROVIDER", email: "p@example.com", name: "P" });
    await issueAddress(ctx, provider, strategyId);
    const { id: addressId } = await ctx.db.alertAddress.findUniqueOrThrow({ where: { strategyId } });
    const event = { type: "intake.alarm", addressId, strategyId, userId, kind: "flood" } as const;
    const alarm = (id: bigint) => onIntakeAlarm(ctx, event, { xid: 1n, id, at: new Date(ctx.clock.now()), event });
    ctx.clock.set("2026-01-15T12:58:00Z");
    for (let minute = 0n; minute < 61n; minute += 1n) {
      await alarm(minute);
      ctx.clock.advance(MINUTE_MS);
    }
    expect(await countUnread(ctx.db, userId)).toBe(1);
    await alarm(61n);
    expect(await countUnread(ctx.db, userId)).toBe(2);
    const nearLimit = { ...event, kind: "near_limit" } as const;
    for (const id of [62n, 62n, 63n])
      await onIntakeAlarm(ctx, nearLimit, { xid: 1n, id, at: new Date(ctx.clock.now()), event: nearLimit });
    expect(await countUnread(ctx.db, userId)).toBe(4);
  });

  it.each([
    [markReadInput, { id: "ntf_1", kind: "signal" }],
    [markReadInput, { kind: "gossip" }],
    [markReadInput, { id: "ntf_1", userId: "usr_1" }],
    [markUnreadInput, {}],
    [markUnreadInput, { id: "ntf_1", markedAt: "2026-01-15T12:00:00Z" }],
    [markUnreadInput, { markedAt: "yesterday" }],
  ])("refuse what names nothing, or two things (%#)", (input, form) => {
    expect(input.safeParse(form).success).toBe(false);
  });
});
