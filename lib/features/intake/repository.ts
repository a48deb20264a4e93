import { type Db, Prisma, type Tx } from "@/lib/db/client";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import type { FieldErrors } from "@/lib/kernel/result";
import { listOf, type Reader, shape, text } from "@/lib/kernel/shape";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import {
  type Address,
  type AddressDefaults,
  DELIVERIES_KEPT,
  type DefaultTarget,
  TRADINGVIEW_WINDOW_MS,
} from "./address.ts";

const readDefaultTargets: Reader<DefaultTarget[]> = listOf(shape<DefaultTarget>({ pct: text, fraction: text }));

const FLOOD_EVERY_MS = 60_000;

const WITH_STRATEGY = {
  strategy: {
    select: {
      name: true,
      supportedPairs: true,
      exchanges: true,
      provider: { select: { id: true, email: true, name: true, bannedAt: true } },
    },
  },
} as const;

type AlertAddress = Prisma.AlertAddressGetPayload<object>;
type AddressRow = Prisma.AlertAddressGetPayload<{ include: typeof WITH_STRATEGY }>;

const instant = (at: Date | null): UtcMs | null => (at === null ? null : utcMs(at));

/** What alerts lack, as the row holds it. */
export function defaultsOf(row: AlertAddress): AddressDefaults {
  return {
    market: row.market,
    exchange: row.exchange,
    stopPct: row.stopPct === null ? null : plain(row.stopPct.toString()),
    targets: readDefaultTargets(row.targets, `targets of ${row.id}`),
    shorts: row.shorts,
    alertMaxAgeSec: row.alertMaxAgeSec,
    signalMaxAgeSec: row.signalMaxAgeSec,
    maxSlippageBps: row.maxSlippageBps,
  };
}

function addressOf({ strategy, ...row }: AddressRow): Address {
  const { provider, ...about } = strategy;
  return {
    id: row.id,
    strategyId: row.strategyId,
    secretHash: row.secretHash,
    ips: row.ips,
    ...defaultsOf(row),
    provider: { userId: provider.id, email: provider.email, name: provider.name },
    strategy: about,
    floodToldAt: instant(row.floodToldAt),
    nearLimitToldAt: instant(row.nearLimitToldAt),
  };
}

/** The address whose token has this hash. One look-up by a unique index: a guessed, an old and a revoked token take the same time. */
export async function findByTokenHash(db: Db, tokenHash: string): Promise<Address | null> {
  const row = await db.alertAddress.findUnique({ where: { tokenHash }, include: WITH_STRATEGY });
  return row === null || row.revokedAt !== null || row.strategy.provider.bannedAt !== null ? null : addressOf(row);
}

/** The address of a provider's strategy, unless it is revoked. */
export async function findOwnAddress(db: Db | Tx, providerId: string, strategyId: string): Promise<Address | null> {
  const row = await db.alertAddress.findFirst({
    where: { strategyId, revokedAt: null, strategy: { providerId } },
    include: WITH_STRATEGY,
  });
  return row === null ? null : addressOf(row);
}

/** Whether the strategy is this provider's, and whether it had an address before. */
export async function findOwnStrategy(tx: Tx | Db, providerId: string, strategyId: string) {
  return tx.strategy.findFirst({
    where: { id: strategyId, providerId },
    select: { id: true, exchanges: true, alertAddress: { select: { id: true, revokedAt: true } } },
  });
}

export async function writeAddress(
  tx: Tx,
  create: Prisma.AlertAddressUncheckedCreateInput,
  update: Prisma.AlertAddressUncheckedUpdateInput,
): Promise<string> {
  const row = await tx.alertAddress.upsert({
    where: { strategyId: create.strategyId },
    create,
    update,
    select: { id: true },
  });
  return row.id;
}

export async function updateAddress(
  tx: Tx | Db,
  id: string,
  data: Prisma.AlertAddressUncheckedUpdateInput,
): Promise<void> {
  await tx.alertAddress.update({ where: { id }, data });
}

/** Alerts of one strategy take turns, over all processes, until the transaction ends. */
export async function lockStrategyAlerts(tx: Tx, strategyId: string): Promise<void> {
  await tx.$executeRaw(Prisma.sql`SELECT pg_advisory_xact_lock(hashtextextended(${strategyId}, 7))`);
}

/** What an alert of this key did already; null where none came since `since`. */
export async function findKey(
  tx: Tx,
  addressId: string,
  key: string,
  since: UtcMs,
): Promise<{ signalId: string | null } | null> {
  return tx.alertKey.findFirst({
    where: { addressId, key, at: { gte: new Date(since) } },
    select: { signalId: true },
  });
}

export async function keepKey(
  tx: Tx,
  row: { addressId: string; key: string; at: Date; signalId: string | null },
): Promise<void> {
  await tx.alertKey.upsert({
    where: { addressId_key: { addressId: row.addressId, key: row.key } },
    create: row,
    update: { at: row.at, signalId: row.signalId },
  });
}

export async function findHoldings(tx: Tx | Db, signalIds: readonly string[]): Promise<Map<string, Dec>> {
  const rows = await tx.alertHolding.findMany({ where: { signalId: { in: [...signalIds] } } });
  return new Map(rows.map((row) => [row.signalId, dec(row.quantity.toString())]));
}

/** How many units the sender holds in a signal now; null forgets it. */
export async function writeHolding(tx: Tx, addressId: string, signalId: string, held: Dec | null): Promise<void> {
  if (held === null || held.lte(0)) {
    await tx.alertHolding.deleteMany({ where: { signalId } });
    return;
  }
  const quantity = plain(held.toDecimalPlaces(18));
  await tx.alertHolding.upsert({
    where: { signalId },
    create: { signalId, addressId, quantity },
    update: { quantity },
  });
}

export interface DeliveryRow {
  readonly id: string;
  readonly addressId: string;
  readonly test: boolean;
  readonly status: number;
  readonly outcome: string;
  readonly reason: string;
  readonly fieldErrors: FieldErrors | null;
  readonly signalId: string | null;
  readonly style: string | null;
  readonly contentType: string;
  readonly ip: string;
  readonly body: string;
  readonly tookMs: number;
}

/** Adds a message to the address' record and drops what is beyond the last hundred. @returns how many came in TradingView's window */
export async function insertDelivery(tx: Tx, row: DeliveryRow, at: UtcMs): Promise<number> {
  const { fieldErrors, ...columns } = row;
  await tx.alertDelivery.create({
    data: { ...columns, fieldErrors: fieldErrors ?? Prisma.DbNull, receivedAt: new Date(at) },
  });
  if (!row.test) await tx.alertAddress.update({ where: { id: row.addressId }, data: { lastDeliveryAt: new Date(at) } });
  await tx.$executeRaw(Prisma.sql`
    DELETE FROM alert_deliveries WHERE id IN (
      SELECT id FROM alert_deliveries WHERE "addressId" = ${row.addressId}
      ORDER BY "receivedAt" DESC, id DESC OFFSET ${DELIVERIES_KEPT})`);
  return tx.alertDelivery.count({
    where: { addressId: row.addressId, test: false, receivedAt: { gt: new Date(at - TRADINGVIEW_WINDOW_MS) } },
  });
}

/** Takes the right to tell of a flood: once a minute an address. */
export async function claimFlood(tx: Tx, addressId: string, now: UtcMs): Promise<boolean> {
  const { count } = await tx.alertAddress.updateMany({
    where: {
      id: addressId,
      OR: [{ floodToldAt: null }, { floodToldAt: { lte: new Date(now - FLOOD_EVERY_MS) } }],
    },
    data: { floodToldAt: new Date(now) },
  });
  return count === 1;
}

/** Addresses that expect messages and have heard nothing for `periods` of their expectation, and whose providers were not told of it yet. */
export async function findSilent(db: Db, now: UtcMs, periods: number) {
  return db.$queryRaw<{ id: string; userId: string; strategyId: string }[]>(Prisma.sql`
    SELECT a.id, s."providerId" AS "userId", a."strategyId" FROM alert_addresses a JOIN strategies s ON s.id = a."strategyId"
    WHERE a."revokedAt" IS NULL AND a."expectEveryMin" IS NOT NULL AND s.status = 'ACTIVE'
      AND coalesce(a."lastDeliveryAt", a."rotatedAt", a."createdAt") + a."expectEveryMin" * ${periods} * interval '1 minute' <= ${new Date(now)}
      AND (a."silenceToldAt" IS NULL OR a."silenceToldAt" < coalesce(a."lastDeliveryAt", a."rotatedAt", a."createdAt"))
    ORDER BY a.id LIMIT 500`);
}

export async function dropKeysBefore(db: Db, at: UtcMs): Promise<void> {
  await db.alertKey.deleteMany({ where: { at: { lt: new Date(at) } } });
}

/** Sizes of signals that ended are nobody's measure any more. */
export async function dropEndedHoldings(db: Db): Promise<void> {
  await db.$executeRaw(Prisma.sql`
    DELETE FROM alert_holdings h USING signals s WHERE s.id = h."signalId" AND s.state NOT IN ('PENDING', 'OPEN')`);
}
