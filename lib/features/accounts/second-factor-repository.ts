import type { Tx } from "@/lib/db/client";

export const FAILURES_MAX = 5;

/**
 * Takes one try of a second factor, in one statement so that parallel tries cannot pass the limit: null when taken, else when the lock
 * ends. The fifth try locks for 15 minutes; a right code lifts it.
 */
export async function takeSecondFactorTry(
  db: Pick<Tx, "$queryRaw" | "user">,
  userId: string,
  now: Date,
): Promise<Date | null> {
  const taken = await db.$queryRaw<{ id: string }[]>`
    UPDATE users SET
      "totpFailures" = CASE WHEN "totpFailures" >= ${FAILURES_MAX}::int THEN 1 ELSE "totpFailures" + 1 END,
      "totpLockedUntil" = CASE WHEN "totpFailures" + 1 = ${FAILURES_MAX}::int THEN ${now}::timestamptz + interval '15 minutes' END
    WHERE id = ${userId} AND ("totpLockedUntil" IS NULL OR "totpLockedUntil" <= ${now})
    RETURNING id`;
  if (taken.length > 0) return null;
  const row = await db.user.findUnique({ where: { id: userId }, select: { totpLockedUntil: true } });
  return row?.totpLockedUntil ?? now;
}

/** Accepts a step once: true only if it is later than every step accepted before, decided by the row itself. */
export async function acceptStep(db: Pick<Tx, "user">, userId: string, step: bigint): Promise<boolean> {
  const { count } = await db.user.updateMany({
    where: { id: userId, OR: [{ totpLastStep: null }, { totpLastStep: { lt: step } }] },
    data: { totpLastStep: step, totpFailures: 0, totpLockedUntil: null },
  });
  return count === 1;
}

/** Uses a recovery code up: true for exactly one caller. */
export async function acceptRecoveryCode(
  db: Pick<Tx, "recoveryCode" | "user">,
  userId: string,
  hash: string,
  now: Date,
): Promise<boolean> {
  const { count } = await db.recoveryCode.updateMany({ where: { userId, hash, usedAt: null }, data: { usedAt: now } });
  if (count === 1)
    await db.user.updateMany({ where: { id: userId }, data: { totpFailures: 0, totpLockedUntil: null } });
  return count === 1;
}

/** Keeps a seed that is not yet proven, unless the second factor is on or the password another than the one that was asked for. */
export async function keepPendingSeed(
  db: Pick<Tx, "user">,
  { id, passwordHash }: { readonly id: string; readonly passwordHash: string | null },
  sealed: string,
): Promise<boolean> {
  const { count } = await db.user.updateMany({
    where: { id, passwordHash, totpEnabledAt: null },
    data: { totpSecret: sealed },
  });
  return count === 1;
}

/** Forgets a seed that is not yet proven: whoever began with it may not be who goes on. */
export async function dropPendingSeed(tx: Tx, userId: string): Promise<void> {
  await tx.user.updateMany({ where: { id: userId, totpEnabledAt: null }, data: { totpSecret: null } });
}

/** Turns the second factor on by the first code of the seed in `sealed`; true for one caller only, and while that seed is the one kept. */
export async function enableTotp(
  tx: Tx,
  { userId, sealed, step }: { readonly userId: string; readonly sealed: string; readonly step: bigint },
  now: Date,
): Promise<boolean> {
  const { count } = await tx.user.updateMany({
    where: { id: userId, totpEnabledAt: null, totpSecret: sealed },
    data: { totpEnabledAt: now, totpLastStep: step, totpFailures: 0, totpLockedUntil: null },
  });
  return count === 1;
}

export async function disableTotp(tx: Tx, userId: string): Promise<void> {
  await tx.user.updateMany({
    where: { id: userId },
    data: { totpEnabledAt: null, totpSecret: null, totpLastStep: null, totpFailures: 0, totpLockedUntil: null },
  });
  await tx.recoveryCode.deleteMany({ where: { userId } });
}

export async function replaceRecoveryCodes(
  tx: Tx,
  userId: string,
  codes: readonly { id: string; hash: string }[],
): Promise<void> {
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({ data: codes.map((code) => ({ ...code, userId })) });
}
