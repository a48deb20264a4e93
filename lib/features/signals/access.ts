import type { Db } from "@/lib/db/client";
import { ownStrategyIds } from "@/lib/features/marketplace/queries";
import { type AccessWindow, accessWindows } from "@/lib/features/subscriptions/queries";
import { type UtcMs, utcMs } from "@/lib/kernel/time";

/**
 * Whose signals a user may see: his own strategies' all; of others those received while he had access, with all that became of them later.
 * Who joins late gets new signals only; who lapsed keeps what was opened while he paid (SPEC 4).
 */
export async function signalAccess(db: Db, userId: string, now: UtcMs): Promise<readonly AccessWindow[]> {
  const [paid, own] = await Promise.all([accessWindows(db, userId, now), ownStrategyIds(db, userId)]);
  return [...own.map((strategyId) => ({ strategyId, from: utcMs(0), to: null })), ...paid];
}

export function maySee(
  windows: readonly AccessWindow[],
  signal: { readonly strategyId: string; readonly receivedAt: UtcMs },
): boolean {
  return windows.some(
    ({ strategyId, from, to }) =>
      strategyId === signal.strategyId && from <= signal.receivedAt && (to === null || signal.receivedAt < to),
  );
}

/** The same rule for the database. */
export function seenWhere(windows: readonly AccessWindow[]) {
  return {
    OR: windows.map(({ strategyId, from, to }) => ({
      strategyId,
      receivedAt: { gte: new Date(from), ...(to === null ? {} : { lt: new Date(to) }) },
    })),
  };
}

/** How far back a look at one strategy's whole chain is held: null for its owner and whoever has access now. */
export function seesLedgerAtOnce(windows: readonly AccessWindow[], strategyId: string): boolean {
  return windows.some((window) => window.strategyId === strategyId && window.to === null);
}
