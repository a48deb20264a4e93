import { type Db, Prisma, type Tx } from "@/lib/db/client";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { positionOf } from "@/lib/trading/portfolio/position";
import type { Sizing } from "@/lib/trading/portfolio/sizing";
import { type HeldCopy, INITIAL_CASH } from "./account-book.ts";
import type { CopyRef } from "./batch.ts";
import type { ChainEventRow } from "./chain-event.ts";
import type { FollowLimits } from "./plan-entry.ts";

export type { Tx };

/** Whether this transaction is the one that applies the event. A second worker waits here for the first, then finds it done. */
export async function claimEvent(
  tx: Tx,
  { strategyId, seq, receivedAt }: Pick<ChainEventRow, "strategyId" | "seq" | "receivedAt">,
  at: UtcMs,
): Promise<boolean> {
  const { count } = await tx.copiedEvent.createMany({
    data: [{ strategyId, seq, eventAt: receivedAt, at: new Date(at) }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** A chain event as the outbox names it. */
export interface SignalEventRef {
  readonly strategyId: string;
  readonly seq: number;
  readonly signalId: string;
}

/**
 * Claims events, with those of their signals before them, where no follow of the strategy copies and no copy of the signal is there: applying
 * them would do nothing else. @returns the signals that are left
 */
export async function claimUnfollowed(db: Db, events: readonly SignalEventRef[], at: UtcMs): Promise<Set<string>> {
  const rows = await db.prepared<{ signalId: string }>(
    "claim-unfollowed",
    `WITH asked AS (
       SELECT "strategyId", "signalId", max(seq) AS seq
       FROM unnest($1::text[], $2::text[], $3::int[]) AS e("strategyId", "signalId", seq) GROUP BY 1, 2
     ), followed AS MATERIALIZED (
       SELECT "signalId" FROM asked a
       WHERE EXISTS (SELECT FROM follows f WHERE f."strategyId" = a."strategyId" AND f.mode <> 'NOTIFY')
         OR EXISTS (SELECT FROM copies c WHERE c."signalId" = a."signalId")
     ), claimed AS (
       INSERT INTO copied_events ("strategyId", seq, "eventAt", at)
       SELECT e."strategyId", e.seq, e."receivedAt", $4
       FROM asked a JOIN signal_events e ON e."signalId" = a."signalId" AND e.seq <= a.seq
       WHERE a."signalId" NOT IN (SELECT "signalId" FROM followed)
       ON CONFLICT DO NOTHING
     ) SELECT "signalId" FROM followed`,
    [events.map((e) => e.strategyId), events.map((e) => e.signalId), events.map((e) => e.seq), new Date(at)],
  );
  return new Set(rows.map(({ signalId }) => signalId));
}

/** Events of one signal up to `seq` that no transaction has applied yet, in order: an event that failed is made up before a later one. */
export async function findUncopied(
  db: Db,
  strategyId: string,
  signalId: string,
  seq: number,
): Promise<ChainEventRow[]> {
  return db.signalEvent.findMany({
    where: { strategyId, signalId, seq: { lte: seq }, copied: null },
    orderBy: { seq: "asc" },
    select: { strategyId: true, seq: true, type: true, receivedAt: true, market: true, body: true },
  });
}

const SIGNAL_FIELDS = {
  id: true,
  strategyId: true,
  exchange: true,
  market: true,
  symbol: true,
  side: true,
  state: true,
  entry: true,
  stopLoss: true,
  targets: true,
  targetsHit: true,
  remaining: true,
  leverage: true,
  maxAgeSec: true,
  maxSlippageBps: true,
  receivedAt: true,
} as const;

export type SignalRow = Prisma.SignalGetPayload<{ select: typeof SIGNAL_FIELDS }>;

export async function findSignal(tx: Tx | Db, id: string): Promise<SignalRow> {
  return tx.signal.findUniqueOrThrow({ where: { id }, select: SIGNAL_FIELDS });
}

export interface FollowRow {
  readonly id: string;
  readonly userId: string;
  readonly mode: string;
  readonly sizing: Sizing;
  readonly limits: FollowLimits;
  readonly createdAt: UtcMs;
  /** His trial of the platform has ended, he is on no plan, and he does not pay for this strategy. */
  readonly trialOver: boolean;
}

interface RawFollow {
  id: string;
  userId: string;
  mode: string;
  sizingType: Sizing["type"];
  sizingValue: Prisma.Decimal;
  limits: unknown;
  createdAt: Date;
  trialOver: boolean;
}

/** Who pays for the strategy goes on with it, whatever plan he is on: what ends with the trial is what costs nothing. */
function trialOverAt(now: UtcMs): Prisma.Sql {
  return Prisma.sql`(u.plan = 'TRIAL' AND coalesce(u."trialEndsAt" <= ${new Date(now)}, false) AND NOT EXISTS (
      SELECT FROM subscriptions s WHERE s."userId" = f."userId" AND s."strategyId" = f."strategyId" AND s."accessOpen" AND s."priceAmount" > 0
    )) AS "trialOver"`;
}

/**
 * Follows of a strategy on paper, held FOR SHARE: who switches one off at this moment waits for this copy, and then closes it too, or comes
 * first, and then no copy opens.
 */
export async function lockPaperFollows(tx: Tx, strategyId: string, now: UtcMs): Promise<FollowRow[]> {
  const rows = await tx.$queryRaw<RawFollow[]>(Prisma.sql`
    SELECT f.id, f."userId", f.mode::text AS mode, f."sizingType"::text AS "sizingType", f."sizingValue", f.limits, f."createdAt",
      ${trialOverAt(now)}
    FROM follows f JOIN users u ON u.id = f."userId"
    WHERE f."strategyId" = ${strategyId} AND f.mode = 'PAPER' AND u."bannedAt" IS NULL
    ORDER BY f.id FOR SHARE OF f`);
  return rows.map(toFollow);
}

/** The follows of a signal's waiting copies, whatever their mode is now, held FOR SHARE. */
export async function lockFollows(tx: Tx, ids: readonly string[], now: UtcMs): Promise<FollowRow[]> {
  const rows = await tx.$queryRaw<RawFollow[]>(Prisma.sql`
    SELECT f.id, f."userId", CASE WHEN u."bannedAt" IS NULL THEN f.mode::text ELSE 'NOTIFY' END AS mode,
      f."sizingType"::text AS "sizingType", f."sizingValue", f.limits, f."createdAt",
      ${trialOverAt(now)}
    FROM follows f JOIN users u ON u.id = f."userId"
    WHERE f.id = ANY(${[...ids]}) ORDER BY f.id FOR SHARE OF f`);
  return rows.map(toFollow);
}

function toFollow(row: RawFollow): FollowRow {
  return {
    id: row.id,
    userId: row.userId,
    mode: row.mode,
    sizing: { type: row.sizingType, value: dec(row.sizingValue.toString()) },
    limits: readLimits(row.limits),
    createdAt: utcMs(row.createdAt),
    trialOver: row.trialOver,
  };
}

/** `follows.limits` as rules read it; a field that is absent sets no limit. */
export function readLimits(json: unknown): FollowLimits {
  const fields = typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {};
  const trade = fields.maxTradeQuote;
  const open = fields.maxOpenPositions;
  return {
    maxTradeQuote: typeof trade === "string" || typeof trade === "number" ? dec(trade) : null,
    maxOpenPositions: typeof open === "number" ? open : null,
  };
}

/** Opens the paper accounts that are missing. Who has one keeps it. */
export async function openAccounts(tx: Tx, userIds: readonly string[], at: UtcMs): Promise<void> {
  const cash = plain(INITIAL_CASH);
  const opened = await tx.$queryRaw<{ userId: string }[]>(Prisma.sql`
    INSERT INTO paper_accounts ("userId", "initialCash", cash, "startedAt")
    SELECT id, ${cash}::numeric, ${cash}::numeric, ${new Date(at)} FROM unnest(${[...userIds]}::text[]) AS id ORDER BY id
    ON CONFLICT DO NOTHING RETURNING "userId"`);
  await tx.equityPoint.createMany({
    data: opened.map(({ userId }) => ({ userId, at: new Date(at), equity: cash, cash })),
    skipDuplicates: true,
  });
}

/** Cash of each account, held until the transaction ends: all that moves one user's paper money takes turns here, in order of user ids. */
export async function lockAccounts(tx: Tx, userIds: readonly string[]): Promise<Map<string, Dec>> {
  const rows = await tx.$queryRaw<{ userId: string; cash: Prisma.Decimal }[]>(Prisma.sql`
    SELECT "userId", cash FROM paper_accounts WHERE "userId" = ANY(${[...userIds]}) ORDER BY "userId" FOR UPDATE`);
  return new Map(rows.map((row) => [row.userId, dec(row.cash.toString())]));
}

export interface HeldRow {
  readonly held: HeldCopy;
  readonly copy: CopyRef;
  readonly stopLoss: Dec | null;
}

/** Open paper positions of these users, with the copy that each belongs to. Call after `lockAccounts`. */
export async function findHeld(tx: Tx | Db, userIds: readonly string[]): Promise<HeldRow[]> {
  const rows = await tx.position.findMany({
    where: { userId: { in: [...userIds] }, state: "OPEN", mode: "PAPER" },
    include: { copy: { select: { id: true, followId: true, strategyId: true, signalId: true } } },
    orderBy: { id: "asc" },
  });
  return rows.flatMap(({ copy, ...row }) =>
    copy === null
      ? []
      : [
          {
            copy: {
              copyId: copy.id,
              userId: row.userId,
              followId: copy.followId,
              strategyId: copy.strategyId,
              signalId: copy.signalId,
            },
            stopLoss: row.stopLoss === null ? null : dec(row.stopLoss.toString()),
            held: {
              positionId: row.id,
              followId: copy.followId,
              exchange: row.exchange,
              market: row.market,
              symbol: row.symbol,
              leverage: dec(row.leverage.toString()),
              exitPrice: row.exitPrice === null ? null : dec(row.exitPrice.toString()),
              book: positionOf({
                side: row.side,
                qty: dec(row.qty.toString()),
                entryQty: dec(row.entryQty.toString()),
                entryPrice: dec(row.entryPrice.toString()),
                grossPnl: dec(row.grossPnl.toString()),
                fees: dec(row.fees.toString()),
              }),
            },
          },
        ],
  );
}

/** Copies on paper of a signal in one state, ordered by user. */
export async function findCopies(tx: Tx, signalId: string, state: "WAITING" | "OPEN"): Promise<CopyRef[]> {
  const rows = await tx.copy.findMany({
    where: { signalId, state, mode: "PAPER" },
    select: { id: true, userId: true, followId: true, strategyId: true },
    orderBy: { userId: "asc" },
  });
  return rows.map(({ id, ...row }) => ({ ...row, copyId: id, signalId }));
}

/** Whether a signal was added to before the event `seq`. */
export async function wasAddedTo(
  tx: Pick<Tx, "signalEvent">,
  strategyId: string,
  signalId: string,
  seq: number,
): Promise<boolean> {
  const add = await tx.signalEvent.findFirst({
    where: { strategyId, signalId, type: "ADD", seq: { lt: seq } },
    select: { seq: true },
  });
  return add !== null;
}

/** Whether a part of a signal has left the market already. */
export async function hasExit(tx: Pick<Tx, "signalEvent">, signalId: string): Promise<boolean> {
  const exit = await tx.signalEvent.findFirst({
    where: { signalId, type: { in: ["REDUCE", "CLOSE"] } },
    select: { seq: true },
  });
  return exit !== null;
}

/** Follows that already have a copy of this signal. */
export async function findCopiedFollows(tx: Tx, signalId: string): Promise<Set<string>> {
  const rows = await tx.copy.findMany({ where: { signalId }, select: { followId: true } });
  return new Set(rows.map((row) => row.followId));
}

export async function ownPositionState(tx: Tx, userId: string, id: string): Promise<"OPEN" | "CLOSED" | null> {
  const row = await tx.position.findFirst({ where: { id, userId, mode: "PAPER" }, select: { state: true } });
  return row?.state ?? null;
}

/** null: not this user's. */
export async function ownPositionMode(db: Db | Tx, userId: string, id: string): Promise<"PAPER" | "LIVE" | null> {
  const row = await db.position.findFirst({ where: { id, userId }, select: { mode: true } });
  return row?.mode ?? null;
}

/** How often a copy was reduced by hand: each time is a leg of its own. Call with the account locked. */
export async function countManualLegs(tx: Tx, copyId: string): Promise<number> {
  return tx.intent.count({ where: { copyId, leg: { startsWith: "manual:" } } });
}

/** Open paper positions of one user, oldest first. */
export async function findOpenPositionIds(db: Db | Tx, userId: string): Promise<string[]> {
  const rows = await db.position.findMany({
    where: { userId, state: "OPEN", mode: "PAPER" },
    select: { id: true },
    orderBy: { openedAt: "asc" },
  });
  return rows.map((row) => row.id);
}

/** Whose follow this is, where it is on paper. */
export async function paperFollowUser(db: Db, followId: string): Promise<string | null> {
  const row = await db.follow.findFirst({ where: { id: followId, mode: "PAPER" }, select: { userId: true } });
  return row?.userId ?? null;
}

/** Ends what waits for an entry. @returns the copies ended */
export async function endWaitingCopies(
  tx: Tx,
  userId: string,
  end: { readonly reason: string; readonly text: string; readonly at: UtcMs },
): Promise<{ copyId: string; signalId: string }[]> {
  return tx.$queryRaw<{ copyId: string; signalId: string }[]>(Prisma.sql`
    UPDATE copies SET state = 'CLOSED', reason = ${end.reason}, "reasonText" = ${end.text}, "updatedAt" = ${new Date(end.at)}
    WHERE "userId" = ${userId} AND state = 'WAITING' RETURNING id AS "copyId", "signalId"`);
}

export interface PointRow {
  readonly at: UtcMs;
  readonly equity: Dec;
}

/** Points of a user's curve after `after`, oldest first. */
export async function findPointsAfter(db: Db, userId: string, after: UtcMs, limit: number): Promise<PointRow[]> {
  const rows = await db.equityPoint.findMany({
    where: { userId, at: { gt: new Date(after) } },
    orderBy: { at: "asc" },
    take: limit,
    select: { at: true, equity: true },
  });
  return rows.map((row) => ({ at: utcMs(row.at), equity: dec(row.equity.toString()) }));
}

/** Who holds something on paper and has no point since `since`, in order of ids. */
export async function findUnmarked(db: Db, since: UtcMs, after: string, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ userId: string }[]>(Prisma.sql`
    SELECT DISTINCT held."userId" FROM positions held
    WHERE held.state = 'OPEN' AND held.mode = 'PAPER' AND held."copyId" IS NOT NULL AND held."userId" > ${after}
      AND NOT EXISTS (SELECT FROM equity_points p WHERE p."userId" = held."userId" AND p.at > ${new Date(since)})
    ORDER BY held."userId" LIMIT ${limit}`);
  return rows.map(({ userId }) => userId);
}

/** Adds marks to curves, at most one a user in `everyMs`: of two processes that both look, one writes. @returns whose point was written */
export async function insertMarks(
  db: Db | Tx,
  marks: readonly { readonly userId: string; readonly equity: Dec; readonly cash: Dec }[],
  at: UtcMs,
  everyMs: number,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ userId: string }[]>(Prisma.sql`
    INSERT INTO equity_points ("userId", at, equity, cash)
    SELECT mark."userId", ${new Date(at)}, mark.equity, mark.cash
    FROM unnest(${marks.map((m) => m.userId)}::text[], ${marks.map((m) => plain(m.equity))}::numeric[],
      ${marks.map((m) => plain(m.cash))}::numeric[]) AS mark("userId", equity, cash)
    WHERE NOT EXISTS (SELECT 1 FROM equity_points p WHERE p."userId" = mark."userId" AND p.at > ${new Date(at - everyMs)})
    ON CONFLICT DO NOTHING RETURNING "userId"`);
  return rows.map((row) => row.userId);
}
