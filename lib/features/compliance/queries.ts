import { Prisma, type Tx } from "@/lib/db/client";
import { decodeCursor, type Page, pageOf } from "@/lib/features/marketplace/cursor";
import { dec, plain } from "@/lib/kernel/decimal";
import type { ListFlagsQuery } from "./input.ts";
import type { FlagKind } from "./repository.ts";

type Rows = Pick<Tx, "$queryRaw">;

/** A flag as the admins' queue shows it, with its last decision. */
export interface FlagView {
  readonly id: string;
  readonly kind: FlagKind;
  readonly user: { readonly id: string; readonly email: string; readonly identityVerified: boolean };
  readonly reason: string;
  /** US dollars as exact text. */
  readonly usd: string | null;
  readonly at: string;
  readonly review: {
    readonly verdict: "CLEARED" | "REPORTED";
    readonly note: string;
    readonly by: string;
    readonly at: string;
  } | null;
}

interface RawFlag {
  id: string;
  kind: FlagKind;
  userId: string;
  email: string;
  identityVerified: boolean;
  reason: string;
  usd: Prisma.Decimal | null;
  at: Date;
  verdict: "CLEARED" | "REPORTED" | null;
  note: string | null;
  by: string | null;
  reviewedAt: Date | null;
}

const FLAGS = Prisma.sql`
  SELECT f.id, f.kind::text AS kind, f."userId", u.email, l."identityVerifiedAt" IS NOT NULL AS "identityVerified", f.reason, f.usd, f.at,
    r.verdict::text AS verdict, r.note, a.email AS by, r.at AS "reviewedAt"
  FROM compliance_flags f JOIN users u ON u.id = f."userId" LEFT JOIN trade_limits l ON l."userId" = f."userId"
  LEFT JOIN LATERAL (SELECT * FROM compliance_reviews c WHERE c."flagId" = f.id ORDER BY c.at DESC, c.id DESC LIMIT 1) r ON true
  LEFT JOIN users a ON a.id = r."adminId"`;

/** The queue, newest first. */
export async function listFlags(db: Rows, { state, cursor, limit = 50 }: ListFlagsQuery): Promise<Page<FlagView>> {
  const after = decodeCursor(cursor);
  const place = after === null ? Prisma.sql`true` : Prisma.sql`(f.at, f.id) < (${new Date(after.at)}, ${after.id})`;
  const which =
    state === undefined ? Prisma.sql`true` : state === "OPEN" ? Prisma.sql`r.id IS NULL` : Prisma.sql`r.id IS NOT NULL`;
  const rows = await db.$queryRaw<RawFlag[]>(Prisma.sql`
    ${FLAGS} WHERE ${place} AND ${which} ORDER BY f.at DESC, f.id DESC LIMIT ${limit + 1}`);
  const { items, nextCursor } = pageOf(rows, limit, (row) => row.at);
  return { items: items.map(flagView), nextCursor };
}

/** Flags of a span of time, oldest first, for the report. */
export async function flagsBetween(db: Rows, from: Date, to: Date): Promise<FlagView[]> {
  const rows = await db.$queryRaw<RawFlag[]>(Prisma.sql`
    ${FLAGS} WHERE f.at >= ${from} AND f.at < ${to} ORDER BY f.at, f.id`);
  return rows.map(flagView);
}

function flagView(row: RawFlag): FlagView {
  const { id, kind, userId, email, identityVerified, reason, usd, at, verdict, note, by, reviewedAt } = row;
  return {
    id,
    kind,
    user: { id: userId, email, identityVerified },
    reason,
    usd: usd === null ? null : plain(dec(usd.toString())),
    at: at.toISOString(),
    review:
      verdict === null || reviewedAt === null
        ? null
        : { verdict, note: note ?? "", by: by ?? "", at: reviewedAt.toISOString() },
  };
}

/** One order on a real account that opened or enlarged, or was refused: what compliance keeps of it. */
export interface ReportedTrade {
  readonly at: Date;
  readonly intentId: string;
  readonly userId: string;
  readonly email: string;
  readonly identityVerified: boolean;
  readonly exchange: string;
  readonly symbol: string;
  readonly side: string;
  readonly qty: string;
  /** What it was planned with, 0 where it was refused, and what of it counts for its day: US dollars. */
  readonly plannedUsd: string;
  readonly countedUsd: string;
  readonly state: string;
  readonly refusedBy: string;
}

/** Entries of a span of time, oldest first. */
export async function tradesBetween(db: Rows, from: Date, to: Date): Promise<ReportedTrade[]> {
  const rows = await db.$queryRaw<
    (Omit<ReportedTrade, "qty" | "plannedUsd" | "countedUsd"> & {
      qty: Prisma.Decimal;
      plannedUsd: Prisma.Decimal | null;
      countedUsd: Prisma.Decimal | null;
    })[]
  >(Prisma.sql`
    SELECT i."createdAt" AS at, i.id AS "intentId", i."userId", u.email, l."identityVerifiedAt" IS NOT NULL AS "identityVerified", i.exchange,
      i.symbol, i.side::text AS side, i.qty, i."plannedUsd", i."dayUsd" AS "countedUsd", i.state::text AS state,
      coalesce(i."reasonCode", '') AS "refusedBy"
    FROM intents i JOIN users u ON u.id = i."userId" LEFT JOIN trade_limits l ON l."userId" = i."userId"
    WHERE i.mode = 'LIVE' AND i.purpose = 'ENTRY' AND i."createdAt" >= ${from} AND i."createdAt" < ${to} ORDER BY i."createdAt", i.id`);
  const text = (value: Prisma.Decimal | null): string => plain(dec((value ?? 0).toString()));
  return rows.map(({ qty, plannedUsd, countedUsd, ...row }) => ({
    ...row,
    qty: text(qty),
    plannedUsd: text(plannedUsd),
    countedUsd: text(countedUsd),
  }));
}
