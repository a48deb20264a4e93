import { createHmac } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { createApiToken, revokeApiToken } from "@/lib/features/accounts/api-tokens";
import { changePassword } from "@/lib/features/accounts/change-password";
import { register } from "@/lib/features/accounts/register";
import { revokeSession, signOutEverywhere } from "@/lib/features/accounts/revoke-sessions";
import { signInBrowser, signInProgram } from "@/lib/features/accounts/sign-in";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS, MINUTE_MS } from "@/lib/kernel/time";
import { accountCtx } from "@/lib/testing/account-ctx";
import { publishEdges } from "@/lib/testing/edges";
import type { TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { readAccessToken, signAccessToken } from "./access-token.ts";
import { forgetActors } from "./actor-cache.ts";
import { actorOf } from "./actor-of.ts";
import { authSettings } from "./auth-settings.ts";
import { encodePending, encodeSession, sessionCookieName } from "./session-cookie.ts";

const db = testDb();
const from = { ip: "203.0.113.5", userAgent: "test" };
const PASSWORD = "a plain sentence of mine";
let ctx: TestCtx;
let serial = 0;

beforeEach(() => {
  ctx = accountCtx(db.web);
  publishEdges(ctx);
});

async function person() {
  serial += 1;
  const email = `edge${serial}@example.org`;
  await register(ctx, { email, password: PASSWORD, name: "Edge", role: "SUBSCRIBER" }, from);
  const [browser, program] = await Promise.all([
    signInBrowser(ctx, { email, password: PASSWORD }, from),
    signInProgram(ctx, { email, password: PASSWORD }, from),
  ]);
  if (!browser.ok || !program.ok) throw new Error("not signed in");
  const userId = browser.value.user.id;
  const claims = { userId, sessionId: program.value.sessionId };
  return {
    userId,
    email,
    sessionId: browser.value.sessionId,
    claims,
    cookie: await cookieOf({ userId, sessionId: browser.value.sessionId }),
    bearer: bearer(signAccessToken(authSettings().accessKey, ctx.config.baseUrl, claims, ctx.clock.now())),
  };
}

async function cookieOf(claims: { userId: string; sessionId: string }): Promise<Headers> {
  return new Headers({ cookie: `a=b; ${sessionCookieName()}=${await encodeSession(claims)}` });
}

function bearer(token: string, ip = from.ip): Headers {
  return new Headers({ authorization: `Bearer ${token}`, "x-client-ip": ip });
}

async function actorBy(headers: Headers): Promise<Actor> {
  const found = await actorOf(ctx, headers);
  if (found === null) throw new Error("nobody");
  return found.actor;
}

describe("a session cookie", () => {
  it("names its user by the row, and nobody once the session was revoked, however fresh the memory", async () => {
    const { cookie, userId, email, sessionId } = await person();
    const actor = await actorBy(cookie);
    expect(actor).toMatchObject({ userId, email, role: "SUBSCRIBER", sessionId, scopes: null, emailVerified: false });
    await revokeSession(ctx, actor, sessionId);
    forgetActors(userId); // what action() and the relay do
    expect(await actorOf(ctx, cookie)).toBeNull();
  });

  it("of another user's session, a pending sign-in or another secret names nobody", async () => {
    const [one, two] = [await person(), await person()];
    expect(await actorOf(ctx, await cookieOf({ userId: one.userId, sessionId: two.sessionId }))).toBeNull();
    const pending = await encodePending({ userId: one.userId, via: "password", shown: "x" });
    expect(await actorOf(ctx, new Headers({ cookie: `${sessionCookieName()}=${pending}` }))).toBeNull();
    expect(await actorOf(ctx, new Headers({ cookie: `${sessionCookieName()}=%E0%A4%A` }))).toBeNull();
    expect(await actorOf(ctx, new Headers({ cookie: `${sessionCookieName()}=abc` }))).toBeNull();
  });

  it("ends after 30 days by ctx.clock, and at once for a banned user", async () => {
    const { cookie, userId } = await person();
    ctx.clock.advance(30 * DAY_MS);
    expect(await actorOf(ctx, cookie)).toBeNull();
    const other = await person();
    await db.web.user.update({ where: { id: other.userId }, data: { bannedAt: new Date() } });
    expect(await actorOf(ctx, other.cookie)).toBeNull();
    expect(userId).not.toBe(other.userId);
  });

  it("of each device ends by signing out everywhere, and of the others by a new password", async () => {
    const { cookie, bearer: token, userId } = await person();
    const actor = await actorBy(cookie);
    await changePassword(ctx, actor, { currentPassword: PASSWORD, newPassword: "an entirely new one" }, from.ip);
    forgetActors(userId);
    expect(await actorOf(ctx, cookie)).not.toBeNull();
    await expect(actorOf(ctx, token)).rejects.toMatchObject({ code: "unauthenticated" });
    await signOutEverywhere(ctx, actor);
    forgetActors(userId);
    expect(await actorOf(ctx, cookie)).toBeNull();
  });
});

describe("an access token", () => {
  it("is refused after 15 minutes, and when its session was revoked before", async () => {
    const { bearer: token, claims, userId } = await person();
    expect((await actorOf(ctx, token))?.via).toBe("bearer");
    ctx.clock.advance(15 * MINUTE_MS);
    await expect(actorOf(ctx, token)).rejects.toMatchObject({ code: "token_expired" });
    const fresh = bearer(signAccessToken(authSettings().accessKey, ctx.config.baseUrl, claims, ctx.clock.now()));
    await revokeSession(ctx, await actorBy(fresh), claims.sessionId);
    forgetActors(userId);
    await expect(actorOf(ctx, fresh)).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("with another algorithm, key, issuer, audience, body or form is refused", async () => {
    const { claims } = await person();
    const { accessKey } = authSettings();
    const { baseUrl } = ctx.config;
    const now = ctx.clock.now();
    const good = signAccessToken(accessKey, baseUrl, claims, now);
    const [, body = "", signature = ""] = good.split(".");
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = (header: object, content: object) => {
      const text = `${part(header)}.${part(content)}`;
      return `${text}.${createHmac("sha256", accessKey).update(text).digest("base64url")}`;
    };
    const content = JSON.parse(Buffer.from(body, "base64url").toString()) as Record<string, unknown>;
    const bad = [
      `${part({ alg: "none", typ: "JWT" })}.${body}.`,
      `${part({ alg: "none" })}.${body}.${signature}`,
      signed({ alg: "HS512", typ: "JWT" }, content),
      signed({ alg: "HS256", typ: "JWT" }, { ...content, aud: "another" }),
      signed({ alg: "HS256", typ: "JWT" }, { ...content, iss: "https://evil.example" }),
      signed({ alg: "HS256", typ: "JWT" }, { ...content, sub: 7 }),
      good.replace(body, part({ ...content, sub: "usr_other" })),
      signAccessToken(new Uint8Array(32), baseUrl, claims, now),
      `${good}.x`,
      "..",
      "nonsense",
    ];
    for (const token of bad) {
      await expect(actorOf(ctx, bearer(token)), token).rejects.toMatchObject({ code: "unauthenticated" });
    }
    await expect(actorOf(ctx, new Headers({ authorization: "Basic YTpi" }))).rejects.toMatchObject({
      code: "unauthenticated",
    });
    expect(readAccessToken(accessKey, baseUrl, good, now)).toMatchObject(claims);
  });
});

describe("an API token", () => {
  async function withToken(changes: { ips?: string[]; days?: number } = {}) {
    const someone = await person();
    const actor = { ...(await actorBy(someone.cookie)), emailVerified: true };
    const input = { name: "bot", scopes: ["read" as const], ips: changes.ips ?? [], days: changes.days };
    const made = await createApiToken(ctx, actor, input);
    if (!made.ok) throw new Error(made.reason);
    return { actor, ...made.value };
  }

  it("has its scopes, no session and no second factor; only its hash is kept", async () => {
    const { token, actor } = await withToken();
    expect(await actorBy(bearer(token))).toMatchObject({
      userId: actor.userId,
      scopes: ["read"],
      sessionId: null,
      mfaAt: null,
    });
    const dump = await db.owner<{ row: string }>("SELECT api_tokens::text AS row FROM api_tokens");
    expect(dump.some(({ row }) => row.includes(token))).toBe(false);
  });

  it("ends when revoked, when its days are over, and away from its addresses", async () => {
    const { token, actor, id } = await withToken({ ips: ["203.0.113.5"], days: 1 });
    await expect(actorOf(ctx, bearer(token, "203.0.113.6"))).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await actorOf(ctx, bearer(token))).not.toBeNull();
    const other = await actorBy((await person()).cookie);
    expect(await revokeApiToken(ctx, other, id)).toMatchObject({ ok: false, reason: "not_found" });
    await revokeApiToken(ctx, actor, id);
    forgetActors(actor.userId);
    await expect(actorOf(ctx, bearer(token))).rejects.toMatchObject({ code: "unauthenticated" });
    const short = await withToken({ days: 1 });
    ctx.clock.advance(DAY_MS);
    await expect(actorOf(ctx, bearer(short.token))).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it.each([
    ["2001:DB8::1", "2001:db8::1"],
    ["2001:0db8::0001", "2001:db8::1"],
    ["::ffff:203.0.113.5", "203.0.113.5"],
  ])("bound to %s is its owner's at %s, however he wrote it, and nobody's at another", async (typed, ip) => {
    const { token } = await withToken({ ips: [typed] });
    expect(await actorOf(ctx, bearer(token, ip))).not.toBeNull();
    for (const other of ["2001:db8::2", "203.0.113.6", "unknown"])
      await expect(actorOf(ctx, bearer(token, other)), other).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("needs a confirmed address, and to trade live a fresh second factor, addresses and at most 90 days", async () => {
    const actor = await actorBy((await person()).cookie);
    const input = { name: "bot", scopes: ["trade:live" as const], ips: ["203.0.113.5"], days: 90 };
    await expect(createApiToken(ctx, actor, input)).rejects.toMatchObject({ code: "email_unverified" });
    const confirmed = { ...actor, emailVerified: true, totpEnabled: true };
    await expect(createApiToken(ctx, confirmed, input)).rejects.toMatchObject({ code: "mfa_required" });
    const fresh = { ...confirmed, mfaAt: ctx.clock.now() };
    expect(await createApiToken(ctx, fresh, { ...input, ips: [] })).toMatchObject({
      fieldErrors: { ips: [expect.any(String)] },
    });
    expect(await createApiToken(ctx, fresh, { ...input, days: 91 })).toMatchObject({
      fieldErrors: { days: [expect.any(String)] },
    });
    expect((await createApiToken(ctx, fresh, input)).ok).toBe(true);
  });
});
