import { type Db, Prisma } from "@/lib/db/client";
import { heldBy } from "@/lib/db/held";
import { SALE_CURRENCY } from "@/lib/kernel/money";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { parseSymbol } from "@/lib/trading/market/symbol";
import type { BrowseQuery, Sort } from "./input.ts";
import {
  figuresOf,
  JUDGE_FROM,
  type RecordFigures,
  type RecordPoint,
  recordOf,
  recordUntil,
  warningsOf,
} from "./record.ts";
import { GUEST_DELAY_MS } from "./signal-rows.ts";
import type { StrategyKind, StrategyStatus } from "./strategy.ts";

export const PAGE_SIZE = 12;

/**
 * A strategy as a card shows it: its own words, and the figures of its live record with class, period and count. Cards say the same to everybody,
 * so the record ends 24 hours ago. Lists are sorted by the stored figures, which are of now.
 */
export interface StrategyCard {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly provider: { readonly name: string; readonly slug: string };
  readonly kind: StrategyKind;
  readonly category: string | null;
  readonly status: StrategyStatus;
  readonly pairs: readonly string[];
  readonly timeframes: readonly string[];
  readonly price: { readonly amount: number; readonly currency: string };
  readonly followerCount: number;
  /** ISO; the period of the record. Null while no trade has closed. */
  readonly from: string | null;
  readonly to: string | null;
  readonly figures: RecordFigures;
  readonly warnings: readonly string[];
  readonly record: readonly RecordPoint[];
  /** Equity factors, 1 at the start. */
  readonly equity: readonly number[];
  readonly publishedAt: string | null;
  /** ISO: its record ends there. Null while it is not closed. */
  readonly archivedAt: string | null;
}

interface CardRow {
  id: string;
  slug: string;
  name: string;
  kind: StrategyKind;
  category: string | null;
  status: StrategyStatus;
  supportedPairs: string[];
  supportedTimeframes: string[];
  priceAmount: number;
  priceCurrency: string;
  followerCount: number;
  publishedAt: Date | null;
  archivedAt: Date | null;
  providerName: string;
  providerSlug: string;
  from: Date | null;
  to: Date | null;
  equity: unknown;
  tradeCount: number;
  total: number;
}

/** What ranked lists are ordered by first: records too short to judge stand behind the others, however well they look. Days are rounded as on the card. */
function judged(now: UtcMs): Prisma.Sql {
  const hours = JUDGE_FROM.days * 24 - 12;
  return Prisma.sql`CASE WHEN s."tradeCount" < ${JUDGE_FROM.trades} THEN 2
    WHEN st."from" <= coalesce(s."archivedAt", ${new Date(now)}) - make_interval(hours => ${hours}::int) THEN 0 ELSE 1 END`;
}

/** Amounts of other currencies, which old prices may stand in, cannot be set beside these. Free is free in all. */
const IN_USD = Prisma.sql`(s."priceAmount" = 0 OR s."priceCurrency" = ${SALE_CURRENCY})`;

/** Undefined figures stand last in every order; the id breaks ties, so that pages never overlap. */
function orderOf(sort: Sort, now: UtcMs): Prisma.Sql {
  switch (sort) {
    case "drawdown":
      return Prisma.sql`${judged(now)}, s."maxDrawdownPct" DESC NULLS LAST, s.id`;
    case "ratio":
      return Prisma.sql`${judged(now)}, CASE WHEN s."maxDrawdownPct" < 0 THEN s."returnPct" / -s."maxDrawdownPct" END DESC NULLS LAST, s.id`;
    case "return":
      return Prisma.sql`${judged(now)}, s."returnPct" DESC NULLS LAST, s.id`;
    case "followers":
      return Prisma.sql`s."followerCount" DESC, s.id`;
    case "newest":
      return Prisma.sql`s."publishedAt" DESC NULLS LAST, s.id`;
    case "price":
      return Prisma.sql`${IN_USD} DESC, s."priceAmount", s.id`;
  }
}

const COLUMNS = Prisma.sql`s.id, s.slug, s.name, s.kind, s.category, s.status, s."supportedPairs", s."supportedTimeframes", s."priceAmount",
  s."priceCurrency", s."followerCount", s."publishedAt", s."archivedAt", s."tradeCount", u.name AS "providerName", u.slug AS "providerSlug", st."from", st."to", st.equity`;

const TABLES = Prisma.sql`strategies s JOIN users u ON u.id = s."providerId"
  LEFT JOIN strategy_stats st ON st."strategyId" = s.id AND st."evidenceClass" = 'LIVE_PROVIDER'`;

const SEARCHED = [
  Prisma.sql`s.name`,
  Prisma.sql`s.description`,
  Prisma.sql`u.name`,
  Prisma.sql`array_to_string(s."supportedPairs", ' ')`,
];

export interface BrowsePage {
  readonly cards: StrategyCard[];
  readonly total: number;
  /** The page that these are: the last one where fewer are left than were asked for. */
  readonly page: number;
}

/** One page of the public list, in one query: figures, provider and total come with the rows. */
export async function browseStrategies(db: Db, query: BrowseQuery, now: UtcMs): Promise<BrowsePage> {
  // the page is cut first on narrow rows; only its 12 read the equity series
  const rows = await db.$queryRaw<CardRow[]>(Prisma.sql`
    WITH page AS (
      SELECT s.id, row_number() OVER (ORDER BY ${orderOf(query.sort, now)}) AS place, count(*) OVER () AS total
      FROM ${TABLES}
      WHERE ${conditions(query)}
      ORDER BY place LIMIT ${PAGE_SIZE} OFFSET ${(query.page - 1) * PAGE_SIZE}
    )
    SELECT ${COLUMNS}, page.total::int AS total
    FROM page JOIN ${TABLES} ON s.id = page.id ORDER BY page.place`);
  const total = rows[0]?.total;
  if (total !== undefined) return { cards: rows.map((row) => cardOf(row, now)), total, page: query.page };
  if (query.page === 1) return { cards: [], total: 0, page: 1 };
  const [left] = await db.$queryRaw<{ total: number }[]>(Prisma.sql`
    SELECT count(*)::int AS total FROM strategies s JOIN users u ON u.id = s."providerId" WHERE ${conditions(query)}`);
  return browseStrategies(db, { ...query, page: Math.max(1, Math.ceil((left?.total ?? 0) / PAGE_SIZE)) }, now);
}

function conditions(query: BrowseQuery): Prisma.Sql {
  const parts: Prisma.Sql[] = [
    Prisma.sql`s."isPublic"`,
    query.show === "closed" ? Prisma.sql`s.status = 'ARCHIVED'` : Prisma.sql`s.status IN ('ACTIVE', 'PAUSED')`,
  ];
  if (query.q !== "") {
    parts.push(Prisma.sql`(${heldBy(SEARCHED, query.q)} OR s."supportedPairs" && ${symbolsOf(query.q)}::text[])`);
  }
  if (query.market !== null) {
    const swap = Prisma.sql`EXISTS (SELECT 1 FROM unnest(s."supportedPairs") AS pair WHERE pair LIKE '%:%')`;
    const spot = Prisma.sql`EXISTS (SELECT 1 FROM unnest(s."supportedPairs") AS pair WHERE pair NOT LIKE '%:%')`;
    parts.push(query.market === "swap" ? swap : spot);
  }
  if (query.timeframe !== null) parts.push(Prisma.sql`${query.timeframe} = ANY (s."supportedTimeframes")`);
  if (query.drawdown !== null) parts.push(Prisma.sql`s."maxDrawdownPct" > ${-query.drawdown}`);
  if (query.price !== null)
    parts.push(Prisma.sql`${IN_USD} AND s."priceAmount" <= ${query.price === "free" ? 0 : Number(query.price) * 100}`);
  return Prisma.join(parts, " AND ");
}

/** `BTCUSDT` and `btc-usdt` ask for spot and perpetual alike; what is no symbol asks for none. */
function symbolsOf(typed: string): string[] {
  return (["spot", "swap"] as const).flatMap((market) => {
    const parsed = parseSymbol(typed, market);
    return parsed.ok ? [parsed.value.symbol] : [];
  });
}

/** The live-ranked ones for the front page: return over worst drawdown, from a record long enough to judge; fewer when there are fewer. */
export async function rankedStrategies(db: Db, count: number, now: UtcMs): Promise<StrategyCard[]> {
  const rows = await db.$queryRaw<CardRow[]>(Prisma.sql`
    SELECT ${COLUMNS}, 0 AS total FROM ${TABLES}
    WHERE s."isPublic" AND s.status = 'ACTIVE' AND s."tradeCount" > 0
    ORDER BY ${orderOf("ratio", now)} LIMIT ${count}`);
  return rows.map((row) => cardOf(row, now));
}

/** Cards of certain public strategies, in the order asked for; unknown and hidden ones are left out. */
export async function strategiesByIds(db: Db, ids: readonly string[], now: UtcMs): Promise<StrategyCard[]> {
  if (ids.length === 0) return [];
  const rows = await db.$queryRaw<CardRow[]>(Prisma.sql`
    SELECT ${COLUMNS}, 0 AS total FROM ${TABLES}
    WHERE s."isPublic" AND s.status <> 'DRAFT' AND s.id IN (${Prisma.join([...ids])})`);
  return ids.flatMap((id) => rows.filter((row) => row.id === id)).map((row) => cardOf(row, now));
}

/** Everything a provider ever published, open ones first. */
export async function strategiesOfProvider(db: Db, providerId: string, now: UtcMs): Promise<StrategyCard[]> {
  const rows = await db.$queryRaw<CardRow[]>(Prisma.sql`
    SELECT ${COLUMNS}, 0 AS total FROM ${TABLES}
    WHERE s."providerId" = ${providerId} AND s."isPublic" AND s.status <> 'DRAFT'
    ORDER BY s.status = 'ARCHIVED', s."publishedAt" DESC NULLS LAST LIMIT 200`);
  return rows.map((row) => cardOf(row, now));
}

function cardOf(row: CardRow, now: UtcMs): StrategyCard {
  const told = recordUntil(
    {
      from: row.from?.toISOString() ?? null,
      to: row.to?.toISOString() ?? null,
      tradeCount: row.tradeCount,
      metrics: null,
      equity: row.equity,
    },
    utcMs(now - GUEST_DELAY_MS),
  );
  const record = recordOf(told?.equity, told?.tradeCount);
  const from = told?.from ?? null;
  const figures = figuresOf(record, from === null ? null : Date.parse(from), row.archivedAt?.getTime() ?? now);
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    provider: { name: row.providerName, slug: row.providerSlug },
    kind: row.kind,
    category: row.category,
    status: row.status,
    pairs: row.supportedPairs,
    timeframes: row.supportedTimeframes,
    price: { amount: row.priceAmount, currency: row.priceCurrency },
    followerCount: row.followerCount,
    from,
    to: told?.to ?? null,
    figures,
    warnings: warningsOf(figures, row.archivedAt !== null),
    record,
    equity: [1, ...record.map(([, factor]) => factor)],
    publishedAt: row.publishedAt?.toISOString() ?? null,
    archivedAt: row.archivedAt?.toISOString() ?? null,
  };
}
