import type { Prisma, Tx } from "@/lib/db/client";
import type { Role, Scope } from "@/lib/kernel/actor";
import { SCOPES } from "@/lib/kernel/actor";
import type { PlatformPlan } from "@/lib/kernel/platform-plan";
import type { UtcMs } from "@/lib/kernel/time";

/** The row that a session is opened for, after OAuth has said who it is. Never sent anywhere whole. */
export { userById as userToSignIn } from "./repository.ts";

type Db = Pick<Tx, "user" | "deviceSession" | "apiToken">;

/** Who asks, as an edge knows him. */
interface AskerRow {
  readonly userId: string;
  readonly role: Role;
  readonly plan: PlatformPlan;
  readonly email: string;
  readonly name: string;
  readonly emailVerified: boolean;
  readonly totpEnabled: boolean;
  readonly timeZone: string;
}

/** What an edge needs to know of a session: itself, its user, and whether either is at an end. */
export interface SessionRow extends AskerRow {
  readonly sessionId: string;
  readonly mfaAt: Date | null;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

const ASKER_COLUMNS = {
  id: true,
  role: true,
  plan: true,
  email: true,
  name: true,
  emailVerifiedAt: true,
  totpEnabledAt: true,
  timeZone: true,
  bannedAt: true,
} as const;

function askerOf(user: Prisma.UserGetPayload<{ select: typeof ASKER_COLUMNS }>): AskerRow {
  const { id, role, plan, email, name, emailVerifiedAt, totpEnabledAt, timeZone } = user;
  return {
    userId: id,
    role,
    plan,
    email,
    name,
    emailVerified: emailVerifiedAt !== null,
    totpEnabled: totpEnabledAt !== null,
    timeZone,
  };
}

/** A session that is neither revoked nor its user banned; null otherwise. The caller compares `expiresAt`. */
export async function liveSession(db: Db, sessionId: string): Promise<SessionRow | null> {
  const row = await db.deviceSession.findUnique({
    where: { id: sessionId },
    include: { user: { select: ASKER_COLUMNS } },
  });
  if (row === null || row.revokedAt !== null || row.user.bannedAt !== null) return null;
  return {
    sessionId: row.id,
    ...askerOf(row.user),
    mfaAt: row.mfaAt,
    lastSeenAt: row.lastSeenAt,
    expiresAt: row.expiresAt,
  };
}

export interface ApiTokenRow extends AskerRow {
  readonly tokenId: string;
  readonly scopes: readonly Scope[];
  readonly ips: readonly string[];
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** An API token by its hash, neither revoked nor its user banned; null otherwise. The caller compares `expiresAt` and `ips`. */
export async function liveApiToken(db: Db, hash: string): Promise<ApiTokenRow | null> {
  const row = await db.apiToken.findUnique({ where: { hash }, include: { user: { select: ASKER_COLUMNS } } });
  if (row === null || row.revokedAt !== null || row.user.bannedAt !== null) return null;
  return {
    tokenId: row.id,
    ...askerOf(row.user),
    scopes: SCOPES.filter((scope) => row.scopes.includes(scope)),
    ips: row.ips,
    expiresAt: row.expiresAt,
    lastUsedAt: row.lastUsedAt,
  };
}

/** What anyone may know of a provider. */
export interface ProviderView {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly bio: string;
  readonly joinedAt: Date;
  /** Payouts are set up and verified by the payment service. */
  readonly payoutVerified: boolean;
}

const PROVIDER_COLUMNS = {
  id: true,
  slug: true,
  name: true,
  bio: true,
  createdAt: true,
  transfersActive: true,
} as const;

/** The public data of a provider by slug; null for anyone who is none. */
export async function providerBySlug(db: Db, slug: string): Promise<ProviderView | null> {
  const row = await db.user.findFirst({ where: { slug, role: "PROVIDER" }, select: PROVIDER_COLUMNS });
  return row === null ? null : providerView(row);
}

/** Whether a user's transfers capability is active: nothing paid is sold before. */
export async function transfersActive(db: Db, userId: string): Promise<boolean> {
  const row = await db.user.findUnique({ where: { id: userId }, select: { transfersActive: true } });
  return row?.transfersActive ?? false;
}

function providerView(row: {
  id: string;
  slug: string;
  name: string;
  bio: string;
  createdAt: Date;
  transfersActive: boolean;
}): ProviderView {
  const { createdAt, transfersActive: payoutVerified, ...rest } = row;
  return { ...rest, joinedAt: createdAt, payoutVerified };
}

/** What a user pays the platform for; someone who is not there has the smallest. */
export async function planOf(db: Pick<Tx, "user">, userId: string): Promise<PlatformPlan> {
  const row = await db.user.findUnique({ where: { id: userId }, select: { plan: true } });
  return row?.plan ?? "TRIAL";
}

/** A signed-in device as its owner sees it. */
export interface DeviceView {
  readonly id: string;
  readonly userAgent: string;
  readonly ip: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
}

export async function devicesOf(db: Db, userId: string, now: Date): Promise<DeviceView[]> {
  return db.deviceSession.findMany({
    where: { userId, revokedAt: null, expiresAt: { gt: now } },
    orderBy: { lastSeenAt: "desc" },
    take: 50,
    select: { id: true, userAgent: true, ip: true, createdAt: true, lastSeenAt: true },
  });
}

/** An API token as its owner sees it: never the token. */
export interface ApiTokenView {
  readonly id: string;
  readonly name: string;
  readonly last4: string;
  readonly scopes: readonly string[];
  readonly ips: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export async function apiTokensOf(db: Db, userId: string): Promise<ApiTokenView[]> {
  return db.apiToken.findMany({
    where: { userId, revokedAt: null },
    orderBy: { createdAt: "desc" },
    select: {
      id: true,
      name: true,
      last4: true,
      scopes: true,
      ips: true,
      createdAt: true,
      expiresAt: true,
      lastUsedAt: true,
    },
  });
}

export interface ProfileView {
  readonly name: string;
  readonly bio: string;
  readonly email: string;
  readonly slug: string;
  readonly role: Role;
  readonly timeZone: string;
  readonly emailVerifiedAt: Date | null;
  readonly hasPassword: boolean;
  readonly createdAt: Date;
}

export async function profileOf(db: Db, userId: string): Promise<ProfileView | null> {
  const row = await db.user.findUnique({
    where: { id: userId },
    select: {
      name: true,
      bio: true,
      email: true,
      slug: true,
      role: true,
      timeZone: true,
      emailVerifiedAt: true,
      passwordHash: true,
      createdAt: true,
    },
  });
  if (row === null) return null;
  const { passwordHash, ...rest } = row;
  return { ...rest, hasPassword: passwordHash !== null };
}

/** The second factor as the security page shows it. `pendingSeed` is sealed, and there only until its first code was shown. */
export interface SecondFactorView {
  readonly enabledAt: Date | null;
  readonly pendingSeed: string | null;
  readonly recoveryCodesLeft: number;
}

export async function secondFactorOf(db: Pick<Tx, "user" | "recoveryCode">, userId: string): Promise<SecondFactorView> {
  const [user, recoveryCodesLeft] = await Promise.all([
    db.user.findUnique({ where: { id: userId }, select: { totpEnabledAt: true, totpSecret: true } }),
    db.recoveryCode.count({ where: { userId, usedAt: null } }),
  ]);
  const enabledAt = user?.totpEnabledAt ?? null;
  return { enabledAt, pendingSeed: enabledAt === null ? (user?.totpSecret ?? null) : null, recoveryCodesLeft };
}

/** Mail of the sandbox, newest first; all of it, or one address's. */
export async function sandboxMail(db: Pick<Tx, "sandboxMail">, to: string | null, limit: number) {
  return db.sandboxMail.findMany({
    where: to === null ? {} : { to },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: limit,
    select: { id: true, to: true, subject: true, text: true, links: true, at: true },
  });
}

/** Whether the device of a session was first signed in on after `since`: no session of its user with the same program is older. */
export async function deviceIsNew(
  db: Pick<Tx, "deviceSession">,
  userId: string,
  sessionId: string,
  since: Date,
): Promise<boolean> {
  const session = await db.deviceSession.findFirst({ where: { id: sessionId, userId }, select: { userAgent: true } });
  if (session === null) return false;
  const known = { userId, userAgent: session.userAgent, createdAt: { lte: since } };
  return (await db.deviceSession.count({ where: known })) === 0;
}

/** Whether a user's trial of the platform has ended and he has chosen no plan. */
export async function isTrialOver(db: Pick<Tx, "user">, userId: string, now: UtcMs): Promise<boolean> {
  return (await db.user.count({ where: { id: userId, plan: "TRIAL", trialEndsAt: { lte: new Date(now) } } })) > 0;
}
