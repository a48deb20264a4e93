import type { Db, Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/client";
import { appendEvent } from "@/lib/events/outbox";
import type { ChainEvent, ChainHead } from "@/lib/kernel/chain";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import { nullable } from "@/lib/kernel/shape";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { TrackRecord } from "@/lib/trading/stats/track-record";
import { type EventDraft, genesis, type SealedEvent, sealEvents } from "./chain.ts";
import { project, projectOpen, type SignalLegs } from "./project.ts";
import type { Projection } from "./signal.ts";
import {
  type Leg,
  readBreakEven,
  readEnter,
  readEntry,
  readIndicators,
  readLeg,
  readOpening,
  readTargets,
  readTrailing,
} from "./stored.ts";
import type { Publication } from "./view.ts";

export { claimKey, type IdempotentRequest, keepAnswer } from "@/lib/db/idempotency";

type Amount = "stopLoss" | "initialStop" | "remaining" | "leverage";
/** As Prisma has it, or a statement past it, whose amounts are text. */
export type SignalRow = Omit<Prisma.SignalGetPayload<object>, Amount | "entryPrice" | "bestPrice"> &
  Readonly<Record<Amount, Prisma.Decimal | string>> & { readonly entryPrice: Prisma.Decimal | string | null };

/** The strategy as publishing needs it. */
export async function findStrategy(db: Db | Tx, id: string) {
  return db.strategy.findUnique({
    where: { id },
    select: {
      id: true,
      providerId: true,
      status: true,
      version: true,
      supportedPairs: true,
      exchanges: true,
    },
  });
}

/** A row as exact numbers. */
export function projectionOf(row: SignalRow): Projection {
  return {
    ...row,
    entry: readEntry(row.entry, `entry of ${row.id}`),
    targets: readTargets(row.targets, `targets of ${row.id}`),
    trailing: nullable(readTrailing)(row.trailing, `trailing of ${row.id}`),
    breakEven: nullable(readBreakEven)(row.breakEven, `breakEven of ${row.id}`),
    indicators: nullable(readIndicators)(row.indicators, `indicators of ${row.id}`),
    stopLoss: dec(row.stopLoss),
    initialStop: dec(row.initialStop),
    remaining: dec(row.remaining),
    entryPrice: row.entryPrice === null ? null : dec(row.entryPrice),
    leverage: dec(row.leverage),
    expiresAt: instant(row.expiresAt),
    receivedAt: utcMs(row.receivedAt),
    openedAt: instant(row.openedAt),
    closedAt: instant(row.closedAt),
  };
}

function instant(at: Date | null): UtcMs | null {
  return at === null ? null : utcMs(at);
}

function columnsOf(signal: Projection): Prisma.SignalUncheckedCreateInput {
  const date = (at: UtcMs | null): Date | null => (at === null ? null : new Date(at));
  const json = (value: Prisma.InputJsonValue | null) => value ?? Prisma.DbNull;
  return {
    ...signal,
    entry: signal.entry,
    targets: signal.targets,
    trailing: json(signal.trailing),
    breakEven: json(signal.breakEven),
    indicators: json(signal.indicators),
    expiresAt: date(signal.expiresAt),
    receivedAt: new Date(signal.receivedAt),
    openedAt: date(signal.openedAt),
    closedAt: date(signal.closedAt),
  };
}

export async function findSignal(db: Db | Tx, id: string): Promise<Projection | null> {
  const row = await db.signal.findUnique({ where: { id } });
  return row === null ? null : projectionOf(row);
}

/** Takes the head's row for the length of the transaction: whoever holds it is the only writer of this strategy's chain. */
export async function lockHead(tx: Tx, strategyId: string): Promise<ChainHead> {
  const read = () =>
    tx.$queryRaw<ChainHead[]>(
      Prisma.sql`SELECT "strategyId", seq, hash FROM strategy_heads WHERE "strategyId" = ${strategyId} FOR UPDATE`,
    );
  const [head] = await read();
  if (head !== undefined) return head;
  await tx.strategyHead.createMany({ data: [genesis(strategyId)], skipDuplicates: true });
  const [made] = await read();
  invariant(made !== undefined, `the head of ${strategyId} cannot be made`);
  return made;
}

/**
 * Appends events of one signal to the chain, brings its projection and the strategy's counters up to date and tells the outbox. `signal` is
 * null for a publication. The caller holds the head; the insert itself moves it (prisma/sql/partitions.sql).
 */
export async function appendToChain(
  tx: Tx,
  head: ChainHead,
  signal: Projection | null,
  drafts: readonly EventDraft[],
  now: UtcMs,
): Promise<{ signal: Projection; events: readonly SealedEvent[] }> {
  const events = sealEvents(head, drafts, now);
  invariant(events.length > 0, "nothing to append");
  let standing = signal;
  for (const event of events) {
    const placed = { seq: event.seq, receivedAt: now };
    standing =
      event.change.type === "OPEN"
        ? projectOpen(
            { id: event.signalId, strategyId: event.strategyId, strategyVersion: event.strategyVersion },
            event.change.body,
            placed,
          )
        : project(standing ?? missing(), event.change, placed);
  }
  invariant(standing !== null, "a signal stands after its events");
  if (signal === null) await tx.signal.create({ data: columnsOf(standing) });
  else {
    const { id, strategyId: _strategy, ...data } = columnsOf(standing);
    await tx.signal.update({ where: { id: id ?? standing.id }, data });
  }
  await tx.signalEvent.createMany({ data: events.map(rowOf) });
  if (signal === null)
    await tx.strategy.update({
      where: { id: head.strategyId },
      data: { signalCount: { increment: 1 }, lastSignalAt: new Date(now) },
    });
  await appendEvent(
    tx,
    now,
    ...events.map((event) => ({
      type: "signal.event" as const,
      strategyId: event.strategyId,
      seq: event.seq,
      signalId: event.signalId,
      eventType: event.type,
    })),
  );
  return { signal: standing, events };
}

function missing(): never {
  invariant(false, "only an OPEN event makes a signal");
}

function rowOf(event: SealedEvent): Prisma.SignalEventCreateManyInput {
  return {
    strategyId: event.strategyId,
    seq: event.seq,
    signalId: event.signalId,
    type: event.change.type,
    strategyVersion: event.strategyVersion,
    receivedAt: new Date(event.receivedAt),
    market: event.market,
    body: event.body,
    prevHash: event.prevHash,
    hash: event.hash,
  };
}

export type EventRow = Prisma.SignalEventGetPayload<object>;

/** A stored event as the ledger gives it out: exactly what was hashed. */
export function chainEventOf(row: EventRow): ChainEvent {
  return {
    strategyId: row.strategyId,
    strategyVersion: row.strategyVersion,
    seq: row.seq,
    type: row.type,
    signalId: row.signalId,
    receivedAt: row.receivedAt.toISOString(),
    market: row.market,
    body: row.body,
    prevHash: row.prevHash,
    hash: row.hash,
  };
}

/** What a signal entered and what left, in the order of its chain. */
export async function legsOf(tx: Tx, signalId: string): Promise<SignalLegs> {
  const rows = await tx.signalEvent.findMany({
    where: { signalId, type: { in: ["OPEN", "ENTER", "ADD", "REDUCE", "CLOSE"] } },
    orderBy: { seq: "asc" },
    select: { type: true, body: true },
  });
  const legs = { firstPrice: null as Dec | null, adds: [] as Leg[], exits: [] as Leg[] };
  for (const { type, body } of rows) {
    const what = `body of ${type} of ${signalId}`;
    if (type === "OPEN") {
      const { entryPrice } = readOpening(body, what);
      if (entryPrice !== undefined) legs.firstPrice = dec(entryPrice);
    } else if (type === "ENTER") legs.firstPrice = dec(readEnter(body, what).price);
    else (type === "ADD" ? legs.adds : legs.exits).push(readLeg(body, what));
  }
  return legs;
}

export async function writeResult(tx: Tx, signalId: string, resultPct: number | null): Promise<void> {
  await tx.signal.update({ where: { id: signalId }, data: { resultPct } });
}

/** Every closed signal of a strategy that a follower could have taken, in order of closing. */
export async function closedResults(
  tx: Tx,
  strategyId: string,
): Promise<{ openedAt: Date; closedAt: Date; resultPct: number }[]> {
  const rows = await tx.signal.findMany({
    where: { strategyId, closedAt: { not: null }, resultPct: { not: null } },
    orderBy: [{ closedAt: "asc" }, { lastSeq: "asc" }],
    select: { openedAt: true, closedAt: true, resultPct: true },
  });
  return rows.flatMap(({ openedAt, closedAt, resultPct }) =>
    openedAt === null || closedAt === null || resultPct === null ? [] : [{ openedAt, closedAt, resultPct }],
  );
}

/** The strategy's LIVE_PROVIDER figures, and the copies of them that lists sort by. */
export async function writeRecord(
  tx: Tx,
  record: {
    readonly strategyId: string;
    readonly metrics: Omit<TrackRecord, "equity" | "months">;
    readonly equity: readonly (readonly [number, number])[];
    readonly from: UtcMs | null;
    readonly to: UtcMs | null;
    readonly now: UtcMs;
  },
): Promise<void> {
  const { strategyId, metrics, equity, from, to, now } = record;
  const row = {
    from: from === null ? null : new Date(from),
    to: to === null ? null : new Date(to),
    tradeCount: metrics.trades,
    metrics,
    equity,
    updatedAt: new Date(now),
  };
  await tx.strategyStats.upsert({
    where: { strategyId_evidenceClass: { strategyId, evidenceClass: "LIVE_PROVIDER" } },
    create: { strategyId, evidenceClass: "LIVE_PROVIDER", ...row },
    update: row,
  });
  await tx.strategy.update({
    where: { id: strategyId },
    data: { tradeCount: metrics.trades, returnPct: metrics.returnPct, maxDrawdownPct: metrics.maxDrawdownPct },
  });
}

/** The publication of a signal: what its view names as seq, hash and market. */
export async function publicationOf(db: Db | Tx, signalId: string): Promise<Publication> {
  const row = await db.signalEvent.findFirst({ where: { signalId, type: "OPEN" } });
  invariant(row !== null, `${signalId} has no OPEN event`);
  return chainEventOf(row);
}

/** Signals that the market may move, with the event they stand at: few columns, since each tick asks. */
export async function watchedSignals(
  db: Db,
  exchange: string,
  symbol: string,
): Promise<{ id: string; lastSeq: number }[]> {
  return db.$queryRaw<{ id: string; lastSeq: number }[]>(Prisma.sql`
    SELECT id, "lastSeq" FROM signals
    WHERE exchange = ${exchange} AND symbol = ${symbol} AND state IN ('PENDING', 'OPEN') ORDER BY "strategyId", id`);
}

export async function findSignals(db: Db, ids: readonly string[]): Promise<Projection[]> {
  const rows = await db.signal.findMany({ where: { id: { in: [...ids] } } });
  return rows.map(projectionOf);
}

/** Signals that outlived their expiry while no tick came, the longest first. Asked each second: by the index of those that can expire. */
export async function expiredSignals(db: Db, now: UtcMs, limit: number): Promise<Projection[]> {
  const ids = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT id FROM signals WHERE state IN ('PENDING', 'OPEN') AND "expiresAt" <= ${new Date(now)} ORDER BY "expiresAt", id LIMIT ${limit}`);
  if (ids.length === 0) return [];
  const found = new Map(
    (
      await findSignals(
        db,
        ids.map(({ id }) => id),
      )
    ).map((signal) => [signal.id, signal]),
  );
  return ids.flatMap(({ id }) => found.get(id) ?? []);
}

/** The strategy that the provider with this e-mail made under `slug`, or under the next free one where somebody else had it. */
export async function strategyBySlug(db: Db, email: string, slug: string) {
  return db.strategy.findFirst({
    where: { slug: { startsWith: slug }, provider: { email } },
    orderBy: { createdAt: "asc" },
    select: { id: true, providerId: true, status: true, isPublic: true, createdAt: true, lastSignalAt: true },
  });
}

/** Whether somebody has begun to have access to a strategy, or has changed how he follows it, after `since`. */
export async function followedSince(db: Db, strategyId: string, since: Date): Promise<boolean> {
  const open = await db.subscription.findMany({
    where: { strategyId, accessOpen: true },
    select: { userId: true, activatedAt: true },
  });
  if (open.some(({ activatedAt }) => activatedAt !== null && activatedAt > since)) return true;
  const changed = await db.follow.count({
    where: { strategyId, updatedAt: { gt: since }, userId: { in: open.map(({ userId }) => userId) } },
  });
  return changed > 0;
}
