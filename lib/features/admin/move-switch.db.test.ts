import { describe, expect, it } from "vitest";
import { openDesk } from "@/lib/features/orders/orders.fixture";
import { type Actor, sessionlessActor } from "@/lib/kernel/actor";
import { testDb } from "@/lib/testing/test-db";
import { type EngageSwitchInput, engageSwitchInput } from "./input.ts";
import { listSwitches } from "./list-switches.ts";
import { engage, release } from "./move-switch.ts";

const db = testDb();

async function scene() {
  const desk = await openDesk(db);
  await desk.start();
  await desk.round();
  const ctx = { ...desk.ctx, tradeVenues: desk.venue };
  const id = ctx.ids.make("user");
  const who = { email: `${id}@switches.test`, name: id, role: "ADMIN" as const };
  const createdAt = new Date(ctx.clock.now());
  await ctx.db.user.create({ data: { ...who, id, slug: id.replaceAll("_", "-"), createdAt } });
  const admin: Actor = { ...sessionlessActor({ userId: id, ...who }), totpEnabled: true, mfaAt: ctx.clock.now() };
  /** The database is every test's: what others left engaged is theirs. */
  const engaged = async () => (await listSwitches(ctx)).filter(({ by }) => by === who.email);
  const stop = (more: Partial<EngageSwitchInput>) =>
    engage(ctx, admin, engageSwitchInput.parse({ scope: "PLATFORM", reason: "A drill.", ...more }));
  return { desk, ctx, admin, engaged, stop };
}

describe("kill switches of admins (O42)", () => {
  it.each([
    ["PLATFORM", ""],
    ["EXCHANGE", "Binance"],
    ["USER", ""],
  ] as const)("stop entries by %s, and let them go after a release", async (scope, typed) => {
    const { desk, ctx, admin, stop } = await scene();
    const key = scope === "USER" ? `${desk.userId}@example.test` : typed;
    const stopped = await stop({ scope, key });
    const place = stopped.ok ? stopped.value : { scope, key };
    expect(stopped).toMatchObject({
      ok: true,
      value: { key: { PLATFORM: "", EXCHANGE: "binance", USER: desk.userId }[scope] },
    });
    expect(await desk.plan("sig_stopped")).toMatchObject({ ok: false, detail: expect.stringContaining("A drill.") });
    expect(await release(ctx, admin, place)).toMatchObject({ ok: true });
    expect(await desk.plan("sig_released")).toMatchObject({ ok: true });
    expect(await release(ctx, admin, place)).toMatchObject({ ok: false, reason: "not_found" });
  });

  it("say who, why and since when, and `stopped` only once the exchange showed it", async () => {
    const { desk, admin, engaged, stop } = await scene();
    await desk.plan("sig_waiting");
    await stop({ scope: "USER", key: desk.userId });
    expect(await engaged()).toMatchObject([
      { scope: "USER", name: `${desk.userId}@example.test`, reason: "A drill.", by: admin.email, stopped: false },
    ]);
    await desk.work(90);
    expect(await engaged()).toMatchObject([{ stopped: true, ordersLeft: 0, unconfirmed: 0, accounts: 1 }]);
  });

  it("are not released without a second factor of the last ten minutes", async () => {
    const { ctx, admin, stop } = await scene();
    await stop({});
    ctx.clock.advance(600_001);
    await expect(release(ctx, admin, { scope: "PLATFORM", key: "" })).rejects.toMatchObject({ code: "mfa_required" });
    const factor = { ...admin, mfaAt: ctx.clock.now() };
    expect(await release(ctx, factor, { scope: "PLATFORM", key: "" })).toMatchObject({ ok: true });
  });

  it.each([
    ["EXCHANGE", "nowhere", "Choose one of binance."],
    ["EXCHANGE", "", "Name the exchange."],
    ["USER", "nobody@example.test", "There is no user nobody@example.test."],
    ["STRATEGY", "str_none", "There is no strategy str_none."],
    ["SESSION", "tse_none", "There is no session tse_none."],
    ["PLATFORM", "binance", "The platform has no key; leave it empty."],
  ] as const)("refuse what would stop nothing: %s %s", async (scope, key, text) => {
    const { engaged, stop } = await scene();
    expect(await stop({ scope, key })).toMatchObject({ ok: false, fieldErrors: { key: [text] } });
    expect(await engaged()).toEqual([]);
  });
});
