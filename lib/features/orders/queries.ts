import { type Db, Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import type { KillScope } from "./switch-repository.ts";

/** Accounts that a worker has to hold: something is planned, on its way, unknown, resting or held there. */
export async function accountsWithWork(db: Pick<Tx, "$queryRaw">): Promise<string[]> {
  const rows = await db.$queryRaw<{ keyId: string }[]>(Prisma.sql`
    SELECT "keyId" FROM orders WHERE "keyId" IS NOT NULL AND state IN ('PLANNED', 'SENDING', 'UNKNOWN', 'ACCEPTED', 'PARTIAL')
    UNION SELECT "keyId" FROM positions WHERE "keyId" IS NOT NULL AND state = 'OPEN'
    UNION SELECT "credentialId" FROM follows WHERE mode = 'LIVE' AND "credentialId" IS NOT NULL
    UNION SELECT "credentialId" FROM trading_sessions WHERE mode = 'LIVE' AND state IN ('STARTING', 'RUNNING', 'PAUSED') AND "credentialId" IS NOT NULL
    UNION SELECT "keyId" FROM live_steps WHERE state = 'WAITING'
    UNION SELECT "keyId" FROM trade_requests WHERE state = 'WAITING'
    ORDER BY 1`);
  return rows.map(({ keyId }) => keyId);
}

/** Of a `trade_accounts` row a and its `api_keys` row k: other secrets lie under the key than those that the account was opened with. */
export const IS_ROTATED = `(k.status <> 'REVOKED' AND a."openedWith" <> sha256(k.sealed))`;

export interface AccountInTurn {
  readonly keyId: string;
  /** All that waits is an entry or an addition of a signal. */
  readonly entersOnly: boolean;
  /** All that waits is an exit, or another stop, of a signal. */
  readonly leavesOnly: boolean;
}

/**
 * Of these accounts those for which a chain event waits, in the order of the chain and of its followers' turns, then those for which an order is planned, or a
 * request by hand or a candle of a session waits, or whose key was rotated.
 */
export async function accountsInTurn(db: Pick<Db, "prepared">, keyIds: readonly string[]): Promise<AccountInTurn[]> {
  return db.prepared<AccountInTurn>(
    "accounts-in-turn",
    `SELECT "keyId", bool_and(place = 0 AND opens) AS "entersOnly", bool_and(place = 0 AND NOT opens) AS "leavesOnly" FROM (
      SELECT "keyId", 0 AS place, "eventAt" AS at, turn, opens FROM live_steps WHERE "keyId" = ANY($1::text[]) AND state = 'WAITING'
      UNION ALL SELECT "keyId", 1, "createdAt", 0, false FROM orders
        WHERE "keyId" = ANY($1::text[]) AND state = 'PLANNED' AND "holdUntil" IS NULL
      UNION ALL SELECT "keyId", 1, "createdAt", 0, false FROM trade_requests WHERE "keyId" = ANY($1::text[]) AND state = 'WAITING'
      UNION ALL SELECT "credentialId", 1, "decidedAt", 0, false FROM trading_sessions
        WHERE mode = 'LIVE' AND state = 'RUNNING' AND bars > "workedBars" AND "credentialId" = ANY($1::text[])
      UNION ALL SELECT a."keyId", 1, a."takenAt", 0, false FROM trade_accounts a JOIN api_keys k ON k.id = a."keyId"
        WHERE a."keyId" = ANY($1::text[]) AND ${IS_ROTATED}
    ) waiting GROUP BY 1 ORDER BY min(place), min(at), min(turn)`,
    [[...keyIds]],
  );
}

export interface AccountToLookAfter {
  readonly keyId: string;
  /** Something is planned, on its way, held, decided or waits, a session runs, or its key was rotated; else it is only due to be compared with its exchange. */
  readonly hasWork: boolean;
}

/** Of these accounts those that have to be looked after, whether or not anybody was rung for it. */
export async function accountsToLookAfter(
  db: Pick<Db, "prepared">,
  keyIds: readonly string[],
  now: UtcMs,
): Promise<AccountToLookAfter[]> {
  return db.prepared<AccountToLookAfter>(
    "accounts-to-look-after",
    `SELECT "keyId", bool_or(work) AS "hasWork" FROM (
      SELECT "keyId", true AS work FROM orders
        WHERE "keyId" = ANY($1::text[]) AND state IN ('PLANNED', 'SENDING', 'UNKNOWN', 'ACCEPTED', 'PARTIAL')
      UNION ALL SELECT "keyId", true FROM positions WHERE "keyId" = ANY($1::text[]) AND state = 'OPEN'
      UNION ALL SELECT "keyId", true FROM live_steps WHERE "keyId" = ANY($1::text[]) AND state = 'WAITING'
      UNION ALL SELECT "keyId", true FROM trade_requests WHERE "keyId" = ANY($1::text[]) AND state = 'WAITING'
      UNION ALL SELECT "keyId", true FROM external_trades
        WHERE "keyId" = ANY($1::text[]) AND decision IS NOT NULL AND "appliedAt" IS NULL
      UNION ALL SELECT "credentialId", true FROM trading_sessions
        WHERE mode = 'LIVE' AND state = 'RUNNING' AND "credentialId" = ANY($1::text[])
      UNION ALL SELECT a."keyId", true FROM trade_accounts a JOIN api_keys k ON k.id = a."keyId"
        WHERE a."keyId" = ANY($1::text[]) AND ${IS_ROTATED}
      UNION ALL SELECT a."keyId", a.state <> 'READY' FROM trade_accounts a
        WHERE a."keyId" = ANY($1::text[]) AND (a.state <> 'READY' OR a."reconcileAt" IS NULL OR a."reconcileAt" <= $2::timestamptz
          OR EXISTS (SELECT FROM kill_switches k WHERE k."engagedAt" > a."reconciledAt" OR k."engagedAt" IS NOT NULL
            AND EXISTS (SELECT FROM orders o WHERE o."keyId" = a."keyId" AND o."updatedAt" > a."reconciledAt")))
    ) found GROUP BY 1`,
    [[...keyIds], new Date(now)],
  );
}

/** Why a kill switch is engaged; null: it is not. */
export async function engagedReason(db: Pick<Tx, "killSwitch">, scope: KillScope, key: string): Promise<string | null> {
  const found = await db.killSwitch.findUnique({ where: { scope_key: { scope, key }, engagedAt: { not: null } } });
  return found?.reason ?? null;
}
