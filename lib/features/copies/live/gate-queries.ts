import { type Db, Prisma, type Tx } from "@/lib/db/client";
import type { PlatformPlan } from "@/lib/kernel/platform-plan";
import { type UtcMs, utcMs } from "@/lib/kernel/time";

type Rows = Pick<Db | Tx, "$queryRaw">;

/** What the database knows of a user who wants to trade live. */
export interface GateRows {
  readonly plan: PlatformPlan;
  readonly emailVerified: boolean;
  readonly secondFactorOn: boolean;
  /** Strategies that trade live for him, as follows and as sessions of his own; the one that asks left out. */
  readonly liveFollows: number;
  readonly firstFillAt: UtcMs | null;
  /** UTC days on which his paper account had fills. */
  readonly fillDays: number;
  readonly key: {
    readonly exchange: string;
    readonly status: "VALID" | "UNPROVEN" | "INVALID" | "REVOKED";
    readonly fault: string | null;
    readonly confirmedAt: UtcMs | null;
  } | null;
  readonly exchangeHealthy: boolean | null;
}

interface Raw {
  userId: string;
  plan: PlatformPlan;
  emailVerified: boolean;
  secondFactorOn: boolean;
  liveFollows: number;
  firstFillAt: Date | null;
  fillDays: number;
  exchange: string | null;
  status: NonNullable<GateRows["key"]>["status"];
  fault: string | null;
  validatedAt: Date | null;
  healthy: boolean | null;
}

/** Whose gate is asked: with a key, or none yet, and the follow or session that asks and does not count against its own plan. */
export interface GateWish {
  readonly userId: string;
  readonly keyId: string | null;
  readonly runId: string | null;
}

/** One read, for page, API and worker alike. null: there is no such user. A stranger's key is none. */
export async function readGateRows(
  db: Rows,
  userId: string,
  keyId: string | null,
  runId: string | null,
): Promise<GateRows | null> {
  return (await readGateRowsOf(db, [{ userId, keyId, runId }])).get(userId) ?? null;
}

/** The same for many users at once. */
export async function readGateRowsOf(db: Rows, wishes: readonly GateWish[]): Promise<ReadonlyMap<string, GateRows>> {
  const rows = await db.$queryRaw<Raw[]>(Prisma.sql`
    SELECT u.id AS "userId", u.plan::text AS plan, u."emailVerifiedAt" IS NOT NULL AS "emailVerified", u."totpEnabledAt" IS NOT NULL AS "secondFactorOn",
      (SELECT count(*)::int FROM follows f WHERE f."userId" = u.id AND f.mode = 'LIVE' AND f.id IS DISTINCT FROM w."runId")
        + (SELECT count(*)::int FROM trading_sessions s WHERE s."userId" = u.id AND s.mode = 'LIVE' AND s.state = 'RUNNING'
            AND s.id IS DISTINCT FROM w."runId") AS "liveFollows",
      paper."firstFillAt", paper.days AS "fillDays", k.exchange, k.status::text AS status, k.fault, k."validatedAt", h.healthy
    FROM unnest(${wishes.map(({ userId }) => userId)}::text[], ${wishes.map(({ keyId }) => keyId)}::text[],
      ${wishes.map(({ runId }) => runId)}::text[]) AS w("userId", "keyId", "runId")
    JOIN users u ON u.id = w."userId"
    CROSS JOIN LATERAL (${paperRecord(Prisma.sql`u.id`)}) paper
    LEFT JOIN api_keys k ON k.id = w."keyId" AND k."userId" = u.id
    LEFT JOIN exchange_health h ON h.exchange = k.exchange`);
  return new Map(rows.map((row) => [row.userId, toGateRows(row)]));
}

/** What a paper account has behind it: its first fill, and how many UTC days had one (SPEC 6). */
function paperRecord(userId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT min(f.at) AS "firstFillAt", count(DISTINCT (f.at AT TIME ZONE 'UTC')::date)::int AS days
    FROM fills f JOIN orders o ON o.id = f."orderId" WHERE f."userId" = ${userId} AND o.mode = 'PAPER'`;
}

/** The same for one user alone, as the first steps show it. */
export async function readPaperRecord(db: Rows, userId: string): Promise<Pick<GateRows, "firstFillAt" | "fillDays">> {
  const [row] = await db.$queryRaw<{ firstFillAt: Date | null; days: number }[]>(paperRecord(Prisma.sql`${userId}`));
  const first = row?.firstFillAt ?? null;
  return { firstFillAt: first === null ? null : utcMs(first), fillDays: row?.days ?? 0 };
}

function toGateRows(row: Raw): GateRows {
  const { userId: _user, exchange, status, fault, validatedAt, healthy, firstFillAt, ...rest } = row;
  return {
    ...rest,
    firstFillAt: firstFillAt === null ? null : utcMs(firstFillAt),
    key:
      exchange === null
        ? null
        : { exchange, status, fault, confirmedAt: validatedAt === null ? null : utcMs(validatedAt) },
    exchangeHealthy: healthy,
  };
}
