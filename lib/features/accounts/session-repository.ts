import type { Tx } from "@/lib/db/client";

export interface NewDeviceSession {
  readonly id: string;
  readonly userId: string;
  readonly userAgent: string;
  readonly ip: string;
  readonly mfaAt: Date | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

export async function insertDeviceSession(tx: Tx, session: NewDeviceSession): Promise<void> {
  await tx.deviceSession.create({ data: session });
}

/** Ends sessions of a user: one, all, or all but one. Says which were ended now. */
export async function endSessions(
  tx: Tx,
  userId: string,
  which: { only?: string; except?: string | null },
  now: Date,
): Promise<string[]> {
  const open = await tx.deviceSession.updateManyAndReturn({
    where: {
      userId,
      revokedAt: null,
      ...(which.only === undefined ? {} : { id: which.only }),
      ...(which.except === undefined || which.except === null ? {} : { NOT: { id: which.except } }),
    },
    data: { revokedAt: now },
    select: { id: true },
  });
  return open.map(({ id }) => id);
}

export async function markSecondFactor(tx: Tx, sessionId: string, now: Date): Promise<void> {
  await tx.deviceSession.updateMany({ where: { id: sessionId, revokedAt: null }, data: { mfaAt: now } });
}

export async function insertRefreshToken(
  tx: Tx,
  token: { id: string; userId: string; sessionId: string; hash: string; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await tx.refreshToken.create({ data: token });
}

export async function refreshTokenByHash(db: Pick<Tx, "refreshToken">, hash: string) {
  return db.refreshToken.findUnique({
    where: { hash },
    select: {
      id: true,
      userId: true,
      sessionId: true,
      expiresAt: true,
      session: { select: { revokedAt: true, expiresAt: true } },
      user: { select: { email: true, bannedAt: true } },
    },
  });
}

/** Uses a refresh token up: true for exactly one caller, however many ask at once. */
export async function spendRefreshToken(tx: Tx, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.refreshToken.updateMany({ where: { id, usedAt: null }, data: { usedAt: now } });
  return count === 1;
}

/** Moves the end of a session on. False when it was ended meanwhile. */
export async function prolongSession(tx: Tx, sessionId: string, now: Date, expiresAt: Date): Promise<boolean> {
  const { count } = await tx.deviceSession.updateMany({
    where: { id: sessionId, revokedAt: null, expiresAt: { gt: now } },
    data: { expiresAt, lastSeenAt: now },
  });
  return count === 1;
}

/** Notes that a session was used, at most once a minute. */
export async function touchSession(db: Pick<Tx, "deviceSession">, sessionId: string, now: Date): Promise<void> {
  await db.deviceSession.updateMany({
    where: { id: sessionId, lastSeenAt: { lt: new Date(now.getTime() - 60_000) } },
    data: { lastSeenAt: now },
  });
}
