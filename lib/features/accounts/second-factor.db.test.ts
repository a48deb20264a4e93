import { beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/kernel/actor";
import { MINUTE_MS, utcMs } from "@/lib/kernel/time";
import type { Tx } from "@/lib/ports/ctx";
import { accountCtx } from "@/lib/testing/account-ctx";
import type { TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { acceptSecondFactor } from "./accept-second-factor.ts";
import { changePassword } from "./change-password.ts";
import { secondFactorOf } from "./queries.ts";
import { hashRecoveryCode } from "./recovery-codes.ts";
import { register } from "./register.ts";
import { resetPassword } from "./reset-password.ts";
import { newSecret } from "./secret-token.ts";
import { confirmTotp, renewRecoveryCodes, startTotp, turnOffTotp } from "./set-up-totp.ts";
import { signInProgram } from "./sign-in.ts";
import { requireFreshMfa } from "./step-up.ts";
import { codeOf, stepAt } from "./totp.ts";
import { updateProfile } from "./update-profile.ts";

const db = testDb();
const from = { ip: "203.0.113.9", userAgent: "test" };
const PASSWORD = "a plain sentence of mine";
let ctx: TestCtx;
let serial = 0;

beforeEach(() => {
  ctx = accountCtx(db.web);
});

/** A user who has begun to set his second factor up. */
async function beginning() {
  serial += 1;
  const email = `second${serial}@example.org`;
  const made = await register(ctx, { email, password: PASSWORD, name: "Grace", role: "SUBSCRIBER" }, from);
  const signedIn = await signInProgram(ctx, { email, password: PASSWORD }, from);
  if (!made.ok || !signedIn.ok) throw new Error("not registered");
  const actor: Actor = {
    userId: made.value.id,
    role: "SUBSCRIBER",
    email,
    name: "Grace",
    emailVerified: true,
    sessionId: signedIn.value.sessionId,
    scopes: null,
    mfaAt: null,
    totpEnabled: false,
  };
  await startTotp(ctx, actor, PASSWORD, from.ip);
  return { actor, email, seed: await seedOf(actor.userId) };
}

async function seedOf(id: string): Promise<string> {
  const { totpSecret } = await db.web.user.findUniqueOrThrow({ where: { id } });
  return ctx.seal.open(totpSecret ?? "", id);
}

/** A user whose second factor is on; `codeAt(n)` is the code of the nth step after the one it was turned on with. */
async function secured() {
  const { actor, email, seed } = await beginning();
  const start = Date.UTC(2026, 0, 1);
  const confirmed = await confirmTotp(ctx, actor, codeOf(seed, stepAt(start)), start);
  if (!confirmed.ok) throw new Error(confirmed.reason);
  const user = await db.web.user.findUniqueOrThrow({ where: { id: actor.userId } });
  return {
    actor,
    user,
    email,
    recoveryCodes: confirmed.value.recoveryCodes,
    codeAt: (n: number) => codeOf(seed, stepAt(start) + BigInt(n)),
    timeAt: (n: number) => start + n * 30_000,
  };
}

describe("setting up", () => {
  it("keeps the seed sealed, asks for the password, and turns on by the first code only", async () => {
    const { actor, user, codeAt } = await secured();
    expect(user.totpSecret).not.toMatch(/^[A-Z2-7]+$/);
    expect(() => ctx.seal.open(user.totpSecret ?? "", "usr_other")).toThrow();
    expect(await startTotp(ctx, actor, PASSWORD, from.ip)).toMatchObject({ ok: false, reason: "conflict" });
    expect(await confirmTotp(ctx, actor, codeAt(0))).toMatchObject({ ok: false, reason: "conflict" });
  });

  it("refuses to start without the right password", async () => {
    const { email } = await secured();
    const other = await register(ctx, { email: `x${email}`, password: PASSWORD, name: "X", role: "SUBSCRIBER" }, from);
    if (!other.ok) throw new Error("not registered");
    const actor = { ...(await secured()).actor, userId: other.value.id, email: `x${email}` };
    expect(await startTotp(ctx, actor, "wrong", from.ip)).toMatchObject({ ok: false, reason: "invalid_credentials" });
    expect(await startTotp(ctx, actor, undefined, from.ip)).toMatchObject({ ok: false, reason: "invalid_credentials" });
  });
});

describe("a seed that was not proven yet", () => {
  const start = Date.UTC(2026, 0, 1);
  const codeFor = (seed: string) => codeOf(seed, stepAt(start));

  it("is forgotten with the password it was begun by: its next owner is not led to a stranger's", async () => {
    const [changed, mailed] = [await beginning(), await beginning()];
    const input = { currentPassword: PASSWORD, newPassword: "an entirely new sentence" };
    expect(await changePassword(ctx, changed.actor, input, from.ip)).toMatchObject({ ok: true });
    const { secret: token, hash } = newSecret(ctx.ids);
    const at = ctx.clock.now();
    await db.web.mailToken.create({
      data: {
        ...{ id: ctx.ids.make("mailToken"), userId: mailed.actor.userId, purpose: "RESET_PASSWORD", hash },
        ...{ createdAt: new Date(at), expiresAt: new Date(at + MINUTE_MS) },
      },
    });
    expect(await resetPassword(ctx, { token, password: "an entirely new sentence" })).toMatchObject({ ok: true });
    for (const { actor, seed } of [changed, mailed]) {
      expect(await secondFactorOf(db.web, actor.userId)).toMatchObject({ pendingSeed: null, enabledAt: null });
      expect(await confirmTotp(ctx, actor, codeFor(seed), start)).toMatchObject({ ok: false, reason: "conflict" });
    }
  });

  it("is not begun by a password that is replaced while it is checked", async () => {
    const { actor } = await beginning();
    const verify: TestCtx["passwords"]["verify"] = async (hash, password) => {
      const right = await ctx.passwords.verify(hash, password);
      const input = { currentPassword: PASSWORD, newPassword: "an entirely new sentence" };
      expect(await changePassword(ctx, actor, input, from.ip)).toMatchObject({ ok: true });
      return right;
    };
    const slow = { ...ctx, passwords: { ...ctx.passwords, verify } };
    expect(await startTotp(slow, actor, PASSWORD, from.ip)).toMatchObject({ ok: false, reason: "conflict" });
    expect(await secondFactorOf(db.web, actor.userId)).toMatchObject({ pendingSeed: null });
  });

  it("is not turned on by a code of another that it replaced at the same moment", async () => {
    const { actor, seed } = await beginning();
    const transaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
      await startTotp(ctx, actor, PASSWORD, from.ip); // in another tab
      return ctx.db.transaction(work);
    };
    const raced = {
      ...ctx,
      db: new Proxy(ctx.db, { get: (its, name) => (name === "transaction" ? transaction : Reflect.get(its, name)) }),
    };
    expect(await confirmTotp(raced, actor, codeFor(seed), start)).toMatchObject({ ok: false, reason: "conflict" });
    expect(await confirmTotp(ctx, actor, codeFor(await seedOf(actor.userId)), start)).toMatchObject({ ok: true });
  });
});

describe("a code", () => {
  it("is accepted once of 200 parallel tries, and never again", async () => {
    const { user, codeAt, timeAt } = await secured();
    const tries = await Promise.allSettled(
      Array.from({ length: 200 }, () => acceptSecondFactor(ctx, user, codeAt(2), timeAt(2))),
    );
    const accepted = tries.filter((tried) => tried.status === "fulfilled" && tried.value.ok);
    expect(accepted).toHaveLength(1);
    const again = await acceptSecondFactor(ctx, user, codeAt(2), timeAt(2)).catch((error: unknown) => error);
    expect(again).not.toMatchObject({ ok: true });
  });

  it("of the step before is accepted, one older than the last accepted is not", async () => {
    const { user, codeAt, timeAt } = await secured();
    expect((await acceptSecondFactor(ctx, user, codeAt(4), timeAt(5))).ok).toBe(true);
    expect((await acceptSecondFactor(ctx, user, codeAt(5), timeAt(5))).ok).toBe(true);
    expect((await acceptSecondFactor(ctx, user, codeAt(4), timeAt(5))).ok).toBe(false);
    expect((await acceptSecondFactor(ctx, user, codeAt(8), timeAt(10))).ok).toBe(false);
  });

  it("wrong five times locks for 15 minutes, the right one too, also in parallel", async () => {
    const { user, codeAt, timeAt } = await secured();
    const tries = await Promise.allSettled(
      Array.from({ length: 30 }, () => acceptSecondFactor(ctx, user, "000000", timeAt(3))),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    await expect(acceptSecondFactor(ctx, user, codeAt(3), timeAt(3))).rejects.toMatchObject({ code: "locked" });
    ctx.clock.advance(15 * MINUTE_MS);
    expect((await acceptSecondFactor(ctx, user, codeAt(3), timeAt(3))).ok).toBe(true);
  });
});

describe("a recovery code", () => {
  it("has 128 bits, works once however typed, also in parallel, and is kept as a hash", async () => {
    const { user, recoveryCodes } = await secured();
    expect(new Set(recoveryCodes).size).toBe(10);
    const [one = "", two = ""] = recoveryCodes;
    const all = await Promise.allSettled(Array.from({ length: 5 }, () => acceptSecondFactor(ctx, user, one)));
    expect(all.filter((tried) => tried.status === "fulfilled" && tried.value.ok)).toHaveLength(1);
    ctx.clock.advance(15 * MINUTE_MS);
    expect((await acceptSecondFactor(ctx, user, two.toUpperCase().replaceAll("-", " "))).ok).toBe(true);
    const rows = await db.owner<{ hash: string }>('SELECT hash FROM recovery_codes WHERE "userId" = $1', [user.id]);
    expect(rows).toHaveLength(10);
    expect(rows.some(({ hash }) => recoveryCodes.includes(hash))).toBe(false);
  });
});

describe("with the second factor on", () => {
  it("a program signs in with password and code only", async () => {
    const { email, recoveryCodes } = await secured();
    const input = { email, password: PASSWORD };
    expect(await signInProgram(ctx, input, from)).toMatchObject({ ok: false, reason: "totp_required" });
    expect(await signInProgram(ctx, { ...input, totp: "000000" }, from)).toMatchObject({
      ok: false,
      reason: "totp_invalid",
    });
    const [code = ""] = recoveryCodes;
    expect((await signInProgram(ctx, { ...input, totp: code }, from)).ok).toBe(true);
    expect(await signInProgram(ctx, { ...input, password: "wrong", totp: code }, from)).toMatchObject({
      reason: "invalid_credentials",
    });
  });

  it("turning it off and new recovery codes need a code at most ten minutes old", async () => {
    const { actor } = await secured();
    const now = ctx.clock.now();
    const on = { ...actor, totpEnabled: true };
    await expect(turnOffTotp(ctx, on)).rejects.toMatchObject({ code: "mfa_required" });
    await expect(renewRecoveryCodes(ctx, { ...on, mfaAt: utcMs(now - 10 * MINUTE_MS - 1) })).rejects.toMatchObject({
      code: "mfa_required",
    });
    expect(() => requireFreshMfa({ ...on, mfaAt: utcMs(now - 10 * MINUTE_MS) }, now)).not.toThrow();
    const { recoveryCodes } = await renewRecoveryCodes(ctx, { ...on, mfaAt: now });
    expect(recoveryCodes).toHaveLength(10);
    await turnOffTotp(ctx, { ...on, mfaAt: now });
    expect(await db.web.recoveryCode.count({ where: { userId: actor.userId } })).toBe(0);
    expect((await db.web.user.findUniqueOrThrow({ where: { id: actor.userId } })).totpSecret).toBeNull();
  });
});

it("leaves the ten codes that were made last, however many presses came at once", async () => {
  const { actor } = await secured();
  const fresh = { ...actor, totpEnabled: true, mfaAt: ctx.clock.now() };
  const made = await Promise.all(Array.from({ length: 6 }, () => renewRecoveryCodes(ctx, fresh)));
  const kept = await db.web.recoveryCode.findMany({ where: { userId: actor.userId }, select: { hash: true } });
  const hashes = kept.map(({ hash }) => hash).sort();
  expect(hashes).toHaveLength(10);
  expect(made.map(({ recoveryCodes }) => recoveryCodes.map(hashRecoveryCode).sort())).toContainEqual(hashes);
});

it("changes only what a profile is", async () => {
  const { actor, user } = await secured();
  await updateProfile(ctx, actor, { name: "Grace H.", bio: "x", timeZone: "Europe/Berlin" });
  const after = await db.web.user.findUniqueOrThrow({ where: { id: actor.userId } });
  expect(after).toEqual({ ...user, name: "Grace H.", bio: "x", timeZone: "Europe/Berlin" });
});
