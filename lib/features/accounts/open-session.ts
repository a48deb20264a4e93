import { DAY_MS } from "@/lib/kernel/time";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import type { FactorKind } from "./accept-second-factor.ts";
import { appendAudit } from "./audit.ts";
import { lockUser, type UserRow, userById } from "./repository.ts";
import { insertDeviceSession } from "./session-repository.ts";
import type { WhereFrom } from "./where-from.ts";

/** A browser stays signed in this long; a program as long as it refreshes, at most 7 days apart. */
export const BROWSER_SESSION_MS = 30 * DAY_MS;
export const REFRESH_MS = 7 * DAY_MS;

/**
 * Opens a session of its own id for one device, in the caller's transaction. Signing in never takes over an id that came from outside.
 * Under the user's lock, which a new password takes before it ends sessions: checking one takes a while, and whoever showed the old one gets none.
 * @returns null when the account has another password than `user` showed, or was closed or suspended meanwhile
 */
export async function openSession(
  tx: Tx,
  ctx: Ctx,
  user: Pick<UserRow, "id" | "passwordHash">,
  from: WhereFrom,
  how: { via: "password" | "oauth"; factor: FactorKind | null; lifeMs: number },
): Promise<string | null> {
  const { id: userId } = user;
  await lockUser(tx, userId);
  const present = await userById(tx, userId);
  if (present === null || present.bannedAt !== null) return null;
  if (how.via === "password" && present.passwordHash !== user.passwordHash) return null;
  const now = ctx.clock.now();
  const id = ctx.ids.make("deviceSession");
  await insertDeviceSession(tx, {
    id,
    userId,
    userAgent: from.userAgent.slice(0, 300),
    ip: from.ip,
    mfaAt: how.factor === null ? null : new Date(now),
    createdAt: new Date(now),
    lastSeenAt: new Date(now),
    expiresAt: new Date(now + how.lifeMs),
  });
  await appendAudit(tx, ctx, {
    actorId: userId,
    action: "session.opened",
    subject: "session",
    subjectId: id,
    detail: { via: how.via, factor: how.factor },
    ip: from.ip,
  });
  return id;
}
