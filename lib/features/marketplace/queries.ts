import { type Db, Prisma } from "@/lib/db/client";
import { heldBy } from "@/lib/db/held";
import { looksLikeId } from "@/lib/kernel/ids";
import { DAY_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { ReviewView } from "./add-review.ts";
import { diffParameters, type ParameterChange } from "./changes.ts";
import { decodeCursor, olderThan, type Page, pageOf } from "./cursor.ts";
import type { ListStrategiesQuery } from "./input.ts";
import { lateViews } from "./late-queries.ts";
import { recordUntil, type StoredRecord } from "./record.ts";
import { accessSince, openStrategies, type StrategyRow } from "./repository.ts";
import { GUEST_DELAY_MS } from "./signal-rows.ts";
import { isVisible, type Onlooker, type StrategyView, seesAtOnce } from "./strategy.ts";
import { viewOf } from "./view.ts";

const withProvider = { provider: { select: { id: true, name: true, slug: true } } } as const;

interface FoundStrategy {
  readonly strategy: StrategyView;
  readonly own: boolean;
  /** Whether the onlooker reads its figures as they stand now, and not 24 hours late. */
  readonly atOnce: boolean;
}

/** A strategy by id or address, with what the onlooker is to it; null when it does not exist for him. */
export async function strategyFor(db: Db, idOrSlug: string, onlooker: Onlooker | null): Promise<FoundStrategy | null> {
  if (idOrSlug.length > 100) return null;
  const row: StrategyRow | null = looksLikeId(idOrSlug)
    ? await db.strategy.findUnique({ where: { id: idOrSlug }, include: withProvider })
    : await db.strategy.findUnique({ where: { slug: idOrSlug }, include: withProvider });
  if (row === null) return null;
  const since = onlooker === null ? null : await accessSince(db, onlooker.userId, row.id);
  if (!isVisible(row, onlooker, since !== null)) return null;
  return {
    strategy: viewOf(row),
    own: onlooker?.userId === row.providerId,
    atOnce: seesAtOnce(row, onlooker, since !== null),
  };
}

/** The same as programs read it: without access its counts and figures are 24 hours late. */
export async function strategySeenBy(
  db: Db,
  idOrSlug: string,
  onlooker: Onlooker | null,
  now: UtcMs,
): Promise<StrategyView | null> {
  const found = await strategyFor(db, idOrSlug, onlooker);
  if (found === null || found.atOnce) return found?.strategy ?? null;
  const [late] = await lateViews(db, [found.strategy], now);
  return late ?? null;
}

/**
 * The strategies that programs list: public ones, newest first; with `providerId` of oneself also drafts and private ones. Those that are not
 * open to the onlooker are told 24 hours late.
 */
export async function listStrategies(
  db: Db,
  onlooker: Onlooker | null,
  query: ListStrategiesQuery,
  now: UtcMs,
): Promise<Page<StrategyView>> {
  const limit = query.limit ?? 20;
  const own = onlooker !== null && query.providerId === onlooker.userId;
  const ids = await listedIds(db, query, own, limit + 1);
  const found = await db.strategy.findMany({ where: { id: { in: ids } }, include: withProvider });
  const byId = new Map(found.map((row) => [row.id, row]));
  const rows = ids.flatMap((id) => byId.get(id) ?? []);
  const { items, nextCursor } = pageOf(rows, limit, (row) => row.createdAt);
  const open =
    onlooker === null
      ? new Set()
      : await openStrategies(
          db,
          onlooker.userId,
          items.map(({ id }) => id),
        );
  const hidden = items.filter((row) => !seesAtOnce(row, onlooker, open.has(row.id)));
  const late = new Map((await lateViews(db, hidden.map(viewOf), now)).map((view) => [view.id, view]));
  return { items: items.map((row) => late.get(row.id) ?? viewOf(row)), nextCursor };
}

/** Ids of what is listed, newest first. */
async function listedIds(db: Db, query: ListStrategiesQuery, own: boolean, count: number): Promise<string[]> {
  const parts = [Prisma.sql`true`];
  if (!own) parts.push(Prisma.sql`"isPublic" AND status <> 'DRAFT'`);
  if (query.status !== undefined) parts.push(Prisma.sql`status = ${query.status}::"StrategyStatus"`);
  else if (!own) parts.push(Prisma.sql`status IN ('ACTIVE', 'PAUSED')`);
  if (query.providerId !== undefined) parts.push(Prisma.sql`"providerId" = ${query.providerId}`);
  if (query.kind !== undefined) parts.push(Prisma.sql`kind = ${query.kind}::"StrategyKind"`);
  if (query.q !== undefined && query.q !== "") parts.push(heldBy([Prisma.sql`name`, Prisma.sql`description`], query.q));
  const after = decodeCursor(query.cursor);
  if (after !== null) parts.push(Prisma.sql`("createdAt", id) < (${new Date(after.at)}, ${after.id})`);
  const rows = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT id FROM strategies WHERE ${Prisma.join(parts, " AND ")} ORDER BY "createdAt" DESC, id DESC LIMIT ${count}`);
  return rows.map(({ id }) => id);
}

/** Every strategy of a provider for his own pages, newest first. */
export async function ownStrategies(db: Db, providerId: string): Promise<StrategyView[]> {
  const rows = await db.strategy.findMany({
    where: { providerId },
    include: withProvider,
    orderBy: { createdAt: "desc" },
    take: 200,
  });
  return rows.map(viewOf);
}

export interface VersionRow {
  readonly version: number;
  readonly description: string;
  readonly parameters: unknown;
  readonly note: string;
  readonly createdAt: string;
  /** Against the version before it; the first one has nothing to differ from. */
  readonly parameterChanges: readonly ParameterChange[];
  readonly descriptionBefore: string | null;
}

/** Versions of a strategy, newest first. Shown to its owner: parameters are his. */
export async function strategyVersions(db: Db, strategyId: string): Promise<VersionRow[]> {
  const rows = await db.strategyVersion.findMany({ where: { strategyId }, orderBy: { version: "desc" }, take: 100 });
  return rows.map((row, at) => {
    const before = rows[at + 1];
    return {
      version: row.version,
      description: row.description,
      parameters: row.parameters,
      note: row.note,
      createdAt: row.createdAt.toISOString(),
      parameterChanges: before === undefined ? [] : diffParameters(before.parameters, row.parameters),
      descriptionBefore: before === undefined || before.description === row.description ? null : before.description,
    };
  });
}

/** Reviews, newest first. Of the author only the name is told. */
export async function listReviews(
  db: Db,
  strategyId: string,
  query: { cursor?: string | undefined; limit?: number | undefined },
): Promise<Page<ReviewView>> {
  const limit = query.limit ?? 20;
  const rows = await db.review.findMany({
    where: {
      strategyId,
      ...olderThan(query.cursor, (createdAt) => ({ createdAt })),
    },
    include: { user: { select: { name: true } } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  const { items, nextCursor } = pageOf(rows, limit, (row) => row.createdAt);
  return {
    items: items.map((row) => ({
      id: row.id,
      rating: row.rating,
      text: row.text,
      author: row.user.name,
      createdAt: row.createdAt.toISOString(),
    })),
    nextCursor,
  };
}

export async function reviewSummary(db: Db, strategyId: string): Promise<{ count: number; average: number | null }> {
  const found = await db.review.aggregate({ where: { strategyId }, _count: true, _avg: { rating: true } });
  return { count: found._count, average: found._avg.rating };
}

/** Whether this person may write a review now, and if not, why. */
export async function mayReview(
  db: Db,
  userId: string,
  strategyId: string,
  now: UtcMs,
): Promise<"yes" | "not_subscribed" | "too_early" | "done"> {
  const since = await accessSince(db, userId, strategyId);
  if ((await db.review.count({ where: { userId, strategyId } })) > 0) return "done";
  if (since === null) return "not_subscribed";
  return now - since.getTime() < 7 * DAY_MS ? "too_early" : "yes";
}

export interface StatsRow extends StoredRecord {
  readonly evidenceClass: "IN_SAMPLE" | "OUT_OF_SAMPLE" | "PAPER" | "LIVE_PROVIDER" | "LIVE_FOLLOWER";
}

/**
 * The figures of a strategy, one row an evidence class; classes are never added up.
 * @param atOnce for its owner and whoever has access; everybody else reads them as they stood 24 hours ago
 */
export async function strategyStats(db: Db, strategyId: string, atOnce: boolean, now: UtcMs): Promise<StatsRow[]> {
  const stored = await db.strategyStats.findMany({ where: { strategyId } });
  const rows = stored.map((row) => ({
    evidenceClass: row.evidenceClass,
    from: row.from?.toISOString() ?? null,
    to: row.to?.toISOString() ?? null,
    tradeCount: row.tradeCount,
    metrics: row.metrics,
    equity: row.equity,
  }));
  return atOnce ? rows : rows.flatMap((row) => recordUntil(row, utcMs(now - GUEST_DELAY_MS)) ?? []);
}

/**
 * A provider's public page; null when no provider has this address. One whose account is suspended or closed keeps it: every strategy of his leads
 * there, and his record stays whatever becomes of him. His own words and his badge do not.
 */
export async function providerBySlug(db: Db, slug: string) {
  if (slug.length > 100) return null;
  const row = await db.user.findFirst({
    where: { slug, role: "PROVIDER" },
    select: { id: true, name: true, slug: true, bio: true, createdAt: true, transfersActive: true, bannedAt: true },
  });
  if (row === null) return null;
  const { bannedAt, ...provider } = row;
  return bannedAt === null ? provider : { ...provider, bio: "", transfersActive: false };
}

export async function strategyCounts(db: Db): Promise<{ open: number; closed: number }> {
  const [row] = await db.$queryRaw<{ open: number; closed: number }[]>(Prisma.sql`
    SELECT count(*) FILTER (WHERE status IN ('ACTIVE', 'PAUSED'))::int AS open, count(*) FILTER (WHERE status = 'ARCHIVED')::int AS closed
    FROM strategies WHERE "isPublic"`);
  return row ?? { open: 0, closed: 0 };
}

export async function countOpenStrategies(db: Pick<Db, "strategy">, providerId: string): Promise<number> {
  return db.strategy.count({ where: { providerId, status: { in: ["ACTIVE", "PAUSED"] } } });
}

/** Ids of all strategies of a provider, whatever their status. */
export async function ownStrategyIds(db: Db, providerId: string): Promise<string[]> {
  const rows = await db.strategy.findMany({ where: { providerId }, select: { id: true } });
  return rows.map(({ id }) => id);
}
