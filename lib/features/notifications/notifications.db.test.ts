import { describe, expect, it } from "vitest";
import { arrange } from "@/lib/features/copies/copies.fixture";
import { onSignalEvent as copySignalEvent } from "@/lib/features/copies/on-signal-event";
import { testDb } from "@/lib/testing/test-db";
import { markNotificationsRead } from "./mark-read.ts";
import { onCopyChanged } from "./on-copy-changed.ts";
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

  it("are marked read by their owner alone, one or all", async () => {
    const scene = await arrange(db);
    const { ctx } = scene;
    scene.quote("42280", "42285");
    const { userId } = await scene.follower({ mode: "NOTIFY" });
    for (let i = 0; i < 3; i += 1) {
      ctx.clock.advance(1_000);
      await scene.open();
      await onSignalEvents(ctx, [{ strategyId: scene.strategyId, seq: scene.seq }]);
    }
    const actor = (id: string) => ({ userId: id }) as Parameters<typeof markNotificationsRead>[1];
    const [newest] = (await listNotifications(ctx.db, userId, { limit: 1 })).items;
    expect(await markNotificationsRead(ctx, actor("usr_00000000stranger"), newest?.id ?? "")).toBe(0);
    expect(await getNotification(ctx.db, "usr_00000000stranger", newest?.id ?? "")).toBeNull();
    expect(await markNotificationsRead(ctx, actor(userId), newest?.id ?? "")).toBe(1);
    expect(await countUnread(ctx.db, userId)).toBe(2);
    expect(await markNotificationsRead(ctx, actor(userId), null)).toBe(2);
    expect(await countUnread(ctx.db, userId)).toBe(0);
  });
});
