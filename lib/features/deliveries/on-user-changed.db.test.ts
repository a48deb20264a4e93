import { describe, expect, it } from "vitest";
import { testDb } from "@/lib/testing/test-db";
import { sendDue, stage, states, TestSender, tell } from "./deliveries.fixture.ts";
import { onUserChanged } from "./on-user-changed.ts";

const db = testDb();

/** Somebody with a confirmed address, and what changes of him. */
async function arrange() {
  const { scene, ctx } = await stage(db);
  const { userId } = await scene.follower();
  const change = async (data: { email?: string; bannedAt?: Date | null; emailVerifiedAt?: Date | null }) => {
    await ctx.db.user.update({ where: { id: userId }, data });
    await onUserChanged(ctx, { userId });
  };
  const channels = async () => {
    const rows = await ctx.db.channel.findMany({ where: { userId }, orderBy: { createdAt: "asc" } });
    return rows.map(({ address, state, stateReason }) => ({ address, state, stateReason }));
  };
  const email = `${userId}@mail.test`;
  await change({ email, emailVerifiedAt: new Date(ctx.clock.now()) });
  const { id } = await ctx.db.channel.findFirstOrThrow({ where: { userId, address: email } });
  const turn = (state: "PAUSED" | "OFF", stateReason: string | null) =>
    ctx.db.channel.update({ where: { id }, data: { state, stateReason } });
  return { ctx, userId, email, id, change, channels, turn };
}

const NOT_HIS = "This is no longer the address of the account";

describe("the mail channel of an account", () => {
  it("tells nothing while the account is suspended, and goes on after", async () => {
    const { ctx, userId, email, id, change, channels } = await arrange();
    await ctx.db.channel.update({ where: { id }, data: { events: ["billing"] } });
    await change({ bannedAt: new Date(ctx.clock.now()) });
    const sender = new TestSender("EMAIL");
    await tell(ctx, userId, "billing", { title: "Meanwhile" });
    await sendDue(ctx, sender);
    await change({ bannedAt: null });
    ctx.clock.advance(1);
    await tell(ctx, userId, "billing", { title: "After" });
    await sendDue(ctx, sender);
    expect(await channels()).toEqual([{ address: email, state: "ACTIVE", stateReason: null }]);
    expect(await states(ctx, id)).toMatchObject([
      { title: "Meanwhile", state: "SKIPPED", reason: "The account is closed" },
      { title: "After", state: "SENT" },
    ]);
  });

  it.each([
    ["PAUSED", null, "PAUSED"],
    ["OFF", "The mailbox does not exist", "OFF"],
    ["OFF", NOT_HIS, "ACTIVE"],
  ] as const)("that was %s (%s) before a suspension is %s after", async (state, reason, after) => {
    const { ctx, change, channels, turn } = await arrange();
    await turn(state, reason);
    await change({ bannedAt: new Date(ctx.clock.now()) });
    await change({ bannedAt: null });
    expect(await channels()).toMatchObject([{ state: after, stateReason: after === "ACTIVE" ? null : reason }]);
  });

  it("is off while the address is another or not confirmed, and on again when it is his once more", async () => {
    const { ctx, email, change, channels } = await arrange();
    ctx.clock.advance(1_000);
    await change({ email: `new-${email}` });
    expect(await channels()).toEqual([
      { address: email, state: "OFF", stateReason: NOT_HIS },
      { address: `new-${email}`, state: "ACTIVE", stateReason: null },
    ]);
    await change({ emailVerifiedAt: null });
    expect((await channels()).map(({ state }) => state)).toEqual(["OFF", "OFF"]);
    await change({ email, emailVerifiedAt: new Date(ctx.clock.now()) });
    expect((await channels()).map(({ state }) => state)).toEqual(["ACTIVE", "OFF"]);
  });
});
