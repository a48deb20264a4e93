import { describe, expect, it } from "vitest";
import { onSignalEvent } from "@/lib/features/copies/on-signal-event";
import { DAY_MS } from "@/lib/kernel/time";
import { testDb } from "@/lib/testing/test-db";
import { tellDailyPnl } from "./daily-pnl.ts";
import { type Arranged, addChannel, holdForReal, sendDue, stage, TestSender } from "./deliveries.fixture.ts";

const db = testDb();

/** A follower on paper in `timeZone`, whom a mail channel tells his days, and what trades for him. */
async function reader(timeZone: string, events: readonly string[] = ["pnl"]) {
  const { scene, ctx } = await stage(db);
  const { userId } = await scene.follower();
  await ctx.db.user.update({ where: { id: userId }, data: { timeZone } });
  const channel = await addChannel(ctx, userId, { kind: "EMAIL", events: [...events] });
  return {
    ctx,
    userId,
    trade: (times: readonly [openAt: string, closeAt: string]) => trade({ scene, ctx }, times),
    /** What his mail says when the schedule runs at `at`. */
    async told(at: string): Promise<string[]> {
      ctx.clock.set(at);
      await tellDailyPnl(ctx);
      await sendDue(ctx, new TestSender("EMAIL"));
      const sent = await ctx.db.delivery.findMany({
        where: { channelId: channel, state: "SENT", sentAt: new Date(ctx.clock.now()) },
      });
      return sent.map(({ title, body }) => `${title}\n${body}`);
    },
  };
}

/** Bought at 42,285 and stopped at 41,000: −32.35 USDT after fees. */
async function trade({ scene, ctx }: Arranged, [openAt, closeAt]: readonly [string, string]): Promise<void> {
  ctx.clock.set(openAt);
  scene.quote("42280", "42285");
  const signalId = await scene.open();
  await onSignalEvent(ctx, { strategyId: scene.strategyId, seq: scene.seq, signalId });
  ctx.clock.set(closeAt);
  await scene.event(
    signalId,
    "CLOSE",
    { cause: "stop", fraction: "1", price: "41000", remaining: "0" },
    { state: "CLOSED" },
  );
  await onSignalEvent(ctx, { strategyId: scene.strategyId, seq: scene.seq, signalId });
}

describe("the daily P&L mail", () => {
  it("tells the day before of the reader's own calendar, at seven on his own clock, once", async () => {
    const { trade, told } = await reader("Asia/Tokyo");
    await trade(["2026-01-15T13:00:00Z", "2026-01-15T14:59:59.999Z"]); // the 15th's last moment in Tokyo
    await trade(["2026-01-15T14:59:59.999Z", "2026-01-15T15:00:00Z"]); // the 16th's first one
    await trade(["2026-01-15T15:00:01Z", "2026-01-15T15:00:02Z"]);
    expect(await told("2026-01-15T21:59:59Z")).toEqual([]);
    expect(await told("2026-01-15T22:00:00Z")).toEqual([
      "Your day on paper: −32.35 USDT\n2026-01-15 (Asia/Tokyo)\n1 closed trade, 0 of them won, −32.35 USDT after fees.\n0 positions are open.",
    ]);
    expect(await told("2026-01-15T22:01:00Z")).toEqual([]);
    expect(await told("2026-01-16T21:59:00Z")).toEqual([]);
    expect(await told("2026-01-16T22:00:00Z")).toEqual([
      "Your day on paper: −64.69 USDT\n2026-01-16 (Asia/Tokyo)\n2 closed trades, 0 of them won, −64.69 USDT after fees.\n0 positions are open.",
    ]);
  });

  it("knows a day of 23 hours where the clock is put forward", async () => {
    const { trade, told } = await reader("America/New_York");
    await trade(["2026-03-08T04:00:00Z", "2026-03-08T04:59:59Z"]); // the 7th's last second, still winter time
    await trade(["2026-03-09T03:00:00Z", "2026-03-09T03:59:59Z"]); // the 8th's last second, summer time
    expect(await told("2026-03-08T10:59:00Z")).toEqual([]);
    expect(await told("2026-03-08T11:00:00Z")).toEqual([expect.stringContaining("2026-03-07 (America/New York)\n1 ")]);
    expect(await told("2026-03-09T10:59:00Z")).toEqual([]);
    expect(await told("2026-03-09T11:00:00Z")).toEqual([expect.stringContaining("2026-03-08 (America/New York)\n1 ")]);
  });

  it("counts what is open on paper alone: a real position is neither a reason to write nor in the number", async () => {
    const { ctx, userId, trade, told } = await reader("UTC");
    await holdForReal(ctx, userId);
    expect(await told("2026-01-16T07:00:00Z")).toEqual([]);
    await trade(["2026-01-16T13:00:00Z", "2026-01-16T14:00:00Z"]);
    expect(await told("2026-01-17T07:00:00Z")).toEqual([expect.stringMatching(/\n0 positions are open\.$/)]);
  });

  it("is not sent of a day without trades and with nothing open, to who did not ask for it, or days late", async () => {
    const asks = await reader("UTC");
    const asksNot = await reader("UTC", ["signal"]);
    for (const { trade } of [asks, asksNot]) await trade(["2026-01-15T13:00:00Z", "2026-01-15T14:00:00Z"]);
    expect(await asksNot.told("2026-01-16T07:00:00Z")).toEqual([]);
    // Nobody was there to tell the 15th: on the 18th the 17th is told, and it was an empty day.
    expect(await asks.told("2026-01-18T07:00:00Z")).toEqual([]);
    await asks.trade(["2026-01-18T13:00:00Z", "2026-01-18T14:00:00Z"]);
    await asks.ctx.db.user.update({ where: { id: asks.userId }, data: { bannedAt: new Date(asks.ctx.clock.now()) } });
    asks.ctx.clock.advance(DAY_MS);
    expect(await asks.told("2026-01-19T07:00:00Z")).toEqual([]);
  });
});
