import { describe, expect, it } from "vitest";
import { subscriber } from "@/lib/features/copies/copies.fixture";
import { addChannel, sendDue, stage as stageOf, TestSender } from "@/lib/features/deliveries/deliveries.fixture";
import { pauseSubscription } from "@/lib/features/subscriptions/pause-subscription";
import { resumeSubscription } from "@/lib/features/subscriptions/resume-subscription";
import { testDb } from "@/lib/testing/test-db";
import { onSignalEvents } from "./on-signal-event.ts";
import { listNotifications, noticesOf } from "./queries.ts";

const db = testDb();

/** A strategy whose readers come and go, and what the centre, a screen and a channel tell each of them, as "Closed A". */
async function stage() {
  const { scene, ctx } = await stageOf(db);
  const { strategyId } = scene;
  scene.quote("42280", "42285");
  const signals = new Map<string, string>();
  const short = (titles: readonly string[]) =>
    titles.map((title) => title.replace("New signal", "New").replace(": long ", " ").replace("/USDT", ""));
  const own = (userId: string) =>
    ctx.db.subscription.findFirstOrThrow({ where: { userId, strategyId }, orderBy: { createdAt: "desc" } });
  const sent = async (channelId: string): Promise<string[]> => {
    const rows = await ctx.db.delivery.findMany({ where: { channelId, state: "SENT" }, orderBy: { createdAt: "asc" } });
    return rows.map(({ title }) => title);
  };
  const turned = async (turn: typeof pauseSubscription, userId: string): Promise<void> => {
    ctx.clock.advance(1_000);
    expect(await turn(ctx, subscriber(userId), (await own(userId)).id)).toMatchObject({ ok: true });
    ctx.clock.advance(1_000);
  };
  return {
    ctx,
    async reader() {
      const { userId } = await scene.follower({ mode: "NOTIFY" });
      return { userId, channelId: await addChannel(ctx, userId) };
    },
    pause: (userId: string) => turned(pauseSubscription, userId),
    resume: (userId: string) => turned(resumeSubscription, userId),
    /** Its access ends for good. */
    async end(userId: string) {
      ctx.clock.advance(1_000);
      await ctx.db.subscription.update({
        where: { id: (await own(userId)).id },
        data: { status: "CANCELLED", accessOpen: false, accessEndedAt: at(ctx), endedAt: at(ctx) },
      });
      ctx.clock.advance(1_000);
    },
    /** Subscribes anew. */
    async again(userId: string) {
      const { id: _id, ...before } = await own(userId);
      const data = { ...before, id: ctx.ids.make("subscription"), status: "ACTIVE", accessOpen: true } as const;
      await ctx.db.subscription.create({
        data: { ...data, createdAt: at(ctx), activatedAt: at(ctx), accessEndedAt: null, endedAt: null },
      });
      ctx.clock.advance(1_000);
    },
    /** @returns seqs of the openings */
    async open(...names: string[]): Promise<number[]> {
      const seqs: number[] = [];
      for (const name of names) {
        ctx.clock.advance(1_000);
        signals.set(name, await scene.open({ symbol: `${name}/USDT` }));
        seqs.push(scene.seq);
      }
      return seqs;
    },
    async course(type: "REDUCE" | "CLOSE", ...names: string[]): Promise<number[]> {
      const seqs: number[] = [];
      for (const name of names) {
        ctx.clock.advance(1_000);
        seqs.push(await scene.event(signals.get(name) ?? "", type, { price: "42300" }));
      }
      return seqs;
    },
    /** What the worker does: all of these in one statement, then the channels. */
    async tell(...seqs: number[]) {
      await onSignalEvents(
        ctx,
        seqs.map((seq) => ({ strategyId, seq })),
      );
      await sendDue(ctx, new TestSender());
    },
    async told({ userId, channelId }: { userId: string; channelId: string }): Promise<string[]> {
      const page = await listNotifications(ctx.db, userId, { limit: 50 });
      const centre = short(page.items.map(({ title }) => title).toReversed());
      expect(short(await sent(channelId)), "the channel tells what the centre tells").toEqual(centre);
      const rows = await ctx.db.signalNotice.findMany({ where: { strategyId }, orderBy: { seq: "asc" } });
      const notices = rows.map(({ seq, createdAt }) => ({ strategyId, seq, createdAt: createdAt.toISOString() }));
      const screen = await noticesOf(ctx.db, notices, [userId]);
      expect(short(screen.map(({ notification }) => notification.title)), "a screen too").toEqual(centre);
      return centre;
    },
  };
}

const at = (ctx: { clock: { now(): number } }) => new Date(ctx.clock.now());

describe("the course of a signal", () => {
  it("is told after a pause, and after another, to who heard of its opening; what came in a pause is not", async () => {
    const { reader, pause, resume, open, course, tell, told } = await stage();
    const paused = await reader();
    await tell(...(await open("A")));
    await pause(paused.userId);
    await tell(...(await open("B")));
    await tell(...(await course("REDUCE", "A")));
    await resume(paused.userId);
    const late = await reader();
    await tell(...(await course("REDUCE", "A", "B")));
    await tell(...(await open("C")));
    await pause(paused.userId);
    await tell(...(await open("D")));
    await resume(paused.userId);
    await tell(...(await course("CLOSE", "A", "B", "C", "D")));
    expect(await told(paused)).toEqual(["New A", "Reduced A", "New C", "Closed A", "Closed C"]);
    expect(await told(late)).toEqual(["New C", "New D", "Closed C", "Closed D"]);
  });

  it("is told to who subscribed anew, and nothing of it while there is no access", async () => {
    const { reader, end, again, open, course, tell, told } = await stage();
    const [back, gone] = [await reader(), await reader()];
    await tell(...(await open("A")));
    for (const { userId } of [back, gone]) await end(userId);
    await tell(...(await open("B")));
    await tell(...(await course("REDUCE", "A", "B")));
    expect([await told(back), await told(gone)]).toEqual([["New A"], ["New A"]]);
    await again(back.userId);
    await tell(...(await course("CLOSE", "A", "B")));
    expect(await told(back)).toEqual(["New A", "Closed A"]);
    expect(await told(gone)).toEqual(["New A"]);
  });

  it("is told by the same rule where the pause, its signals and the return are met in one statement, or come late", async () => {
    const { reader, pause, resume, open, course, tell, told } = await stage();
    const [steady, paused] = [await reader(), await reader()];
    await tell(...(await open("A")));
    await pause(paused.userId);
    const inPause = [...(await open("B")), ...(await course("REDUCE", "B", "A"))];
    await resume(paused.userId);
    const after = [...(await open("C")), ...(await course("CLOSE", "A", "B"))];
    const [late = 0, ...rest] = after.toReversed();
    await tell(...inPause, ...rest);
    expect(await told(paused)).toEqual(["New A", "Reduced A", "New C", "Closed A"]);
    const [closeC = 0] = await course("CLOSE", "C");
    await tell(closeC);
    await tell(late);
    expect((await told(paused)).toSorted()).toEqual(["Closed A", "Closed C", "New A", "New C", "Reduced A"]);
    expect(await told(steady)).toHaveLength(8);
  });
});
