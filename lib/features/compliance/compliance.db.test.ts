import { describe, expect, it } from "vitest";
import { openDesk } from "@/lib/features/orders/orders.fixture";
import { type Actor, sessionlessActor } from "@/lib/kernel/actor";
import { dec } from "@/lib/kernel/decimal";
import { DAY_MS, HOUR_MS, MINUTE_MS, utcDay } from "@/lib/kernel/time";
import { testDb } from "@/lib/testing/test-db";
import { onIntentsChanged } from "./on-intents-changed.ts";
import { onLimitsRaised } from "./on-limits-raised.ts";
import { listFlags } from "./queries.ts";
import { complianceReport } from "./report-csv.ts";
import { reviewFlag } from "./review-flag.ts";
import { setIdentity } from "./set-identity.ts";

const db = testDb();
type Desk = Awaited<ReturnType<typeof openDesk>>;

async function desk(): Promise<Desk> {
  const opened = await openDesk(db, { funds: { USDT: "1000000" } });
  await opened.start();
  await opened.round();
  opened.venue.price(10_000);
  return opened;
}

/** An entry of so many dollars; then the worker's look at it. */
async function trades(one: Desk, signal: string, usd: string): Promise<void> {
  const { ctx, userId } = one;
  const planned = await one.plan(
    signal,
    { qty: dec(usd).div(10_000), price: dec(10_000), stopLoss: dec(9_000) },
    { equityUsd: dec(1_000_000) },
  );
  const intentId = planned.ok ? planned.value.intentId : "";
  for (let look = 0; look < 2; look += 1) await onIntentsChanged(ctx, [{ intentId, userId }]);
}

const flagsOf = async ({ ctx, userId }: Desk) =>
  (await listFlags(ctx.db, { limit: 100 })).items.filter(({ user }) => user.id === userId);
const kindsOf = async (one: Desk) => (await flagsOf(one)).map(({ kind }) => kind);

async function admin({ ctx }: Desk): Promise<Actor> {
  const id = ctx.ids.make("user");
  const who = { email: `${id}@compliance.test`, name: id, role: "ADMIN" as const };
  const createdAt = new Date(ctx.clock.now());
  await ctx.db.user.create({ data: { ...who, id, slug: id.replaceAll("_", "-"), createdAt } });
  return { ...sessionlessActor({ userId: id, ...who }), totpEnabled: true, mfaAt: ctx.clock.now() };
}

describe("flags (K91)", () => {
  it("come for a trade of 50,000 USD once, and for none of a cent less", async () => {
    const one = await desk();
    await trades(one, "sig_small", "49999.99");
    expect(await kindsOf(one)).toEqual([]);
    await trades(one, "sig_large", "50000");
    expect(await flagsOf(one)).toMatchObject([{ kind: "LARGE_TRADE", usd: "50000", review: null }]);
  });

  it("come for the third trade just under 10,000 USD within a day, once a day, told to admins and to nobody else", async () => {
    const one = await desk();
    for (const signal of ["sig_1", "sig_2"]) await trades(one, signal, "9500");
    expect(await kindsOf(one)).toEqual([]);
    for (const signal of ["sig_3", "sig_4"]) await trades(one, signal, "9999");
    expect(await kindsOf(one)).toEqual(["SPLITTING"]);
    const told = await db.owner<{ type: string; payload: { link?: string } }>(
      "SELECT type, payload FROM outbox WHERE payload::text LIKE $1 AND type NOT IN ('intent.changed')",
      [`%${one.userId}%`],
    );
    expect(told).toMatchObject([{ type: "operations.alarm", payload: { link: "/admin/compliance" } }]);
    one.ctx.clock.advance(DAY_MS - 1);
    one.venue.price(10_000);
    await trades(one, "sig_5", "9500");
    expect(await kindsOf(one)).toEqual(["SPLITTING", "SPLITTING"]);
  });

  it("come for ten entries within a minute, not for ten in two", async () => {
    const [fast, slow] = [await desk(), await desk()];
    for (let n = 0; n < 10; n += 1) {
      await trades(fast, `sig_${n}`, "100");
      fast.ctx.clock.advance(5_000);
      await trades(slow, `sig_${n}`, "100");
      slow.ctx.clock.advance(MINUTE_MS / 5);
    }
    expect([await kindsOf(fast), await kindsOf(slow)]).toEqual([["BURST"], []]);
  });

  it("do not count what a guard refused", async () => {
    const one = await desk();
    await one.ctx.db.tradeLimits.update({ where: { userId: one.userId }, data: { entriesPerDay: 0 } });
    for (const signal of ["sig_1", "sig_2", "sig_3"]) await trades(one, signal, "9500");
    expect(await kindsOf(one)).toEqual([]);
  });

  it("come for limits raised on a device of today, not on one known for longer", async () => {
    const one = await desk();
    const { ctx, userId } = one;
    const now = ctx.clock.now();
    const signIn = async (userAgent: string, agoMs: number): Promise<string> => {
      const id = ctx.ids.make("deviceSession");
      const at = new Date(now - agoMs);
      await ctx.db.deviceSession.create({
        data: { id, userId, userAgent, ip: "", createdAt: at, lastSeenAt: at, expiresAt: new Date(now + DAY_MS) },
      });
      return id;
    };
    const raise = (sessionId: string | null) =>
      onLimitsRaised(ctx, { userId, sessionId, limits: ["maxTradeUsd"] }, new Date(now));
    await signIn("Known", DAY_MS);
    await raise(await signIn("Known", HOUR_MS));
    await raise(null);
    expect(await kindsOf(one)).toEqual([]);
    const fresh = await signIn("New", HOUR_MS);
    for (let look = 0; look < 2; look += 1) await raise(fresh);
    expect(await flagsOf(one)).toMatchObject([
      { kind: "RAISED_ON_NEW_DEVICE", reason: expect.stringMatching(/^Raised the most a trade may be worth from/) },
    ]);
  });
});

describe("the admins' queue", () => {
  it("keeps each decision with its note, on record, and refuses to change what stands", async () => {
    const one = await desk();
    await trades(one, "sig_large", "60000");
    const [flag] = await flagsOf(one);
    const who = await admin(one);
    const flagId = flag?.id ?? "";
    expect(await reviewFlag(one.ctx, who, { flagId: "cfl_none", verdict: "CLEARED", note: "no such" })).toMatchObject({
      reason: "not_found",
    });
    await reviewFlag(one.ctx, who, { flagId, verdict: "CLEARED", note: "A known fund." });
    one.ctx.clock.advance(1);
    await reviewFlag(one.ctx, who, { flagId, verdict: "REPORTED", note: "It was not." });
    expect((await flagsOf(one))[0]?.review).toMatchObject({ verdict: "REPORTED", note: "It was not.", by: who.email });
    expect(await one.ctx.db.complianceReview.count({ where: { flagId } })).toBe(2);
    expect(await one.ctx.db.auditEntry.count({ where: { subjectId: flagId, actorId: who.userId } })).toBe(2);
    expect((await listFlags(one.ctx.db, { state: "OPEN", limit: 100 })).items.map(({ id }) => id)).not.toContain(
      flagId,
    );
    for (const change of ["UPDATE compliance_flags SET reason = ''", "DELETE FROM compliance_reviews"])
      await expect(one.ctx.db.$executeRawUnsafe(change)).rejects.toThrow(/permission denied/);
  });

  it("pages by its cursor, newest first", async () => {
    const one = await desk();
    for (const signal of ["sig_a", "sig_b", "sig_c"]) {
      one.ctx.clock.advance(1);
      await trades(one, signal, "50000");
    }
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await listFlags(one.ctx.db, { limit: 1, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.filter(({ user }) => user.id === one.userId).map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen).toEqual((await flagsOf(one)).map(({ id }) => id));
    expect(seen).toHaveLength(3);
  });
});

describe("an identity", () => {
  it("is recorded with a fresh second factor and a reason, and lets the larger trade through", async () => {
    const one = await desk();
    const { ctx, userId } = one;
    await ctx.db.tradeLimits.update({ where: { userId }, data: { identityVerifiedAt: null } });
    const who = await admin(one);
    const set = (verified: boolean, by = who) =>
      setIdentity(ctx, by, { user: userId, verified, reason: "Passport seen." });
    const large = { qty: dec("1.000001"), price: dec(10_000), stopLoss: dec(9_000) };
    expect(await one.plan("sig_before", large)).toMatchObject({
      detail: expect.stringContaining("KYC verification required"),
    });
    await expect(set(true, { ...who, mfaAt: null })).rejects.toMatchObject({ code: "mfa_required" });
    expect(await set(true)).toMatchObject({ ok: true });
    expect(await set(true)).toMatchObject({ ok: false, reason: "conflict" });
    expect(await one.plan("sig_after", large)).toMatchObject({ ok: true });
    await set(false);
    expect(await one.plan("sig_again", large)).toMatchObject({ ok: false });
    const entries = await ctx.db.auditEntry.findMany({ where: { actorId: who.userId }, orderBy: { seq: "asc" } });
    expect(entries.map(({ action }) => action)).toEqual(["identity.verified", "identity.withdrawn"]);
  });
});

it("reports trades and flags of a span as CSV, refused ones with what refused them", async () => {
  const one = await desk();
  await trades(one, "sig_large", "50000");
  await one.ctx.db.tradeLimits.update({ where: { userId: one.userId }, data: { entriesPerDay: 1 } });
  one.ctx.clock.advance(1);
  await one.plan("sig_more", { qty: dec("0.01"), price: dec(10_000), stopLoss: dec(9_000) });
  const day = utcDay(one.ctx.clock.now());
  const lines = async (what: "trades" | "flags") =>
    (await complianceReport(one.ctx, { what, from: day, to: day })).body
      .split("\r\n")
      .filter((line) => line.includes(one.userId))
      .map((line) => line.split(","));
  expect((await lines("trades")).map((cells) => [...cells.slice(7, 10), cells.at(-1)])).toEqual([
    ["BUY", "5", "50000", ""],
    ["BUY", "0.01", "0", "entries_day"],
  ]);
  expect((await lines("flags")).map(([, , kind]) => kind)).toEqual(["LARGE_TRADE"]);
  expect((await complianceReport(one.ctx, { what: "trades", from: "2020-01-01", to: "2020-01-02" })).body).toBe(
    "at,intentId,userId,email,identityVerified,exchange,symbol,side,qty,plannedUsd,countedUsd,state,refusedBy\r\n",
  );
});
