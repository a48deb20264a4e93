import type { Tx } from "@/lib/db/client";
import type { MailTokenPurpose, Role } from "@/lib/db/generated/enums";
import { closedAddress, closedSlug } from "./user.ts";

type Db = Pick<Tx, "user" | "mailToken" | "$queryRaw">;

export interface NewUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly slug: string;
  readonly role: Role;
  readonly passwordHash: string | null;
  readonly emailVerifiedAt: Date | null;
  /** Left out: UTC. */
  readonly timeZone?: string;
  /** When the trial of the platform ends; null: never. */
  readonly trialEndsAt: Date | null;
  readonly createdAt: Date;
}

/** Inserts a user unless the address is taken; says whether it did. One statement: two at once cannot both pass a look before. */
export async function insertUser(tx: Tx, user: NewUser): Promise<boolean> {
  const { count } = await tx.user.createMany({ data: [user], skipDuplicates: true });
  return count === 1;
}

/** The columns that verbs decide by. Never sent anywhere whole. */
export async function userByEmail(db: Db, email: string) {
  return db.user.findUnique({ where: { email } });
}

export async function userById(db: Db, id: string) {
  return db.user.findUnique({ where: { id } });
}

export type UserRow = NonNullable<Awaited<ReturnType<typeof userById>>>;

/** Holds a user's row until the transaction ends, against everyone who would change it too. */
export async function lockUser(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${id} FOR NO KEY UPDATE`;
}

export async function updateUser(
  tx: Tx,
  id: string,
  data: Parameters<Tx["user"]["updateMany"]>[0]["data"],
): Promise<void> {
  await tx.user.updateMany({ where: { id }, data });
}

/** True when the password was still `from`. */
export async function replacePassword(tx: Tx, id: string, from: string | null, to: string): Promise<boolean> {
  const { count } = await tx.user.updateMany({ where: { id, passwordHash: from }, data: { passwordHash: to } });
  return count === 1;
}

export interface NewMailToken {
  readonly id: string;
  readonly userId: string;
  readonly purpose: MailTokenPurpose;
  readonly hash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export async function insertMailToken(tx: Tx, token: NewMailToken): Promise<void> {
  await tx.mailToken.create({ data: token });
}

/** How many tokens of a kind were made since, and when the last one was. */
export async function mailTokensSince(
  db: Db,
  userId: string,
  purpose: MailTokenPurpose,
  since: Date,
  now: Date,
): Promise<{ count: number; lastAt: Date | null }> {
  const found = await db.mailToken.aggregate({
    where: { userId, purpose, createdAt: { gte: since, lte: now } },
    _count: { id: true },
    _max: { createdAt: true },
  });
  return { count: found._count.id, lastAt: found._max.createdAt };
}

/** Uses a token up: its user the first time, null ever after. Conditional, so that two at once cannot both have it. */
export async function consumeMailToken(
  tx: Tx,
  hash: string,
  purpose: MailTokenPurpose,
  now: Date,
): Promise<{ userId: string } | null> {
  const { count } = await tx.mailToken.updateMany({
    where: { hash, purpose, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  if (count === 0) return null;
  return tx.mailToken.findUnique({ where: { hash }, select: { userId: true } });
}

/** Makes the other open tokens of a kind worthless. */
export async function voidMailTokens(tx: Tx, userId: string, purpose: MailTokenPurpose, now: Date): Promise<void> {
  await tx.mailToken.updateMany({ where: { userId, purpose, usedAt: null }, data: { usedAt: now } });
}

export async function mailTokenOwner(db: Db, hash: string, purpose: MailTokenPurpose) {
  return db.mailToken.findFirst({
    where: { hash, purpose },
    select: { usedAt: true, expiresAt: true, user: { select: { id: true, emailVerifiedAt: true } } },
  });
}

/** Makes every link that was mailed to a user worthless. */
export async function dropMailTokens(tx: Tx, userId: string): Promise<void> {
  await tx.mailToken.deleteMany({ where: { userId } });
}

/** True when the user had `from` until now. */
export async function changeRole(tx: Tx, id: string, from: Role, to: Role): Promise<boolean> {
  const { count } = await tx.user.updateMany({ where: { id, role: from }, data: { role: to } });
  return count === 1;
}

/** Removes the places that messages to a user go to, and codes that would link one; what waits is not sent. */
export async function dropChannels(tx: Tx, userId: string, reason: string): Promise<void> {
  await tx.channel.deleteMany({ where: { userId } });
  await tx.channelLink.deleteMany({ where: { userId } });
  await tx.delivery.updateMany({ where: { userId, state: "QUEUED" }, data: { state: "SKIPPED", reason } });
}

/** Takes everything personal out of a user's rows. The id stays, for the ledger and the public record point to it. */
export async function eraseUser(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.user.updateMany({
    where: { id },
    data: {
      email: closedAddress(id),
      name: "Closed account",
      slug: closedSlug(id),
      bio: "",
      passwordHash: null,
      totpSecret: null,
      totpEnabledAt: null,
      totpLastStep: null,
      emailVerifiedAt: null,
      bannedAt: now,
    },
  });
  await tx.oAuthAccount.deleteMany({ where: { userId: id } });
  await tx.recoveryCode.deleteMany({ where: { userId: id } });
  await dropMailTokens(tx, id);
  await dropChannels(tx, id, "The account is closed");
  await tx.deliverySettings.deleteMany({ where: { userId: id } });
  await tx.apiToken.updateMany({ where: { userId: id, revokedAt: null }, data: { revokedAt: now } });
  await tx.deviceSession.updateMany({ where: { userId: id }, data: { userAgent: "", ip: "" } });
}

export async function setChecklistHidden(db: Db, userId: string, at: Date): Promise<void> {
  await db.user.update({ where: { id: userId }, data: { checklistHiddenAt: at } });
}

/** Deletes what was over before `before`. */
export async function deleteSpent(
  db: Pick<Tx, "signInThrottle" | "mailToken" | "deviceSession" | "refreshToken">,
  before: Date,
): Promise<number> {
  const gone = await Promise.all([
    db.signInThrottle.deleteMany({ where: { updatedAt: { lt: before }, until: { lt: before } } }),
    db.mailToken.deleteMany({ where: { expiresAt: { lt: before } } }),
    db.refreshToken.deleteMany({ where: { expiresAt: { lt: before } } }),
    db.deviceSession.deleteMany({ where: { OR: [{ expiresAt: { lt: before } }, { revokedAt: { lt: before } }] } }),
  ]);
  return gone.reduce((sum, { count }) => sum + count, 0);
}
