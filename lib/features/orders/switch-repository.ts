import { Prisma, type Tx } from "@/lib/db/client";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { LIVING_STATES } from "@/lib/trading/orders/order-life";

const KILL_SCOPES = ["PLATFORM", "EXCHANGE", "STRATEGY", "USER", "SESSION"] as const;
export type KillScope = (typeof KILL_SCOPES)[number];

/** Who pulls a switch where no person does. */
export const BY_SYSTEM = "system";

export interface KillSwitch {
  readonly scope: KillScope;
  /** Exchange, strategy, user or session; empty for the platform. */
  readonly key: string;
  readonly engagedAt: UtcMs;
  readonly reason: string;
  readonly positions: "close" | "keep";
}

type Rows = Pick<Tx, "killSwitch">;

/**
 * Engages a switch, or changes one that is engaged. An admin's stop stays his, in name and reason, whoever stops after him; he takes over what was stopped by
 * whom it concerns or by the system. False when nothing of it changed: nothing was written.
 */
export async function writeEngaged(
  tx: Tx,
  one: Omit<KillSwitch, "engagedAt"> & { readonly by: string; readonly at: UtcMs },
): Promise<boolean> {
  const { scope, key, by, reason, positions, at } = one;
  const fresh = { engagedAt: new Date(at), engagedBy: by, reason, positions, releasedAt: null, releasedBy: null };
  const { count } = await tx.killSwitch.createMany({ data: [{ scope, key, ...fresh }], skipDuplicates: true });
  if (count === 1) return true;
  // Two at once look one after the other, or the later one would not see whose stop he changes.
  await tx.$queryRaw`SELECT 1 FROM kill_switches WHERE scope::text = ${scope} AND key = ${key} FOR UPDATE`;
  const where = { scope_key: { scope, key } };
  const before = await tx.killSwitch.findUniqueOrThrow({ where });
  if (before.engagedAt === null) {
    await tx.killSwitch.update({ where, data: fresh });
    return true;
  }
  const owner = await ownerOf(tx, scope, key);
  const isAdmins = (who: string): boolean => who !== BY_SYSTEM && who !== owner;
  const takesOver = isAdmins(by) && !isAdmins(before.engagedBy);
  // Closing is the wider wish: one who asks for it after another asked to keep gets it, the other way round nothing is undone.
  const widens = positions === "close" && before.positions === "keep";
  if (!takesOver && !widens) return false;
  const named = isAdmins(before.engagedBy) && !isAdmins(by) ? {} : { engagedBy: by, reason };
  await tx.killSwitch.update({ where, data: { ...named, ...(widens ? { positions } : {}) } });
  return true;
}

/** Whose own a switch is, so that he may engage and release it beside admins; null: nobody's. */
async function ownerOf(tx: Tx, scope: KillScope, key: string): Promise<string | null> {
  switch (scope) {
    case "PLATFORM":
    case "EXCHANGE":
      return null;
    case "USER":
      return key;
    case "STRATEGY":
      return (await tx.strategy.findUnique({ where: { id: key }, select: { providerId: true } }))?.providerId ?? null;
    case "SESSION":
      return (await tx.tradingSession.findUnique({ where: { id: key }, select: { userId: true } }))?.userId ?? null;
  }
}

/** False when it was not engaged, or not by one of `engagedBy`. */
export async function writeReleased(
  tx: Tx,
  one: {
    readonly scope: KillScope;
    readonly key: string;
    readonly by: string;
    readonly at: UtcMs;
    readonly engagedBy?: readonly string[];
  },
): Promise<boolean> {
  const { scope, key, by, at, engagedBy } = one;
  const { count } = await tx.killSwitch.updateMany({
    where: {
      scope,
      key,
      engagedAt: { not: null },
      ...(engagedBy === undefined ? {} : { engagedBy: { in: [...engagedBy] } }),
    },
    data: { engagedAt: null, releasedAt: new Date(at), releasedBy: by },
  });
  return count === 1;
}

export async function engagedSwitches(db: Rows): Promise<KillSwitch[]> {
  const rows = await db.killSwitch.findMany({ where: { engagedAt: { not: null } } });
  return rows.flatMap(({ scope, key, engagedAt, reason, positions }) =>
    engagedAt === null
      ? []
      : [
          {
            scope,
            key,
            engagedAt: utcMs(engagedAt),
            reason,
            positions: positions === "close" ? ("close" as const) : ("keep" as const),
          },
        ],
  );
}

/** Those of the sessions that have ended on an account with no entry of theirs on its way any more, each with its owner. */
export async function sessionsToRelease(
  db: Pick<Tx, "tradingSession" | "order">,
  ids: readonly string[],
  keyId: string,
): Promise<ReadonlyMap<string, { readonly userId: string }>> {
  const sessions = await db.tradingSession.findMany({
    where: { id: { in: [...ids] }, credentialId: keyId, state: { in: ["STOPPED", "FAILED"] } },
    select: { id: true, userId: true },
  });
  if (sessions.length === 0) return new Map();
  const state = { in: [...LIVING_STATES] };
  const intent = { sessionId: { in: sessions.map(({ id }) => id) }, purpose: "ENTRY" as const };
  const entering = await db.order.findMany({
    where: { keyId, state, intent },
    select: { intent: { select: { sessionId: true } } },
  });
  const busy = new Set(entering.map(({ intent: { sessionId } }) => sessionId));
  return new Map(sessions.filter(({ id }) => !busy.has(id)).map((session) => [session.id, session]));
}

/** Accounts that a switch concerns, and what of theirs still stands against "stopped". */
export interface StoppingAccount {
  readonly keyId: string;
  readonly userId: string;
  readonly exchange: string;
  /** Orders of ours that are on their way, unknown or resting. */
  readonly orders: number;
  /** Open ones; the worker holds the stops of those that are kept. */
  readonly positions: number;
  /** The exchange was asked after the last of our orders changed and after the switch was engaged, and showed nothing that is not here. */
  readonly confirmed: boolean;
}

export async function stoppingAccounts(db: Pick<Tx, "$queryRaw">, one: KillSwitch): Promise<StoppingAccount[]> {
  const { scope, key, engagedAt } = one;
  const account =
    scope === "EXCHANGE"
      ? Prisma.sql`k.exchange = ${key}`
      : scope === "USER"
        ? Prisma.sql`a."userId" = ${key}`
        : Prisma.sql`true`;
  const part =
    scope === "STRATEGY"
      ? Prisma.sql`i."strategyId" = ${key}`
      : scope === "SESSION"
        ? Prisma.sql`i."sessionId" = ${key}`
        : Prisma.sql`true`;
  const concerned =
    scope === "STRATEGY" || scope === "SESSION"
      ? Prisma.sql`AND EXISTS (SELECT 1 FROM intents i WHERE i."keyId" = a."keyId" AND ${part})`
      : Prisma.empty;
  const rows = await db.$queryRaw<
    (Omit<StoppingAccount, "confirmed"> & { reconciledAt: Date | null; changedAt: Date | null })[]
  >(Prisma.sql`
    SELECT a."keyId", a."userId", k.exchange, a."reconciledAt",
      (SELECT count(*)::int FROM orders o JOIN intents i ON i.id = o."intentId"
        WHERE o."keyId" = a."keyId" AND o.state IN ('PLANNED', 'SENDING', 'UNKNOWN', 'ACCEPTED', 'PARTIAL') AND ${part}) AS orders,
      (SELECT count(*)::int FROM positions p WHERE p."keyId" = a."keyId" AND p.state = 'OPEN'
        AND EXISTS (SELECT 1 FROM intents i WHERE i."positionId" = p.id AND ${part})) AS positions,
      (SELECT max(o."updatedAt") FROM orders o JOIN intents i ON i.id = o."intentId" WHERE o."keyId" = a."keyId" AND ${part}) AS "changedAt"
    FROM trade_accounts a JOIN api_keys k ON k.id = a."keyId" WHERE ${account} ${concerned} ORDER BY a."keyId"`);
  return rows.map(({ reconciledAt, changedAt, ...row }) => ({
    ...row,
    confirmed:
      reconciledAt !== null && reconciledAt.getTime() >= engagedAt && (changedAt === null || reconciledAt >= changedAt),
  }));
}
