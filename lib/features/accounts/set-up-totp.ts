import { appendEvent } from "@/lib/events/outbox";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import { securityNotice } from "./mails.ts";
import { newRecoveryCodes } from "./recovery-codes.ts";
import { lockUser, userById } from "./repository.ts";
import { requestMail } from "./request-mail.ts";
import { disableTotp, enableTotp, keepPendingSeed, replaceRecoveryCodes } from "./second-factor-repository.ts";
import { markSecondFactor } from "./session-repository.ts";
import { requireFreshMfa } from "./step-up.ts";
import { settleGuess, takeGuess } from "./throttle.ts";
import { matchingStep, toBase32 } from "./totp.ts";

/**
 * Makes a seed that counts once its first code is shown. Whoever sits at an open browser must know the password, or he could lock the
 * owner out (ASVS 7.5.1); an account without one came through another service.
 * @throws AppError "locked" or "rate_limited"
 */
export async function startTotp(
  ctx: Ctx,
  actor: Actor,
  password: string | undefined,
  ip: string,
): Promise<Result<null, "conflict" | "invalid_credentials">> {
  const user = await userById(ctx.db, actor.userId);
  if (user === null || user.totpEnabledAt !== null) return refuse("conflict", "Your second factor is on already.");
  if (user.passwordHash !== null) {
    await takeGuess(ctx, user.email, ip);
    if (!(await ctx.passwords.verify(user.passwordHash, password ?? ""))) {
      return refuse("invalid_credentials", "This is not your password.", { password: ["This is not your password."] });
    }
    await settleGuess(ctx, user.email, ip);
  }
  const kept = await keepPendingSeed(ctx.db, user, ctx.seal.seal(toBase32(ctx.ids.random(20)), user.id));
  return kept ? done(null) : refuse("conflict", "Your account has changed meanwhile. Reload the page.");
}

/** Turns the second factor on by its first code, and gives ten recovery codes to keep: they are shown this once. */
export async function confirmTotp(
  ctx: Ctx,
  actor: Actor,
  code: string,
  machineMs: number = Date.now(),
): Promise<Result<{ recoveryCodes: readonly string[] }, "conflict" | "totp_invalid">> {
  const user = await userById(ctx.db, actor.userId);
  if (user === null || user.totpSecret === null || user.totpEnabledAt !== null) {
    return refuse("conflict", "Start again: there is no second factor to confirm.");
  }
  const { totpSecret: sealed } = user;
  const step = matchingStep(ctx.seal.open(sealed, user.id), code, machineMs);
  if (step === null) {
    const detail = "This code does not match. Look whether the clock of your phone is right, and type the next one.";
    return refuse("totp_invalid", detail, { code: [detail] });
  }
  const now = new Date(ctx.clock.now());
  const { codes, rows } = newRecoveryCodes(ctx.ids);
  const on = await ctx.db.transaction(async (tx) => {
    if (!(await enableTotp(tx, { userId: user.id, sealed, step }, now))) return false;
    await replaceRecoveryCodes(tx, user.id, rows);
    if (actor.sessionId !== null) await markSecondFactor(tx, actor.sessionId, now);
    await tell(tx, ctx, user, "second_factor.enabled", "Your second factor was turned on");
    return true;
  });
  return on
    ? done({ recoveryCodes: codes })
    : refuse("conflict", "It is on already, or was begun anew. Reload the page.");
}

/** Ten new recovery codes; the old ones are worth nothing. @throws AppError "mfa_required" */
export async function renewRecoveryCodes(ctx: Ctx, actor: Actor): Promise<{ recoveryCodes: readonly string[] }> {
  requireFreshMfa(actor, ctx.clock.now());
  const { codes, rows } = newRecoveryCodes(ctx.ids);
  const { userId: id, email } = actor;
  await ctx.db.transaction(async (tx) => {
    await lockUser(tx, id); // of two at once the second would not see the first one's codes, and leave them
    await replaceRecoveryCodes(tx, id, rows);
    await tell(tx, ctx, { id, email }, "recovery_codes.renewed", "New recovery codes were made");
  });
  return { recoveryCodes: codes };
}

/** Turns the second factor off. @throws AppError "mfa_required" */
export async function turnOffTotp(ctx: Ctx, actor: Actor): Promise<void> {
  requireFreshMfa(actor, ctx.clock.now());
  const { userId: id, email } = actor;
  await ctx.db.transaction(async (tx) => {
    await disableTotp(tx, id);
    await tell(tx, ctx, { id, email }, "second_factor.disabled", "Your second factor was turned off");
  });
}

async function tell(
  tx: Tx,
  ctx: Ctx,
  user: { id: string; email: string },
  action: string,
  what: string,
): Promise<void> {
  await requestMail(tx, ctx, securityNotice(user.email, what, `${ctx.config.baseUrl}/settings/security`));
  await appendEvent(tx, ctx.clock.now(), { type: "user.changed", userId: user.id });
  await appendAudit(tx, ctx, { actorId: user.id, action, subject: "user", subjectId: user.id });
}
