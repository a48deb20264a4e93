import type { Db, Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";

export interface NewTrial {
  readonly userId: string;
  readonly strategyId: string;
  readonly subscriptionId: string;
  readonly cardFingerprint: string | null;
}

/** Whether this user has tried or had the strategy before: then a trial is not offered to him. */
export async function hasHad(db: Db | Tx, userId: string, strategyId: string): Promise<boolean> {
  const [tried, had] = await Promise.all([
    db.trial.count({ where: { userId, strategyId } }),
    db.subscription.count({ where: { userId, strategyId, activatedAt: { not: null } } }),
  ]);
  return tried + had > 0;
}

/**
 * Takes the one trial of a user and of a card. False: another subscription of his had it, or somebody with this card; then his own is used up
 * too. The same subscription asks as often as it likes.
 */
export async function claimTrial(tx: Tx, trial: NewTrial, now: UtcMs): Promise<boolean> {
  const { userId, strategyId } = trial;
  const startedAt = new Date(now);
  const { count } = await tx.trial.createMany({ data: [{ ...trial, startedAt }], skipDuplicates: true });
  if (count === 1) return true;
  const own = await tx.trial.findUnique({ where: { userId_strategyId: { userId, strategyId } } });
  if (own !== null) return own.refusedAt === null && own.subscriptionId === trial.subscriptionId;
  const refused = { ...trial, cardFingerprint: null, startedAt, refusedAt: startedAt };
  await tx.trial.createMany({ data: [refused], skipDuplicates: true });
  return false;
}
