import { beforeEach, describe, expect, it } from "vitest";
import { sessionlessActor } from "@/lib/kernel/actor";
import { DAY_MS, MINUTE_MS } from "@/lib/kernel/time";
import { accountCtx } from "@/lib/testing/account-ctx";
import type { TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { findAuditBreak } from "./audit.ts";
import { changePassword } from "./change-password.ts";
import { checkPassword, passwordMark } from "./check-password.ts";
import { onMailRequested } from "./on-mail-requested.ts";
import { liveSession } from "./queries.ts";
import { refreshSession } from "./refresh-session.ts";
import { register } from "./register.ts";
import { requestReset } from "./request-reset.ts";
import { resetPassword } from "./reset-password.ts";
import { finishSignIn, signInBrowser, signInProgram } from "./sign-in.ts";
import { codeOf, stepAt } from "./totp.ts";
import { resendVerifyMail, verifyEmail } from "./verify-email.ts";
import { watchAudit } from "./watch-audit.ts";

const db = testDb();
const from = { ip: "203.0.113.7", userAgent: "test" };
const PASSWORD = "a plain sentence of mine";
const REFUSED = { ok: false, reason: "invalid_credentials" };
let ctx: TestCtx;

beforeEach(() => {
  ctx = accountCtx(db.web);
});

/** A fresh address each time: tests of one file share a database. */
let serial = 0;
async function person(changes: { email?: string; role?: "SUBSCRIBER" | "PROVIDER" } = {}) {
  serial += 1;
  const email = changes.email ?? `person${serial}@example.org`;
  const made = await register(
    ctx,
    { email, password: PASSWORD, name: "Ada Lovelace", role: changes.role ?? "SUBSCRIBER" },
    from,
  );
  if (!made.ok) throw new Error(made.reason);
  return { email, id: made.value.id };
}

/** Sends what the outbox asks for, as the worker does, and returns the links of the last mail to `to`. */
async function lastLinks(to: string): Promise<readonly string[]> {
  const events = await db.owner<{ payload: { to: string; subject: string; mailId: string; sealed: string } }>(
    "SELECT payload FROM outbox WHERE type = 'mail.requested' ORDER BY id",
  );
  for (const { payload } of events) if (payload.to === to) await onMailRequested(ctx, payload);
  return ctx.mails.findLast((mail) => mail.to === to)?.links ?? [];
}

function tokenOf(link: string | undefined): string {
  return new URL(link ?? "").searchParams.get("token") ?? "";
}

describe("register", () => {
  it("makes a user, mails a sealed link, and the link confirms the address, again and again", async () => {
    const { email, id } = await person();
    const [link] = await lastLinks(email);
    const dump = await db.owner<{ text: string }>("SELECT payload::text AS text FROM outbox");
    expect(dump.some(({ text }) => text.includes(tokenOf(link)))).toBe(false);
    expect(await verifyEmail(ctx, tokenOf(link))).toEqual({ ok: true, value: { userId: id } });
    expect((await verifyEmail(ctx, tokenOf(link))).ok).toBe(true);
    expect((await db.web.user.findUniqueOrThrow({ where: { id } })).emailVerifiedAt).not.toBeNull();
  });

  it("answers a taken address as a free one, changes nothing, and tells the owner by mail", async () => {
    const { email, id } = await person();
    const again = await register(
      ctx,
      { email, password: "another good sentence", name: "Eve", role: "PROVIDER" },
      from,
    );
    expect(again).toMatchObject({ ok: true, value: { email, name: "Eve", role: "PROVIDER", emailVerified: false } });
    const users = await db.web.user.findMany({ where: { email } });
    expect(users).toHaveLength(1);
    expect(users[0]).toMatchObject({ id, name: "Ada Lovelace", role: "SUBSCRIBER", passwordHash: `plain:${PASSWORD}` });
    await lastLinks(email);
    expect(ctx.mails.at(-1)?.subject).toBe("You already have an account");
  });

  it("does not fill the mailbox of whose address is registered again and again", async () => {
    const { email } = await person();
    const input = { email, password: "another good sentence", name: "Eve", role: "SUBSCRIBER" } as const;
    for (let n = 0; n < 12; n += 1) expect((await register(ctx, input, from)).ok).toBe(true);
    await lastLinks(email);
    expect(ctx.mails.filter(({ subject }) => subject === "You already have an account").length).toBeLessThanOrEqual(5);
  });

  it("sends no words of whoever registers to an address that he merely typed", async () => {
    const email = "typed@example.org";
    const name = "Your account is locked: evil.example/unlock";
    for (let n = 0; n < 2; n += 1)
      expect((await register(ctx, { email, password: PASSWORD, name, role: "SUBSCRIBER" }, from)).ok).toBe(true);
    await lastLinks(email);
    const sent = ctx.mails.filter(({ to }) => to === email);
    expect(new Set(sent.map(({ subject }) => subject)).size).toBe(2);
    expect(JSON.stringify(sent)).not.toContain("evil.example");
  });

  it("makes one user of two at once", async () => {
    const email = "twice@example.org";
    const input = { email, password: PASSWORD, name: "Ada", role: "SUBSCRIBER" } as const;
    await Promise.all([register(ctx, input, from), register(ctx, input, from), register(ctx, input, from)]);
    expect(await db.web.user.count({ where: { email } })).toBe(1);
  });

  it("refuses a common password at its field", async () => {
    const made = await register(
      ctx,
      { email: "c@example.org", password: "Password123", name: "C", role: "SUBSCRIBER" },
      from,
    );
    expect(made).toMatchObject({
      ok: false,
      reason: "invalid",
      fieldErrors: { password: [expect.stringContaining("list")] },
    });
  });

  it("refuses a link after 24 h, and sends a new one at most once a minute", async () => {
    const { email, id } = await person();
    const [link] = await lastLinks(email);
    expect(await resendVerifyMail(ctx, id)).toMatchObject({ ok: false, reason: "rate_limited" });
    ctx.clock.advance(DAY_MS + 1);
    expect(await verifyEmail(ctx, tokenOf(link))).toMatchObject({ ok: false, reason: "not_found" });
    expect((await resendVerifyMail(ctx, id)).ok).toBe(true);
    expect((await verifyEmail(ctx, tokenOf((await lastLinks(email))[0]))).ok).toBe(true);
  });
});

describe("signing in", () => {
  it("opens a session for the right password only, alike for an unknown address", async () => {
    const { email } = await person();
    expect(await signInProgram(ctx, { email, password: PASSWORD }, from)).toMatchObject({
      ok: true,
      value: { user: { email } },
    });
    const wrong = await signInProgram(ctx, { email, password: "wrong" }, from);
    const unknown = await signInProgram(ctx, { email: "nobody@example.org", password: "wrong" }, from);
    expect(wrong).toMatchObject({ ok: false, reason: "invalid_credentials" });
    expect(unknown).toEqual(wrong);
  });

  it.each(["known", "unknown"])(
    "locks a %s address for longer each time, at most 20 guesses in any hour",
    async (kind) => {
      const email = kind === "known" ? (await person()).email : "never-seen@example.org";
      const guesses: number[] = [];
      for (let minute = 0; minute < 180; minute += 0.5) {
        for (;;) {
          const tried = await checkPassword(ctx, { email, password: "wrong" }, `198.51.${minute}.1`).catch(
            (error: unknown) => error,
          );
          if (tried instanceof Error) {
            expect(tried).toMatchObject({ code: "locked" });
            break;
          }
          guesses.push(ctx.clock.now());
        }
        ctx.clock.advance(MINUTE_MS / 2);
      }
      const most = Math.max(
        ...guesses.map((start) => guesses.filter((at) => at >= start && at < start + 60 * MINUTE_MS).length),
      );
      expect(most).toBeGreaterThanOrEqual(5);
      expect(most).toBeLessThanOrEqual(20);
    },
  );

  it("lets at most five of forty parallel guesses through", async () => {
    const { email } = await person();
    const tries = await Promise.allSettled(
      Array.from({ length: 40 }, () => checkPassword(ctx, { email, password: "wrong" }, "198.51.100.9")),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
  });

  it("lets one address guess at most 100 times an hour over many accounts, and a /64 counts as one address", async () => {
    let guessed = 0;
    for (let at = 0; at < 60; at += 1) {
      for (let n = 0; n < 4; n += 1) {
        const ip = `2001:db8:1:2::${at}${n}`;
        const tried = await checkPassword(ctx, { email: `a${at}-${n}@example.net`, password: "x" }, ip).catch(
          () => null,
        );
        if (tried !== null) guessed += 1;
      }
      ctx.clock.advance(MINUTE_MS);
    }
    expect(guessed).toBeLessThanOrEqual(100);
    expect(guessed).toBeGreaterThan(90);
  });

  it("forgets the failures of an account when the password is right", async () => {
    const { email } = await person();
    for (let i = 0; i < 4; i += 1) await checkPassword(ctx, { email, password: "wrong" }, "198.51.100.20");
    expect((await checkPassword(ctx, { email, password: PASSWORD }, "198.51.100.20")).ok).toBe(true);
    for (let i = 0; i < 4; i += 1) await checkPassword(ctx, { email, password: "wrong" }, "198.51.100.20");
    expect((await checkPassword(ctx, { email, password: PASSWORD }, "198.51.100.20")).ok).toBe(true);
  });
});

describe("refresh", () => {
  async function program() {
    const { email, id } = await person();
    const signedIn = await signInProgram(ctx, { email, password: PASSWORD }, from);
    if (!signedIn.ok) throw new Error(signedIn.reason);
    return { email, id, ...signedIn.value };
  }

  it("rotates: each token once, the next one works, and 7 days from each use", async () => {
    const { sessionId, refreshToken } = await program();
    ctx.clock.advance(6 * DAY_MS);
    const second = await refreshSession(ctx, refreshToken);
    if (!second.ok) throw new Error("refused");
    ctx.clock.advance(6 * DAY_MS);
    expect((await refreshSession(ctx, second.value.refreshToken)).ok).toBe(true);
    expect(second.value.sessionId).toBe(sessionId);
    ctx.clock.advance(7 * DAY_MS);
    expect((await refreshSession(ctx, second.value.refreshToken)).ok).toBe(false);
  });

  it("ends the family at a second use and tells the owner", async () => {
    const { email, sessionId, refreshToken } = await program();
    const second = await refreshSession(ctx, refreshToken);
    if (!second.ok) throw new Error("refused");
    expect(await refreshSession(ctx, refreshToken)).toMatchObject({ ok: false, reason: "unauthenticated" });
    expect((await refreshSession(ctx, second.value.refreshToken)).ok).toBe(false);
    expect(await liveSession(ctx.db, sessionId)).toBeNull();
    await lastLinks(email);
    expect(ctx.mails.at(-1)?.subject).toContain("used twice");
  });

  it("gives one of twenty parallel uses a token, and ends the family for the others", async () => {
    const { sessionId, refreshToken } = await program();
    const all = await Promise.all(Array.from({ length: 20 }, () => refreshSession(ctx, refreshToken)));
    expect(all.filter(({ ok }) => ok).length).toBeLessThanOrEqual(1);
    expect(await liveSession(ctx.db, sessionId)).toBeNull();
  });
});

describe("reset", () => {
  it("sets the password once, ends every session, keeps the second factor and says nothing of unknown addresses", async () => {
    const { email, id } = await person();
    const signedIn = await signInProgram(ctx, { email, password: PASSWORD }, from);
    await db.web.user.update({ where: { id }, data: { totpSecret: "sealed", totpEnabledAt: new Date() } });
    await requestReset(ctx, "nobody@example.org");
    await requestReset(ctx, email);
    const [link] = await lastLinks(email);
    const input = { token: tokenOf(link), password: "an entirely new sentence" };
    const [one, two] = await Promise.all([resetPassword(ctx, input), resetPassword(ctx, input)]);
    expect([one.ok, two.ok].sort()).toEqual([false, true]);
    const user = await db.web.user.findUniqueOrThrow({ where: { id } });
    expect(user).toMatchObject({ passwordHash: "plain:an entirely new sentence", totpSecret: "sealed" });
    expect(user.totpEnabledAt).not.toBeNull();
    expect(signedIn.ok && (await liveSession(ctx.db, signedIn.value.sessionId))).toBeNull();
  });

  it("removes where a stranger had messages sent to, when the address was not confirmed before", async () => {
    const [planted, own] = [await person(), await person()];
    await db.web.user.update({ where: { id: own.id }, data: { emailVerifiedAt: new Date() } });
    const at = new Date(ctx.clock.now());
    const hook = {
      kind: "WEBHOOK",
      address: "hash",
      label: "hook",
      state: "ACTIVE",
      hourlyMax: 0,
      failures: 0,
    } as const;
    for (const { id: userId } of [planted, own])
      await db.web.channel.create({
        data: { ...hook, events: [], id: ctx.ids.make("channel"), userId, createdAt: at, updatedAt: at },
      });
    for (const { email } of [planted, own]) {
      await requestReset(ctx, email);
      const [link] = await lastLinks(email);
      expect((await resetPassword(ctx, { token: tokenOf(link), password: "an entirely new sentence" })).ok).toBe(true);
    }
    expect(await db.web.channel.findMany({ where: { userId: planted.id } })).toEqual([]);
    expect(await db.web.channel.findMany({ where: { userId: own.id } })).toHaveLength(1);
  });

  /** Sets a new password by a mailed link, as its owner does. */
  async function resetBy(email: string, password = "an entirely new sentence") {
    await requestReset(ctx, email);
    const [link] = await lastLinks(email);
    expect((await resetPassword(ctx, { token: tokenOf(link), password })).ok).toBe(true);
  }

  /** A Ctx whose passwords are found right, and only then what `between` does is done. */
  const slowly = (between: () => Promise<void>): TestCtx => ({
    ...ctx,
    passwords: {
      ...ctx.passwords,
      verify: async (hash, password) => {
        const right = await ctx.passwords.verify(hash, password);
        await between();
        return right;
      },
    },
  });

  it("lets nobody in by the old password whose check was under way, by program, browser or code", async () => {
    const { email, id } = await person();
    const old = { email, password: PASSWORD };
    expect(
      await signInProgram(
        slowly(() => resetBy(email)),
        old,
        from,
      ),
    ).toMatchObject(REFUSED);
    ctx.clock.advance(MINUTE_MS);
    const now = { email, password: "an entirely new sentence" };
    expect(
      await signInBrowser(
        slowly(() => resetBy(email, PASSWORD)),
        now,
        from,
      ),
    ).toMatchObject(REFUSED);
    expect(await db.web.deviceSession.count({ where: { userId: id, revokedAt: null } })).toBe(0);

    const totpSecret = ctx.seal.seal("JBSWY3DPEHPK3PXP", id);
    await db.web.user.update({ where: { id }, data: { totpSecret, totpEnabledAt: new Date() } });
    const shown = await checkPassword(ctx, old, from.ip);
    if (!shown.ok) throw new Error(shown.reason);
    const pending = { userId: id, via: "password", shown: passwordMark(shown.value) } as const;
    ctx.clock.advance(MINUTE_MS);
    await resetBy(email);
    const code = codeOf("JBSWY3DPEHPK3PXP", stepAt(Date.now()));
    expect(await finishSignIn(ctx, pending, code, from)).toMatchObject(REFUSED);
    const again = await checkPassword(ctx, now, from.ip);
    if (!again.ok) throw new Error(again.reason);
    expect(await finishSignIn(ctx, { ...pending, shown: passwordMark(again.value) }, code, from)).toMatchObject({
      ok: true,
    });
  });

  it("is the last word against who changes the old password at the same moment", async () => {
    const { email, id } = await person();
    const signedIn = await signInProgram(ctx, { email, password: PASSWORD }, from);
    if (!signedIn.ok) throw new Error(signedIn.reason);
    const actor = {
      ...sessionlessActor({ userId: id, role: "SUBSCRIBER", email, name: "Ada" }),
      sessionId: signedIn.value.sessionId,
    };
    const input = { currentPassword: PASSWORD, newPassword: "a thief's own sentence" };
    expect(
      await changePassword(
        slowly(() => resetBy(email)),
        actor,
        input,
        from.ip,
      ),
    ).toMatchObject(REFUSED);
    const { passwordHash } = await db.web.user.findUniqueOrThrow({ where: { id } });
    expect(passwordHash).toBe("plain:an entirely new sentence");
  });

  it("refuses a link after an hour", async () => {
    const { email } = await person();
    await requestReset(ctx, email);
    const [link] = await lastLinks(email);
    ctx.clock.advance(60 * MINUTE_MS + 1);
    expect(await resetPassword(ctx, { token: tokenOf(link), password: "an entirely new sentence" })).toMatchObject({
      ok: false,
    });
  });
});

it("keeps an audit log in one line whose break is found, and told to the operators", async () => {
  await Promise.all([person(), person(), person(), person()]);
  expect(await findAuditBreak(ctx)).toBeNull();
  const alarms = () => db.web.outboxEvent.findMany({ where: { type: "operations.alarm" } });
  await watchAudit(ctx);
  expect(await alarms()).toEqual([]);
  await expect(db.web.$executeRaw`UPDATE audit_log SET action = 'nothing' WHERE seq = 2`).rejects.toThrow();
  await expect(db.owner("UPDATE audit_log SET action = 'nothing' WHERE seq = 2")).rejects.toThrow();
  await db.owner("ALTER TABLE audit_log DISABLE TRIGGER ALL");
  await db.owner("UPDATE audit_log SET action = 'nothing' WHERE seq = 2");
  await db.owner("ALTER TABLE audit_log ENABLE ALWAYS TRIGGER ALL").catch(() => undefined);
  expect(await findAuditBreak(ctx)).toBe(2n);
  await watchAudit(ctx);
  expect(await alarms()).toMatchObject([
    { payload: { key: "audit.break:2", title: "The audit log does not hold at entry 2" } },
  ]);
});
