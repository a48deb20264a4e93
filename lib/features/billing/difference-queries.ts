import type { Db } from "@/lib/db/client";
import { toIso, utcMs } from "@/lib/kernel/time";
import { PLATFORM } from "./difference.ts";

export interface CheckView {
  readonly at: string;
  readonly balances: number;
  readonly movements: number;
}

/** When our books were last held against the payment service's, and what was looked at; null: never yet. */
export async function lastCheck(db: Db): Promise<CheckView | null> {
  const row = await db.moneyCheck.findFirst({ orderBy: { at: "desc" } });
  return row === null ? null : { at: toIso(utcMs(row.at)), balances: row.balances, movements: row.movements };
}

/** A difference as admins read it. Minor units. */
export interface DifferenceView {
  readonly kind: string;
  readonly objectId: string;
  readonly what: string;
  /** Whose balance it is, where that is a provider's. */
  readonly who: string | null;
  readonly currency: string;
  readonly ours: number;
  readonly theirs: number;
  readonly since: string;
}

/** What differs still, oldest first. Expected: nothing. */
export async function openDifferences(db: Db, limit: number): Promise<DifferenceView[]> {
  const rows = await db.moneyDifference.findMany({
    where: { goneAt: null },
    orderBy: [{ firstSeenAt: "asc" }, { kind: "asc" }, { objectId: "asc" }],
    take: limit,
  });
  const accounts = await db.connectAccount.findMany({
    where: { stripeAccountId: { in: rows.map((row) => row.objectId) } },
    select: { stripeAccountId: true, user: { select: { name: true } } },
  });
  const names = new Map(accounts.map((account) => [account.stripeAccountId, account.user.name]));
  return rows.map(({ kind, objectId, what, currency, ours, theirs, firstSeenAt }) => ({
    kind,
    objectId,
    what,
    who: objectId === PLATFORM ? "The platform" : (names.get(objectId) ?? null),
    currency,
    ours: Number(ours),
    theirs: Number(theirs),
    since: toIso(utcMs(firstSeenAt)),
  }));
}
