import { lockInTransaction } from "@/lib/db/advisory-lock";
import type { Db, Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/client";
import { dec, plain } from "@/lib/kernel/decimal";

const withProvider = { provider: { select: { id: true, name: true, slug: true } } } as const;

export type StrategyRow = Prisma.StrategyGetPayload<{ include: typeof withProvider }>;

export async function findStrategy(db: Db | Tx, id: string): Promise<StrategyRow | null> {
  return db.strategy.findUnique({ where: { id }, include: withProvider });
}

/** Takes the row for the length of the transaction, so that two edits make two versions and not one. */
export async function lockStrategy(tx: Tx, id: string): Promise<StrategyRow | null> {
  await tx.$queryRaw(Prisma.sql`SELECT 1 FROM strategies WHERE id = ${id} FOR UPDATE`);
  return tx.strategy.findUnique({ where: { id }, include: withProvider });
}

/** Whoever makes a strategy waits for the one before, so that two under one name see each other's address. Held to the transaction's end. */
export async function lockSlugs(tx: Tx): Promise<void> {
  await tx.$queryRaw(Prisma.sql`SELECT pg_advisory_xact_lock(hashtextextended('strategies.slug', 0))::text AS locked`);
}

/** A provider's next sale waits for the one before, so that two at once do not pass what his plan lets him sell. Held to the transaction's end. */
export async function lockSales(tx: Tx, providerId: string): Promise<void> {
  await lockInTransaction(tx, `sales ${providerId}`);
}

/** Addresses that begin with `slug`; names are typed by people, so the few that clash are looked at together. */
export async function slugsLike(db: Db | Tx, slug: string): Promise<Set<string>> {
  const rows = await db.strategy.findMany({ where: { slug: { startsWith: slug } }, select: { slug: true } });
  return new Set(rows.map((row) => row.slug));
}

export type Reader = Db | Tx;

/** Paid strategies of a provider that take new subscribers. */
export async function countOnSale(db: Reader, providerId: string): Promise<number> {
  return db.strategy.count({ where: { providerId, status: "ACTIVE", priceAmount: { gt: 0 } } });
}

export async function findProvider(db: Db | Tx, userId: string) {
  return db.user.findUnique({ where: { id: userId }, select: { transfersActive: true, emailVerifiedAt: true } });
}

export async function insertStrategy(
  tx: Tx,
  strategy: Prisma.StrategyUncheckedCreateInput,
  version: Omit<Prisma.StrategyVersionUncheckedCreateInput, "strategyId">,
): Promise<void> {
  await tx.strategy.create({ data: strategy });
  await tx.strategyVersion.create({ data: { ...version, strategyId: strategy.id } });
}

export async function insertVersion(tx: Tx, version: Prisma.StrategyVersionUncheckedCreateInput): Promise<void> {
  await tx.strategyVersion.create({ data: version });
}

export async function currentVersion(tx: Tx, strategyId: string, version: number) {
  return tx.strategyVersion.findUnique({ where: { strategyId_version: { strategyId, version } } });
}

export async function updateStrategyRow(
  tx: Tx,
  id: string,
  data: Prisma.StrategyUncheckedUpdateInput,
): Promise<StrategyRow> {
  return tx.strategy.update({ where: { id }, data, include: withProvider });
}

/**
 * When the subscription began that gives this user access to a strategy now; null without access. `accessOpen` is what the access rule of subscriptions last
 * said; the worker closes it within a second of its end.
 */
export async function accessSince(db: Db | Tx, userId: string, strategyId: string): Promise<Date | null> {
  const row = await db.subscription.findFirst({
    where: { userId, strategyId, accessOpen: true },
    select: { activatedAt: true },
  });
  return row?.activatedAt ?? null;
}

/** Which of these strategies are open to a user now. */
export async function openStrategies(db: Db, userId: string, strategyIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.subscription.findMany({
    where: { userId, strategyId: { in: [...strategyIds] }, accessOpen: true },
    select: { strategyId: true },
  });
  return new Set(rows.map(({ strategyId }) => strategyId));
}

/** At which price signals were entered first: an addition moves the entry price of what is held. */
export async function firstEntryPrices(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.$queryRaw<{ signalId: string; price: string | null }[]>(Prisma.sql`
    SELECT e."signalId", CASE e.type WHEN 'OPEN' THEN e.body->>'entryPrice' ELSE e.body->>'price' END AS price
    FROM signal_events e WHERE e."signalId" IN (${Prisma.join([...ids])}) AND e.type IN ('OPEN', 'ENTER')`);
  return new Map(rows.flatMap(({ signalId, price }) => (price === null ? [] : [[signalId, plain(dec(price))]])));
}

/** @returns null when this user has reviewed the strategy before */
export async function insertReview(tx: Tx, review: Prisma.ReviewUncheckedCreateInput) {
  const made = await tx.review.createMany({ data: [review], skipDuplicates: true });
  return made.count === 0 ? null : review;
}
