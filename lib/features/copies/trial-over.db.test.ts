import { expect, it } from "vitest";
import { testDb } from "@/lib/testing/test-db";
import { arrange } from "./copies.fixture.ts";
import { onSignalEvent } from "./on-signal-event.ts";

const db = testDb();

it("after the trial a free strategy opens nothing new on paper and says where a plan is chosen; on a plan, for money or in time it does", async () => {
  const scene = await arrange(db);
  const { user, subscription } = scene.ctx.db;
  const over = await scene.follower();
  const planned = await scene.follower();
  const paying = await scene.follower();
  const inTime = await scene.follower();
  const unlimited = await scene.follower();
  const now = scene.ctx.clock.now();
  const ended = [over, planned, paying].map(({ userId }) => userId);
  await user.updateMany({ where: { id: { in: ended } }, data: { trialEndsAt: new Date(now) } });
  await user.update({ where: { id: inTime.userId }, data: { trialEndsAt: new Date(now + 1) } });
  await user.update({ where: { id: planned.userId }, data: { plan: "STARTER" } });
  await subscription.updateMany({ where: { userId: paying.userId }, data: { priceAmount: 100 } });
  scene.quote("42280", "42285");

  for (const entry of [{ type: "market" }, { type: "limit", low: "41900", high: "42000" }]) {
    const signalId = await scene.open({ entry });
    await onSignalEvent(scene.ctx, { strategyId: scene.strategyId, seq: scene.seq, signalId });
    const copies = await scene.ctx.db.copy.findMany({ where: { signalId } });
    const stateOf = (userId: string) => copies.find((copy) => copy.userId === userId)?.state;
    expect(copies.find((copy) => copy.userId === over.userId)).toMatchObject({
      state: "SKIPPED",
      reason: "trial_over",
      reasonText: expect.stringContaining("under /billing/plan"),
    });
    for (const { userId } of [planned, paying, inTime, unlimited])
      expect(stateOf(userId)).toBe(entry.type === "market" ? "OPEN" : "WAITING");
  }
});

it("keeps the exits of what was opened on trial, and enters nothing that waited when it ended", async () => {
  const scene = await arrange(db);
  const { userId } = await scene.follower();
  const signal = (id: string) =>
    onSignalEvent(scene.ctx, { strategyId: scene.strategyId, seq: scene.seq, signalId: id });
  const stateOf = async (signalId: string) => scene.ctx.db.copy.findFirst({ where: { signalId, userId } });
  scene.quote("42280", "42285");
  const opened = await scene.open();
  await signal(opened);
  const waits = await scene.open({ entry: { type: "limit", low: "41900", high: "42000" } });
  await signal(waits);
  await scene.ctx.db.user.update({ where: { id: userId }, data: { trialEndsAt: new Date(scene.ctx.clock.now()) } });

  const add = { cause: "provider", fraction: "0.5", price: "42285", remaining: "1.5", entryPrice: "42285" };
  await scene.event(opened, "ADD", add, { remaining: "1.5" });
  await signal(opened);
  const held = await scene.ctx.db.copy.findFirst({
    where: { signalId: opened, userId },
    select: { steps: { orderBy: { seq: "desc" }, take: 1 } },
  });
  expect(held?.steps[0]).toMatchObject({ outcome: "nothing", text: expect.stringContaining("under /billing/plan") });

  const close = { cause: "provider", fraction: "1", price: "42500", remaining: "0" };
  await scene.event(opened, "CLOSE", close, { state: "CLOSED" });
  await signal(opened);
  expect(await stateOf(opened)).toMatchObject({ state: "CLOSED", reason: "provider" });
  scene.quote("41990", "41995");
  await scene.event(waits, "ENTER", { price: "41995" }, { state: "OPEN", entryPrice: "41995" });
  await signal(waits);
  expect(await stateOf(waits)).toMatchObject({ state: "SKIPPED", reason: "trial_over" });
});
