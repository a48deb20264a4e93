import { appendEvent } from "@/lib/events/outbox";
import { cutText } from "@/lib/kernel/cut-text";
import { withoutBreaks } from "@/lib/kernel/in-line";
import { trialEndsAt } from "@/lib/kernel/platform-plan";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import { insertOAuthAccount, userByOAuthAccount } from "./oauth-repository.ts";
import { nobodyJoins, type OnJoin } from "./on-join.ts";
import { insertUser, type UserRow, userByEmail, userById } from "./repository.ts";
import { slugOf } from "./user.ts";
import type { WhereFrom } from "./where-from.ts";

/** What another service says of a person. `emailVerified` only where that service says so itself. */
export interface OAuthIdentity {
  readonly provider: string;
  readonly providerAccountId: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly name: string | null;
}

/**
 * Whose account an identity of another service is; a new subscriber where it is nobody's. An account with the same address is joined
 * only if both sides have confirmed it: else whoever registered an address first could wait for its owner to come.
 */
export async function userOfOAuth(
  ctx: Ctx,
  identity: OAuthIdentity,
  from: WhereFrom,
  joins: OnJoin = nobodyJoins,
): Promise<Result<{ user: UserRow; isNew: boolean }, "not_linked" | "denied">> {
  const known = await userByOAuthAccount(ctx.db, identity.provider, identity.providerAccountId);
  if (known !== null) return known.bannedAt === null ? done({ user: known, isNew: false }) : refuse("denied");
  if (identity.email === null || !identity.emailVerified) return refuse("denied");
  const email = identity.email.trim().toLowerCase();
  const present = await userByEmail(ctx.db, email);
  if (present !== null && present.bannedAt !== null) return refuse("denied");
  if (present !== null && present.emailVerifiedAt === null) return refuse("not_linked");
  const signedUpAt = ctx.clock.now();
  const now = new Date(signedUpAt);
  const name =
    cutText(
      withoutBreaks(identity.name ?? email.split("@")[0] ?? "")
        .replace(/[<>]/g, "")
        .trim(),
      80,
    ) || "New user";
  const user = {
    id: present?.id ?? ctx.ids.make("user"),
    email,
    name,
    slug: slugOf(name, Buffer.from(ctx.ids.random(3)).toString("hex")),
    role: "SUBSCRIBER",
    passwordHash: null,
    emailVerifiedAt: now,
    trialEndsAt: new Date(trialEndsAt(signedUpAt)),
    createdAt: now,
  } as const;
  const joined = await ctx.db.transaction(async (tx) => {
    if (present === null && !(await insertUser(tx, user))) return false;
    if (present === null) await joins(tx, user);
    const { provider, providerAccountId } = identity;
    const id = ctx.ids.make("account");
    if (!(await insertOAuthAccount(tx, { id, userId: user.id, provider, providerAccountId, createdAt: now })))
      return false;
    await appendEvent(tx, ctx.clock.now(), { type: "user.changed", userId: user.id });
    await appendAudit(tx, ctx, {
      actorId: user.id,
      action: present === null ? "user.registered" : "oauth.linked",
      subject: "user",
      subjectId: user.id,
      detail: { provider },
      ip: from.ip,
    });
    return true;
  });
  const row = joined ? await userById(ctx.db, user.id) : null;
  return row === null ? refuse("not_linked") : done({ user: row, isNew: present === null });
}
