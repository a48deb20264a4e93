import { describe, expect, it } from "vitest";
import { HOUR_MS } from "@/lib/kernel/time";
import { testDb } from "@/lib/testing/test-db";
import { listDeliveries } from "./admin-queries.ts";
import { addChannel, sendDue, stage, states, TestSender, tell } from "./deliveries.fixture.ts";
import { resendInput } from "./input.ts";
import { resend } from "./resend.ts";
import { resentWords } from "./resent-words.ts";

const db = testDb();
const DOWN = { ok: false, kind: "retry", reason: "503" } as const;
const IP = "203.0.113.7";

/** Two dead letters and a refused one on one channel; the other end works again. */
async function arrange() {
  const { scene, ctx } = await stage(db);
  const { userId } = await scene.follower({ mode: "NOTIFY" });
  const channel = await addChannel(ctx, userId);
  const sender = new TestSender();
  const admin = { userId: ctx.ids.make("user") };
  for (const title of ["A", "B"]) {
    await tell(ctx, userId, "billing", { title });
    sender.answers(...Array.from({ length: 10 }, () => DOWN));
    for (let n = 0; n < 10; n += 1) {
      await sendDue(ctx, sender);
      ctx.clock.advance(2 * HOUR_MS);
    }
  }
  sender.answers({ ok: false, kind: "refused", reason: "Too long" });
  await tell(ctx, userId, "billing", { title: "C" });
  await sendDue(ctx, sender);
  const idOf = async (title: string) =>
    (await ctx.db.delivery.findFirstOrThrow({ where: { channelId: channel, title } })).id;
  return { scene, ctx, userId, channel, sender, admin, idOf };
}

describe("a dead letter", () => {
  it("is listed for an admin without what it says, and sent again under its id, one alone", async () => {
    const { ctx, channel, sender, admin, idOf } = await arrange();
    expect((await states(ctx, channel)).map(({ title, state }) => [title, state])).toEqual([
      ["A", "DEAD"],
      ["B", "DEAD"],
      ["C", "FAILED"],
    ]);
    const { items } = await listDeliveries(ctx.db, { state: "DEAD", channelId: channel }, { limit: 10 });
    expect(items).toMatchObject([
      { id: await idOf("B"), attempts: 10, reason: "503" },
      { id: await idOf("A"), attempts: 10, reason: "503" },
    ]);
    expect(JSON.stringify(items)).not.toContain("What happened");
    const deliveryId = await idOf("A");
    expect(await resend(ctx, admin, resendInput.parse({ deliveryId }), IP)).toEqual({
      ok: true,
      value: { count: 1, unwanted: 0 },
    });
    expect(await states(ctx, channel)).toMatchObject([
      { state: "QUEUED", attempts: 0 },
      { state: "DEAD" },
      { state: "FAILED" },
    ]);
    await sendDue(ctx, sender);
    expect(sender.sent.at(-1)).toMatchObject({ id: deliveryId, title: "A" });
    expect((await states(ctx, channel))[0]).toMatchObject({ state: "SENT", attempts: 1 });
    const audit = await ctx.db.auditEntry.findMany({ where: { action: "delivery.resent", subjectId: deliveryId } });
    expect(audit).toMatchObject([{ actorId: admin.userId, ip: IP }]);
  });

  it("and all others of its channel are sent again in their order, at once though the channel was at rest", async () => {
    const { ctx, channel, sender, admin } = await arrange();
    await ctx.db.channel.update({ where: { id: channel }, data: { retryAt: new Date(ctx.clock.now() + HOUR_MS) } });
    expect(await resend(ctx, admin, resendInput.parse({ channelId: channel }), IP)).toEqual({
      ok: true,
      value: { count: 3, unwanted: 0 },
    });
    const before = sender.sent.length;
    await sendDue(ctx, sender);
    expect(sender.sent.slice(before).map(({ title }) => title)).toEqual(["A", "B", "C"]);
    expect(await resend(ctx, admin, resendInput.parse({ channelId: channel }), IP)).toMatchObject({
      ok: false,
      reason: "not_found",
    });
    expect((await states(ctx, channel)).map(({ state }) => state)).toEqual(["SENT", "SENT", "SENT"]);
  });

  it("of a signal is not sent again once access ended", async () => {
    const { scene, ctx, userId, channel, sender, admin } = await arrange();
    scene.quote("42280", "42285");
    const signalId = await scene.open();
    await tell(ctx, userId, "signal", { title: "New signal", link: `/signals/${signalId}` });
    sender.answers({ ok: false, kind: "refused", reason: "Too long" });
    await sendDue(ctx, sender);
    await scene.lapse(userId);
    const before = sender.sent.length;
    await resend(ctx, admin, resendInput.parse({ channelId: channel }), IP);
    await sendDue(ctx, sender);
    expect(sender.sent.slice(before).map(({ title }) => title)).toEqual(["A", "B", "C"]);
    expect((await states(ctx, channel)).at(-1)).toMatchObject({ state: "SKIPPED", reason: "Access had ended" });
  });

  it("of a kind that its channel takes no more is left, and whoever asks hears why", async () => {
    const { ctx, userId, channel, sender, admin, idOf } = await arrange();
    await tell(ctx, userId, "system", { title: "D" });
    sender.answers({ ok: false, kind: "refused", reason: "Too long" });
    await sendDue(ctx, sender);
    await ctx.db.channel.update({ where: { id: channel }, data: { events: ["system"] } });
    const before = await states(ctx, channel);
    expect(await resend(ctx, admin, resendInput.parse({ deliveryId: await idOf("A") }), IP)).toMatchObject({
      ok: false,
      reason: "conflict",
      detail: "The channel's owner wants no messages of that kind there any more.",
    });
    expect(await states(ctx, channel)).toEqual(before);
    const all = await resend(ctx, admin, resendInput.parse({ channelId: channel }), IP);
    expect(all).toEqual({ ok: true, value: { count: 1, unwanted: 3 } });
    expect(all.ok && resentWords(all.value)).toBe(
      "1 message is sent again. 3 of a kind that the channel takes no more are left.",
    );
    expect((await states(ctx, channel)).map(({ state }) => state)).toEqual(["DEAD", "DEAD", "FAILED", "QUEUED"]);
    await ctx.db.channel.update({ where: { id: channel }, data: { state: "OFF" } });
    expect(await resend(ctx, admin, resendInput.parse({ channelId: channel }), IP)).toMatchObject({
      ok: false,
      detail: expect.stringContaining("is off"),
    });
  });

  it("is named by one of delivery or channel, not by none or both", () => {
    for (const input of [{}, { deliveryId: "dlv_1", channelId: "chn_1" }, { deliveryId: "dlv_1", state: "SENT" }])
      expect(resendInput.safeParse(input).success).toBe(false);
  });
});
