import { appendEvent } from "@/lib/events/outbox";
import type { Actor } from "@/lib/kernel/actor";
import { AppError } from "@/lib/kernel/errors";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { DAY_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import type { ApiTokenInput } from "./input.ts";
import { newSecret } from "./secret-token.ts";
import { requireFreshMfa } from "./step-up.ts";
import { countApiTokens, endApiToken, insertApiToken } from "./token-repository.ts";

const TOKENS_MAX = 20;
const LIVE_DAYS_MAX = 90;

/**
 * Makes a named token with scopes. The token itself is returned this once; its hash is kept. One that may trade live needs a fresh second
 * factor, addresses it is bound to, and at most 90 days (SPEC 6).
 * @throws AppError "email_unverified" or "mfa_required"
 */
export async function createApiToken(
  ctx: Ctx,
  actor: Actor,
  input: ApiTokenInput,
): Promise<Result<{ id: string; token: string }, "conflict" | "invalid">> {
  if (!actor.emailVerified)
    throw new AppError("email_unverified", "Confirm your e-mail address before you make API tokens.");
  if (input.scopes.includes("trade:live")) {
    requireFreshMfa(actor, ctx.clock.now());
    if (input.ips.length === 0) return wrong("ips", "A token that trades live must be bound to addresses.");
    if (input.days === undefined || input.days > LIVE_DAYS_MAX) {
      return wrong("days", `A token that trades live ends after at most ${LIVE_DAYS_MAX} days.`);
    }
  }
  if ((await countApiTokens(ctx.db, actor.userId)) >= TOKENS_MAX) {
    return refuse("conflict", `You have ${TOKENS_MAX} tokens. Revoke one first.`);
  }
  const now = ctx.clock.now();
  const { secret, hash } = newSecret(ctx.ids, "hgt_");
  const id = ctx.ids.make("apiToken");
  await ctx.db.transaction(async (tx) => {
    await insertApiToken(tx, {
      id,
      userId: actor.userId,
      name: input.name,
      hash,
      last4: secret.slice(-4),
      scopes: [...new Set(input.scopes)],
      ips: [...new Set(input.ips)],
      createdAt: new Date(now),
      expiresAt: input.days === undefined ? null : new Date(now + input.days * DAY_MS),
    });
    await appendAudit(tx, ctx, {
      actorId: actor.userId,
      action: "api_token.created",
      subject: "api_token",
      subjectId: id,
      detail: { name: input.name, scopes: input.scopes.join(" ") },
    });
  });
  return done({ id, token: secret });
}

/** Ends a token. Another user's is "not found". Sockets opened with it are closed like those of a session. */
export async function revokeApiToken(ctx: Ctx, actor: Actor, tokenId: string): Promise<Result<null, "not_found">> {
  const ended = await ctx.db.transaction(async (tx) => {
    if (!(await endApiToken(tx, actor.userId, tokenId, new Date(ctx.clock.now())))) return false;
    await appendEvent(tx, ctx.clock.now(), { type: "session.revoked", userId: actor.userId, sessionId: tokenId });
    await appendAudit(tx, ctx, {
      actorId: actor.userId,
      action: "api_token.revoked",
      subject: "api_token",
      subjectId: tokenId,
    });
    return true;
  });
  return ended ? done(null) : refuse("not_found", "This token is revoked already.");
}

function wrong(field: string, text: string) {
  return refuse("invalid", text, { [field]: [text] });
}
