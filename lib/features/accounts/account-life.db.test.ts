import { beforeEach, describe, expect, it, vi } from "vitest";
import { livingOrders } from "@/lib/features/copies/live/live-queries";
import { revokeAllKeys } from "@/lib/features/exchange-keys/revoke-key";
import { countOpenStrategies } from "@/lib/features/marketplace/queries";
import { countLiveSessions } from "@/lib/features/trading-sessions/queries";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS, HOUR_MS } from "@/lib/kernel/time";
import { accountCtx } from "@/lib/testing/account-ctx";
import type { TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { appendAudit } from "./audit.ts";
import { clientByIdOrEmail } from "./client-queries.ts";
import { closeAccount, type EndAll } from "./close-account.ts";
import { createAdmin } from "./create-admin.ts";
import { ensureSandboxUser } from "./ensure-sandbox-user.ts";
import { exportOf } from "./export-of.ts";
import { registerFormInput } from "./input.ts";
import { type OAuthIdentity, userOfOAuth } from "./oauth-sign-in.ts";
import { pruneAccounts } from "./prune-accounts.ts";
import { liveSession, providerBySlug, transfersActive } from "./queries.ts";
import { register } from "./register.ts";
import { resetPassword } from "./reset-password.ts";
import { revokeSession } from "./revoke-sessions.ts";
import { setPlan } from "./set-plan.ts";
import { signInBrowser } from "./sign-in.ts";
import { chooseRole } from "./update-profile.ts";

const db = testDb();
const from = { ip: "203.0.113.11", userAgent: "test" };
const PASSWORD = "a plain sentence of mine";
let ctx: TestCtx;
let serial = 0;

beforeEach(() => {
  ctx = accountCtx(db.web);
});

async function signedIn(role: "SUBSCRIBER" | "PROVIDER" = "SUBSCRIBER"): Promise<Actor & { sessionId: string }> {
  serial += 1;
  const email = `life${serial}@example.org`;
  await register(ctx, { email, password: PASSWORD, name: "Life", role }, from);
  const opened = await signInBrowser(ctx, { email, password: PASSWORD }, from);
  if (!opened.ok) throw new Error(opened.reason);
  const { user, sessionId } = opened.value;
  const { id: userId, name, emailVerified, totpEnabled } = user;
  return { userId, role, email, name, emailVerified, totpEnabled, sessionId, scopes: null, mfaAt: null };
}

describe("a plan", () => {
  it("is the trial until another is set, by id or address, and each change is audited once", async () => {
    const { userId, email } = await signedIn();
    expect(await clientByIdOrEmail(ctx.db, userId)).toMatchObject({ plan: "TRIAL" });
    expect(await setPlan(ctx, userId, "PRO")).toMatchObject({ ok: true, value: { from: "TRIAL", to: "PRO" } });
    expect(await setPlan(ctx, email.toUpperCase(), "PRO")).toMatchObject({ ok: true, value: { from: "PRO" } });
    expect(await clientByIdOrEmail(ctx.db, userId)).toMatchObject({ plan: "PRO" });
    const told = await ctx.db.auditEntry.findMany({ where: { action: "plan.changed", subjectId: userId } });
    expect(told.map(({ detail }) => detail)).toEqual([{ from: "TRIAL", to: "PRO", why: "set by hand" }]);
    expect(await setPlan(ctx, "nobody@example.org", "PRO")).toMatchObject({ ok: false, reason: "not_found" });
  });
});

it("begins in the zone of the browser that signed up, and in UTC where that names none that is known", async () => {
  const account = { password: PASSWORD, name: "Zoned", role: "SUBSCRIBER" };
  for (const [email, timeZone, zone] of [
    ["zoned1@example.org", "Asia/Kolkata", "Asia/Kolkata"],
    ["zoned2@example.org", "Mars/Olympus", "UTC"],
    ["zoned3@example.org", "", "UTC"],
  ]) {
    await register(ctx, registerFormInput.parse({ ...account, email, timeZone }), from);
    expect(await ctx.db.user.findUniqueOrThrow({ where: { email: email ?? "" } })).toMatchObject({ timeZone: zone });
  }
});

it("has a trial of 14 days from its sign-up; a person of a sandbox has one without an end", async () => {
  const { userId } = await signedIn();
  const endOf = async (id: string) =>
    (await ctx.db.user.findUniqueOrThrow({ where: { id }, select: { trialEndsAt: true } })).trialEndsAt;
  expect((await endOf(userId))?.getTime()).toBe(ctx.clock.now() + 14 * DAY_MS);
  const sandbox = { email: "sandbox@example.org", name: "Sand", role: "SUBSCRIBER", password: PASSWORD } as const;
  const id = await ensureSandboxUser(ctx, sandbox);
  expect(await endOf(id)).toBeNull();
  // One from before the rule was given an end by the migration.
  await ctx.db.user.update({ where: { id }, data: { trialEndsAt: new Date(ctx.clock.now()) } });
  expect(await ensureSandboxUser(ctx, sandbox)).toBe(id);
  expect(await endOf(id)).toBeNull();
});

describe("an identity of another service", () => {
  const identity: OAuthIdentity = {
    provider: "auth0",
    providerAccountId: "auth0|1",
    email: "Olga@Example.org",
    emailVerified: true,
    name: "Olga\u202e <b>\n",
  };

  it("makes a subscriber with a confirmed address, and is the same one ever after", async () => {
    const made = await userOfOAuth(ctx, identity, from);
    expect(made).toMatchObject({
      ok: true,
      value: {
        isNew: true,
        user: { email: "olga@example.org", role: "SUBSCRIBER", name: "Olga b", passwordHash: null },
      },
    });
    const again = await userOfOAuth(ctx, { ...identity, email: "changed@example.org" }, from);
    expect(again).toMatchObject({ ok: true, value: { isNew: false, user: { email: "olga@example.org" } } });
  });

  it("makes one user of several at once", async () => {
    const olga = { ...identity, providerAccountId: "auth0|many", email: "many@example.org" };
    await Promise.all([1, 2, 3].map(() => userOfOAuth(ctx, olga, from)));
    expect(await db.web.user.count({ where: { email: "many@example.org" } })).toBe(1);
  });

  it("without a confirmed address is nobody's, and joins no account whose own is unconfirmed", async () => {
    const { email, userId } = await signedIn();
    const theirs = { ...identity, providerAccountId: "auth0|2", email };
    expect(await userOfOAuth(ctx, { ...theirs, emailVerified: false }, from)).toMatchObject({
      ok: false,
      reason: "denied",
    });
    expect(await userOfOAuth(ctx, { ...theirs, email: null }, from)).toMatchObject({ ok: false, reason: "denied" });
    expect(await userOfOAuth(ctx, theirs, from)).toMatchObject({ ok: false, reason: "not_linked" });
    await db.web.user.update({ where: { id: userId }, data: { emailVerifiedAt: new Date() } });
    expect(await userOfOAuth(ctx, theirs, from)).toMatchObject({
      ok: true,
      value: { isNew: false, user: { id: userId } },
    });
  });
});

describe("roles", () => {
  it("a subscriber becomes a provider, never back and nobody an admin", async () => {
    const actor = await signedIn();
    expect(await chooseRole(ctx, actor, "PROVIDER")).toMatchObject({ ok: true, value: { role: "PROVIDER" } });
    expect(await chooseRole(ctx, { ...actor, role: "PROVIDER" }, "SUBSCRIBER")).toMatchObject({ ok: false });
    const { slug } = await db.web.user.findUniqueOrThrow({ where: { id: actor.userId } });
    const shown = await providerBySlug(ctx.db, slug);
    expect(Object.keys(shown ?? {}).sort()).toEqual(["bio", "id", "joinedAt", "name", "payoutVerified", "slug"]);
    expect(await transfersActive(ctx.db, actor.userId)).toBe(false);
  });

  it("an admin is made from the machine only, with a link that works once within the hour", async () => {
    const made = await createAdmin(ctx, "root@example.org");
    if (!made.ok) throw new Error(made.reason);
    const token = new URL(made.value.link).searchParams.get("token") ?? "";
    const second = await createAdmin(ctx, "root@example.org");
    expect(second).toMatchObject({ ok: true, value: { isNew: false, userId: made.value.userId } });
    const input = { token, password: "an entirely new sentence" };
    expect(await resetPassword(ctx, input)).toMatchObject({ ok: false }); // the newer link took its place
    const link = second.ok ? new URL(second.value.link).searchParams.get("token") : null;
    expect((await resetPassword(ctx, { ...input, token: link ?? "" })).ok).toBe(true);
    expect(await clientByIdOrEmail(ctx.db, " ROOT@example.org")).toMatchObject({ role: "ADMIN", emailVerified: true });
    const third = await createAdmin(ctx, "root@example.org");
    ctx.clock.advance(HOUR_MS);
    const late = third.ok ? (new URL(third.value.link).searchParams.get("token") ?? "") : "";
    expect(await resetPassword(ctx, { ...input, token: late })).toMatchObject({ ok: false });
    const { email } = await signedIn();
    expect(await createAdmin(ctx, email)).toMatchObject({ ok: false, reason: "conflict" });
  });
});

it("signs out no device of another user", async () => {
  const [one, two] = [await signedIn(), await signedIn()];
  expect(await revokeSession(ctx, one, two.sessionId)).toMatchObject({ ok: false, reason: "not_found" });
  expect(await liveSession(ctx.db, two.sessionId)).not.toBeNull();
});

it("exports one's own data without a secret", async () => {
  const actor = await signedIn();
  const text = JSON.stringify(await exportOf(ctx, actor));
  expect(text).toContain(actor.email);
  expect(text).not.toMatch(/hash|totpSecret|plain:/i);
});

describe("closing an account", () => {
  it("erases who it was, ends every sign-in and keeps the id", async () => {
    const actor = await signedIn("PROVIDER");
    const { slug } = await db.web.user.findUniqueOrThrow({ where: { id: actor.userId } });
    expect(slug).toMatch(/^life-/);
    expect(await closeAccount(ctx, actor, "wrong", from.ip, { business: [], ends: [] })).toMatchObject({
      ok: false,
      reason: "invalid_credentials",
    });
    expect((await closeAccount(ctx, actor, PASSWORD, from.ip, { business: [countOpenStrategies], ends: [] })).ok).toBe(
      true,
    );
    const [row] = await db.owner<{ text: string }>("SELECT users::text AS text FROM users WHERE id = $1", [
      actor.userId,
    ]);
    expect(row?.text).not.toContain(actor.email);
    expect(row?.text).not.toContain(slug);
    expect(await liveSession(ctx.db, actor.sessionId)).toBeNull();
    expect((await signInBrowser(ctx, { email: actor.email, password: PASSWORD }, from)).ok).toBe(false);
  });

  it("waits while a strategy sells, and for a fresh second factor where there is one", async () => {
    const actor = await signedIn("PROVIDER");
    await db.owner(
      `INSERT INTO strategies (id, slug, "providerId", name, description, kind, status, version, "supportedPairs", "supportedTimeframes",
         exchanges, "priceAmount", "priceCurrency", "isPublic", "createdAt", "updatedAt")
       VALUES ('str_life', 'life', $1, 'Life', '', 'EXTERNAL', 'ACTIVE', 1, '{}', '{}', '{}', 0, 'USD', true, now(), now())`,
      [actor.userId],
    );
    const parts = { business: [countOpenStrategies], ends: [] };
    expect(await closeAccount(ctx, actor, PASSWORD, from.ip, parts)).toMatchObject({
      ok: false,
      reason: "conflict",
    });
    await expect(closeAccount(ctx, { ...actor, totpEnabled: true }, PASSWORD, from.ip, parts)).rejects.toMatchObject({
      code: "mfa_required",
    });
  });
});

const WAITERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

it("closes an account beside a sign-in that comes while it ends what is the user's: neither waits for the other for good", async () => {
  const actor = await signedIn();
  const { email } = actor;
  let beside: Promise<unknown> = Promise.resolve();
  const end: EndAll = async (tx, its, userId) => {
    await appendAudit(tx, its, { actorId: userId, action: "test.ended", subject: "user", subjectId: userId });
    beside = signInBrowser(ctx, { email, password: PASSWORD }, from).catch((error: unknown) => error);
    await vi.waitFor(async () => expect(await db.owner(WAITERS)).not.toEqual([]), 5_000); // it has come as far as it gets
  };
  expect(await closeAccount(ctx, actor, PASSWORD, from.ip, { business: [], ends: [end] })).toMatchObject({ ok: true });
  expect(await beside).toMatchObject({ ok: false, reason: "invalid_credentials" });
});

describe("closing an account with exchange keys", () => {
  const parts = { business: [countLiveSessions, livingOrders], ends: [revokeAllKeys] };
  const keyOf = async (userId: string, id: string) => {
    const at = new Date(ctx.clock.now());
    await ctx.db.apiKey.createMany({
      data: [
        {
          ...{ id, userId, exchange: "binance", label: "", maskedKey: "••••life", testnet: false, status: "VALID" },
          ...{ sealed: new Uint8Array([1]), wrappedKey: new Uint8Array([2]), masterKeyId: "test", permissions: {} },
          ...{ validatedAt: at, checkedAt: at, createdAt: at },
        },
      ],
    });
  };
  const stored = (userId: string) =>
    db.owner<{ status: string; bytes: number }>(
      `SELECT status::text AS status, length(sealed) + length("wrappedKey") AS bytes FROM api_keys WHERE "userId" = $1 ORDER BY id`,
      [userId],
    );
  const KEPT = { status: "VALID", bytes: 2 };
  const SHREDDED = { status: "REVOKED", bytes: 0 };

  it("shreds every one of them, and nobody else's, so that no exchange is asked by them again", async () => {
    const [actor, other] = [await signedIn(), await signedIn()];
    await keyOf(actor.userId, "key_life_one");
    await keyOf(actor.userId, "key_life_two");
    await keyOf(other.userId, "key_life_other");
    expect(await closeAccount(ctx, actor, PASSWORD, from.ip, parts)).toMatchObject({ ok: true });
    expect(await stored(actor.userId)).toEqual([SHREDDED, SHREDDED]);
    expect(await stored(other.userId)).toEqual([KEPT]);
    expect(await ctx.db.auditEntry.count({ where: { actorId: actor.userId, action: "exchange_key.revoked" } })).toBe(2);
  });

  it("waits while a live session runs or an order is open, and says so", async () => {
    const actor = await signedIn();
    const { userId } = actor;
    await keyOf(userId, "key_life_busy");
    const refused = {
      ok: false,
      reason: "conflict",
      detail: expect.stringContaining("stop your live sessions, cancel your open orders and close your positions"),
    };
    const at = new Date(ctx.clock.now());
    const place = { userId, exchange: "binance", symbol: "BTC/USDT" };
    await ctx.db.tradingSession.create({
      data: {
        ...{ ...place, id: "ses_life", credentialId: "key_life_busy", mode: "LIVE", state: "RUNNING", startedAt: at },
        ...{ strategy: "s", timeframe: "1h", parameters: {}, settings: {}, source: "replay", engineVersion: "1" },
        ...{ firstBarMs: 0n, nextBarMs: 0n, cash: 0, equity: 0 },
      },
    });
    expect(await closeAccount(ctx, actor, PASSWORD, from.ip, parts)).toMatchObject(refused);
    await ctx.db.tradingSession.update({ where: { id: "ses_life" }, data: { state: "STOPPED" } });
    await ctx.db.tradeRequest.create({
      data: {
        ...{ ...place, id: "trq_life", keyId: "key_life_busy", test: true, maxSlippageBps: 50 },
        ...{ state: "WAITING", createdAt: at },
      },
    });
    expect(await closeAccount(ctx, actor, PASSWORD, from.ip, parts)).toMatchObject(refused);
    expect(await stored(userId)).toEqual([KEPT]);
    await ctx.db.tradeRequest.update({ where: { id: "trq_life" }, data: { state: "REFUSED" } });
    expect(await closeAccount(ctx, actor, PASSWORD, from.ip, parts)).toMatchObject({ ok: true });
    expect(await stored(userId)).toEqual([SHREDDED]);
  });
});

it("forgets what ended a month ago, and nothing that lives", async () => {
  const [gone, alive] = [await signedIn(), await signedIn()];
  await revokeSession(ctx, gone, gone.sessionId);
  ctx.clock.advance(29 * DAY_MS);
  await pruneAccounts(ctx);
  expect(await db.web.deviceSession.count({ where: { id: gone.sessionId } })).toBe(1);
  ctx.clock.advance(2 * DAY_MS);
  expect(await pruneAccounts(ctx)).toBeGreaterThan(0);
  expect(await db.web.deviceSession.count({ where: { id: gone.sessionId } })).toBe(0);
  expect(await db.web.deviceSession.count({ where: { id: alive.sessionId } })).toBe(1);
});
