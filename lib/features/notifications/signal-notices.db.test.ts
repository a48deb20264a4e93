import { describe, expect, it } from "vitest";
import { arrange } from "@/lib/features/copies/copies.fixture";
import { getFirstSteps } from "@/lib/features/copies/first-steps-queries";
import { addChannel, states } from "@/lib/features/deliveries/deliveries.fixture";
import { DAY_MS, toIso } from "@/lib/kernel/time";
import { testDb } from "@/lib/testing/test-db";
import { markNotificationsRead } from "./mark-read.ts";
import { markNotificationsUnread } from "./mark-unread.ts";
import { onSignalEvents } from "./on-signal-event.ts";
import { countUnread, getNotification, listNotifications, noticesOf } from "./queries.ts";

const db = testDb();

/** A strategy whose signals are told as they come, with the titles that each user sees, oldest first. */
async function stage() {
  const scene = await arrange(db);
  const { ctx, strategyId } = scene;
  scene.quote("42280", "42285");
  const tell = (...seqs: number[]) =>
    onSignalEvents(
      ctx,
      seqs.map((seq) => ({ strategyId, seq })),
    );
  return {
    scene,
    ctx,
    strategyId,
    tell,
    /** Publishes at a moment of its own. @returns its seq */
    async publish(symbol = "BTC/USDT"): Promise<number> {
      ctx.clock.advance(1_000);
      await scene.open({ symbol });
      ctx.clock.advance(1_000);
      return scene.seq;
    },
    follower: async () => (await scene.follower({ mode: "NOTIFY" })).userId,
    async symbolsOf(userId: string, more: { unread?: boolean; limit?: number; cursor?: string } = {}) {
      const page = await listNotifications(ctx.db, userId, { limit: 50, ...more });
      return page.items.map(({ title }) => title.replace("New signal: long ", "")).toReversed();
    },
    rows: async () =>
      Number(
        (
          await db.owner<{ n: string }>(`SELECT count(*) AS n FROM signal_notices WHERE "strategyId" = $1`, [
            strategyId,
          ])
        )[0]?.n,
      ),
  };
}

describe("notices of signals", () => {
  it("are one row an event, and each reader's as they were told then: who came, left and came back later", async () => {
    const { scene, ctx, tell, publish, follower, symbolsOf, rows } = await stage();
    const [steady, leaving] = [await follower(), await follower()];
    await tell(await publish("A/USDT"));
    await scene.lapse(leaving);
    const left = new Date(ctx.clock.now());
    const late = await follower();
    const [b, c] = [await publish("B/USDT"), await publish("C/USDT")];
    await tell(b, c);
    const [subscription] = await ctx.db.subscription.findMany({ where: { userId: leaving } });
    const back = { status: "ACTIVE", accessOpen: true, endedAt: null } as const;
    await ctx.db.subscription.update({ where: { id: subscription?.id ?? "" }, data: back });
    await ctx.db.accessGap.create({
      data: { subscriptionId: subscription?.id ?? "", from: left, to: new Date(ctx.clock.now()) },
    });
    await tell(await publish("D/USDT"));
    expect(await symbolsOf(steady)).toEqual(["A/USDT", "B/USDT", "C/USDT", "D/USDT"]);
    expect(await symbolsOf(late)).toEqual(["B/USDT", "C/USDT", "D/USDT"]);
    expect(await symbolsOf(leaving)).toEqual(["A/USDT", "D/USDT"]);
    // What happens to access afterwards changes nothing of what was told.
    await ctx.db.accessGap.deleteMany({ where: { subscriptionId: subscription?.id ?? "" } });
    await scene.lapse(steady);
    await tell(await publish("E/USDT"));
    expect(await symbolsOf(steady)).toEqual(["A/USDT", "B/USDT", "C/USDT", "D/USDT"]);
    expect((await symbolsOf(leaving)).slice(0, 2)).toEqual(["A/USDT", "D/USDT"]);
    expect(await rows()).toBe(5);
  });

  it("that come late or again, after a failure, are told once to who heard of their neighbours, and are unread", async () => {
    const { ctx, strategyId, tell, publish, follower, symbolsOf, rows } = await stage();
    const userId = await follower();
    const channel = await addChannel(ctx, userId);
    const [a, b, c] = [await publish("A/USDT"), await publish("B/USDT"), await publish("C/USDT")];
    await tell(c);
    expect((await markNotificationsRead(ctx, { userId }, {})).count).toBe(1);
    await tell(a, b, c);
    const d = await publish("D/USDT");
    await tell(b, c, d);
    expect(await symbolsOf(userId)).toEqual(["A/USDT", "B/USDT", "C/USDT", "D/USDT"]);
    expect(await symbolsOf(userId, { unread: true })).toEqual(["A/USDT", "B/USDT", "D/USDT"]);
    expect(await rows()).toBe(4);
    expect((await states(ctx, channel)).map(({ title }) => title.slice(-6)).toSorted()).toEqual(
      ["A/USDT", "B/USDT", "C/USDT", "D/USDT"].map((symbol) => symbol.slice(-6)),
    );
    const told = await db.owner<{ seqs: number[] }>(
      `SELECT jsonb_path_query_array(payload, '$.notices[*].seq') AS seqs FROM outbox
       WHERE type = 'notifications.created' AND payload->'notices'->0->>'strategyId' = $1 ORDER BY id`,
      [strategyId],
    );
    expect(told.map(({ seqs }) => seqs)).toEqual([[c], [a, b], [d]]);
  });

  it("are written once when two workers tell the same ones at once", async () => {
    const { tell, publish, follower, symbolsOf, rows } = await stage();
    const users = [await follower(), await follower()];
    const seqs = [await publish("A/USDT"), await publish("B/USDT"), await publish("C/USDT")];
    await Promise.all([tell(...seqs), tell(...seqs), tell(...seqs.slice(0, 2)), tell(...seqs.slice(1))]);
    for (const userId of users) expect(await symbolsOf(userId)).toEqual(["A/USDT", "B/USDT", "C/USDT"]);
    expect(await rows()).toBe(3);
  });

  it("come page by page, read or unread, and by their id, and their marks are folded after a day", async () => {
    const { ctx, tell, publish, follower, symbolsOf } = await stage();
    const [userId, other] = [await follower(), await follower()];
    const symbols = ["A", "B", "C", "D", "E", "F", "G"].map((name) => `${name}/USDT`);
    for (const symbol of symbols) await tell(await publish(symbol));
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listNotifications(ctx.db, userId, { limit: 3, cursor });
      listed.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(listed).size).toBe(7);
    const ids = listed.toReversed();
    for (const at of [1, 3]) await markNotificationsRead(ctx, { userId }, { id: ids[at] ?? "" });
    expect(await symbolsOf(userId, { unread: true, limit: 4 })).toEqual(["C/USDT", "E/USDT", "F/USDT", "G/USDT"]);
    expect([await countUnread(ctx.db, userId), await countUnread(ctx.db, other)]).toEqual([5, 7]);
    expect([await countUnread(ctx.db, userId, undefined, 4), await countUnread(ctx.db, userId, "signal", 6)]).toEqual([
      4, 5,
    ]);
    expect(await getNotification(ctx.db, userId, ids[3] ?? "")).toMatchObject({
      id: ids[3],
      kind: "signal",
      read: true,
    });

    ctx.clock.advance(2 * DAY_MS);
    const all = await markNotificationsRead(ctx, { userId }, { kind: "signal" });
    expect([all.count, await countUnread(ctx.db, userId)]).toEqual([5, 0]);
    expect(await ctx.db.signalNoticeMark.count({ where: { userId } })).toBe(2);
    expect(await markNotificationsUnread(ctx, { userId }, { id: ids[2] ?? "" })).toBe(1);
    expect(await markNotificationsUnread(ctx, { userId }, { id: ids[2] ?? "" })).toBe(0);
    expect(await symbolsOf(userId, { unread: true })).toEqual(["C/USDT"]);
    expect(await markNotificationsUnread(ctx, { userId }, { markedAt: toIso(all.markedAt) })).toBe(4);
    expect(await symbolsOf(userId, { unread: true })).toEqual(["A", "C", "E", "F", "G"].map((name) => `${name}/USDT`));
  });

  it("are the first signal that a new user saw", async () => {
    const { ctx, tell, publish, follower } = await stage();
    const userId = await follower();
    const saw = async () => (await getFirstSteps(ctx, userId))?.sawSignal;
    expect(await saw()).toBe(false);
    await tell(await publish());
    expect(await saw()).toBe(true);
  });

  it("go to the screens of those alone who hear them", async () => {
    const { ctx, strategyId, tell, publish, follower } = await stage();
    const [one, two, stranger] = [await follower(), await follower(), "usr_00000000stranger"];
    const seq = await publish();
    await tell(seq);
    const [row] = await ctx.db.signalNotice.findMany({ where: { strategyId } });
    const notices = [{ strategyId, seq, createdAt: row?.createdAt.toISOString() ?? "" }];
    const heard = await noticesOf(ctx.db, notices, [one, two, stranger]);
    expect(heard.map(({ userId }) => userId).toSorted()).toEqual([one, two].toSorted());
    expect(heard[0]?.notification).toEqual({
      id: row?.id,
      kind: "signal",
      title: "New signal: long BTC/USDT",
      body: "Meridian Trend · entry 42,285, stop 41,000",
      link: `/signals/${row?.signalId}`,
      createdAt: notices[0]?.createdAt,
    });
  });
});
