import { Prisma, type Tx } from "@/lib/db/client";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { LIVING_STATES } from "@/lib/trading/orders/order-life";
import type { Sizing } from "@/lib/trading/portfolio/sizing";
import type { CopyRef, Outcome } from "../batch.ts";
import type { ChainEventRow } from "../chain-event.ts";
import type { FollowLimits } from "../plan-entry.ts";
import { readLimits } from "../repository.ts";

type Rows = Pick<Tx, "$queryRaw" | "follow" | "copy" | "liveStep" | "signal" | "signalEvent" | "position">;

/** A follow that trades on its user's own account. */
export interface LiveFollow {
  readonly id: string;
  readonly userId: string;
  readonly keyId: string;
  readonly exchange: string;
  readonly sizing: Sizing;
  readonly limits: FollowLimits;
  readonly createdAt: UtcMs;
}

interface RawFollow {
  id: string;
  userId: string;
  keyId: string;
  exchange: string;
  sizingType: Sizing["type"];
  sizingValue: Prisma.Decimal;
  limits: unknown;
  createdAt: Date;
}

/** Live follows of a strategy in the order of their ids, held FOR SHARE: who turns one off at this moment comes before this event or after it. */
export async function lockLiveFollows(tx: Tx, strategyId: string): Promise<LiveFollow[]> {
  const rows = await tx.$queryRaw<RawFollow[]>(Prisma.sql`
    SELECT f.id, f."userId", k.id AS "keyId", k.exchange, f."sizingType"::text AS "sizingType", f."sizingValue", f.limits, f."createdAt"
    FROM follows f JOIN users u ON u.id = f."userId" JOIN api_keys k ON k.id = f."credentialId" AND k."userId" = f."userId"
    WHERE f."strategyId" = ${strategyId} AND f.mode = 'LIVE' AND u."bannedAt" IS NULL
    ORDER BY f.id FOR SHARE OF f`);
  return rows.map(toFollow);
}

/** The follow as it is now; null: it does not trade live any more. */
export async function liveFollow(tx: Rows, followId: string): Promise<LiveFollow | null> {
  return (await liveFollowsOf(tx, [followId])).get(followId) ?? null;
}

/** Follows as they are now; who is not in it does not trade live any more. */
export async function liveFollowsOf(tx: Rows, followIds: readonly string[]): Promise<ReadonlyMap<string, LiveFollow>> {
  const rows = await tx.$queryRaw<RawFollow[]>(Prisma.sql`
    SELECT f.id, f."userId", k.id AS "keyId", k.exchange, f."sizingType"::text AS "sizingType", f."sizingValue", f.limits, f."createdAt"
    FROM follows f JOIN users u ON u.id = f."userId" JOIN api_keys k ON k.id = f."credentialId" AND k."userId" = f."userId"
    WHERE f.id = ANY(${[...followIds]}) AND f.mode = 'LIVE' AND u."bannedAt" IS NULL`);
  return new Map(rows.map((row) => [row.id, toFollow(row)]));
}

function toFollow(row: RawFollow): LiveFollow {
  return {
    id: row.id,
    userId: row.userId,
    keyId: row.keyId,
    exchange: row.exchange,
    sizing: { type: row.sizingType, value: dec(row.sizingValue.toString()) },
    limits: readLimits(row.limits),
    createdAt: utcMs(row.createdAt),
  };
}

/** How many signals of its strategy came before this one: whose turn is first goes on with each. */
export async function signalsBefore(tx: Tx, strategyId: string, receivedAt: Date): Promise<number> {
  return tx.signal.count({ where: { strategyId, receivedAt: { lt: receivedAt } } });
}

export interface NewLiveCopy extends CopyRef {
  readonly skipped: { readonly code: string; readonly text: string } | null;
}

export async function insertLiveCopies(tx: Tx, copies: readonly NewLiveCopy[], at: UtcMs): Promise<void> {
  const stamp = new Date(at);
  await tx.copy.createMany({
    data: copies.map(({ copyId, skipped, ...copy }) => ({
      ...copy,
      id: copyId,
      mode: "LIVE" as const,
      state: skipped === null ? ("WAITING" as const) : ("SKIPPED" as const),
      reason: skipped?.code ?? null,
      reasonText: skipped?.text ?? null,
      createdAt: stamp,
      updatedAt: stamp,
    })),
  });
}

/** A live copy with the account that it trades on: of its entry once it has one, else of its follow. */
export interface LiveCopy extends CopyRef {
  readonly keyId: string | null;
  /** Whether an entry was ever asked for. */
  readonly entered: boolean;
}

/** Live copies of a signal that wait or are open, in the order of their follows. */
export async function openLiveCopies(tx: Tx, signalId: string): Promise<LiveCopy[]> {
  return tx.$queryRaw<LiveCopy[]>(Prisma.sql`
    SELECT c.id AS "copyId", c."userId", c."followId", c."strategyId", c."signalId",
      coalesce(s."keyId", k.id) AS "keyId", s."keyId" IS NOT NULL AS entered
    FROM copies c JOIN follows f ON f.id = c."followId"
    LEFT JOIN api_keys k ON k.id = f."credentialId" AND k."userId" = c."userId"
    LEFT JOIN live_steps s ON s."copyId" = c.id AND s.type IN ('OPEN', 'ENTER')
    WHERE c."signalId" = ${signalId} AND c.mode = 'LIVE' AND c.state IN ('WAITING', 'OPEN')
    ORDER BY c."followId"`);
}

export interface NewLiveStep {
  readonly copy: CopyRef;
  readonly keyId: string;
  readonly turn: number;
}

export async function insertLiveSteps(
  tx: Tx,
  steps: readonly NewLiveStep[],
  event: {
    readonly seq: number;
    readonly at: UtcMs;
    readonly type: string;
    readonly opens: boolean;
    readonly decided: Dec;
  },
  now: UtcMs,
): Promise<void> {
  await tx.liveStep.createMany({
    data: steps.map(({ copy, keyId, turn }) => ({
      copyId: copy.copyId,
      strategyId: copy.strategyId,
      signalId: copy.signalId,
      userId: copy.userId,
      keyId,
      turn,
      seq: event.seq,
      eventAt: new Date(event.at),
      type: event.type,
      opens: event.opens,
      state: "WAITING" as const,
      decided: plain(event.decided),
      createdAt: new Date(now),
    })),
  });
}

export interface CopyNote {
  readonly copy: CopyRef;
  readonly seq: number;
  readonly eventAt: UtcMs;
  readonly outcome: Outcome;
  readonly text: string;
}

export async function insertNotes(tx: Tx, notes: readonly CopyNote[], at: UtcMs): Promise<void> {
  await tx.copyStep.createMany({
    data: notes.map(({ copy, eventAt, ...note }) => ({
      ...note,
      copyId: copy.copyId,
      strategyId: copy.strategyId,
      eventAt: new Date(eventAt),
      at: new Date(at),
    })),
  });
}

export async function setCopies(
  tx: Tx,
  copyIds: readonly string[],
  to: {
    readonly state: "OPEN" | "CLOSED" | "SKIPPED";
    readonly reason: string | null;
    readonly reasonText: string | null;
  },
  at: UtcMs,
): Promise<void> {
  await tx.copy.updateMany({ where: { id: { in: [...copyIds] } }, data: { ...to, updatedAt: new Date(at) } });
}

export interface LiveStepRow extends CopyRef {
  readonly seq: number;
  readonly eventAt: UtcMs;
  readonly keyId: string;
  readonly type: string;
  readonly opens: boolean;
}

/**
 * What waits to be done on an account, in the order of the chain and of the turns. One tick may bring several events: turns are those within one event, and say
 * nothing of the order of two.
 */
export function waitingSteps(db: Rows, keyId: string): Promise<LiveStepRow[]> {
  return waitingStepsOf(db, [keyId]);
}

export async function waitingStepsOf(db: Rows, keyIds: readonly string[]): Promise<LiveStepRow[]> {
  const rows = await db.liveStep.findMany({
    where: { keyId: { in: [...keyIds] }, state: "WAITING" },
    orderBy: [{ eventAt: "asc" }, { seq: "asc" }, { turn: "asc" }],
    include: { copy: { select: { followId: true } } },
  });
  return rows.map((row) => ({
    copyId: row.copyId,
    userId: row.userId,
    followId: row.copy.followId,
    strategyId: row.strategyId,
    signalId: row.signalId,
    seq: row.seq,
    eventAt: utcMs(row.eventAt),
    keyId: row.keyId,
    type: row.type,
    opens: row.opens,
  }));
}

/** Holds a step until the transaction ends. @returns whether it still waits: a second worker, a repeat and a crash find it done or not begun */
export async function lockStep(tx: Tx, step: Pick<LiveStepRow, "copyId" | "seq">): Promise<boolean> {
  const rows = await tx.$queryRaw<{ waits: boolean }[]>(Prisma.sql`
    SELECT state = 'WAITING' AS waits FROM live_steps WHERE "copyId" = ${step.copyId} AND seq = ${step.seq} FOR UPDATE`);
  return rows[0]?.waits === true;
}

/** Holds those of many steps that still wait and that nobody else holds: the others are left to whoever does. @returns their copies */
export async function lockFreeSteps(tx: Tx, steps: readonly LiveStepRow[]): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ copyId: string }[]>(Prisma.sql`
    SELECT s."copyId" FROM live_steps s
    JOIN unnest(${steps.map(({ copyId }) => copyId)}::text[], ${steps.map(({ seq }) => seq)}::int[]) AS one("copyId", seq)
      ON one."copyId" = s."copyId" AND one.seq = s.seq
    WHERE s.state = 'WAITING' FOR UPDATE OF s SKIP LOCKED`);
  return new Set(rows.map(({ copyId }) => copyId));
}

export interface StepEnd {
  readonly outcome: Outcome;
  readonly text: string;
  readonly leg?: string;
  readonly seen?: { readonly bid: Dec; readonly ask: Dec };
  readonly wanted?: Dec;
}

/** Ends the steps of many copies with an order each. */
export async function finishOrdered(
  tx: Tx,
  ends: readonly { readonly step: LiveStepRow; readonly end: StepEnd }[],
  at: UtcMs,
): Promise<void> {
  const rows = ends.map(({ step: { copyId, seq }, end: { leg, seen, wanted } }) => ({
    ...{ copyId, seq, leg },
    ...(seen === undefined ? {} : { bid: plain(seen.bid), ask: plain(seen.ask) }),
    ...(wanted === undefined ? {} : { wanted: plain(wanted.toDecimalPlaces(18)) }),
  }));
  await tx.$executeRaw(Prisma.sql`
    UPDATE live_steps s SET state = 'DONE', "doneAt" = ${new Date(at)}, leg = one.leg, bid = one.bid, ask = one.ask, wanted = one.wanted
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      AS one("copyId" text, seq int, leg text, bid numeric, ask numeric, wanted numeric)
    WHERE s."copyId" = one."copyId" AND s.seq = one.seq`);
  await insertNotes(
    tx,
    ends.map(({ step, end }) => ({
      ...{ copy: step, seq: step.seq, eventAt: step.eventAt, outcome: end.outcome, text: end.text },
    })),
    at,
  );
}

export async function finishStep(tx: Tx, step: LiveStepRow, end: StepEnd, at: UtcMs): Promise<void> {
  const { copyId, seq } = step;
  await tx.liveStep.update({
    where: { copyId_seq: { copyId, seq } },
    data: {
      state: "DONE",
      doneAt: new Date(at),
      leg: end.leg ?? null,
      ...(end.seen === undefined ? {} : { bid: plain(end.seen.bid), ask: plain(end.seen.ask) }),
      ...(end.wanted === undefined ? {} : { wanted: plain(end.wanted.toDecimalPlaces(18)) }),
    },
  });
  await insertNotes(tx, [{ copy: step, seq, eventAt: step.eventAt, outcome: end.outcome, text: end.text }], at);
}

export async function chainEventOf(db: Rows, step: LiveStepRow): Promise<ChainEventRow> {
  return db.signalEvent.findFirstOrThrow({
    where: { strategyId: step.strategyId, seq: step.seq, receivedAt: new Date(step.eventAt) },
    select: { strategyId: true, seq: true, type: true, receivedAt: true, market: true, body: true },
  });
}

/** Whether an entry of a copy is on its way. */
export async function isEntering(db: Pick<Tx, "intent">, copyId: string): Promise<boolean> {
  return (await db.intent.count({ where: { copyId, purpose: "ENTRY", state: { in: [...LIVING_STATES] } } })) > 0;
}

/** Whether an exit of the chain waits to be planned on an account. */
export async function waitsToLeave(db: Pick<Tx, "liveStep">, keyId: string): Promise<boolean> {
  return (await db.liveStep.count({ where: { keyId, type: { in: ["REDUCE", "CLOSE"] }, state: "WAITING" } })) > 0;
}

/** Whether an older entry or addition of the same copy still waits to be planned. */
export async function waitsToEnter(db: Rows, { copyId, seq }: Pick<LiveStepRow, "copyId" | "seq">): Promise<boolean> {
  return (await db.liveStep.count({ where: { copyId, seq: { lt: seq }, opens: true, state: "WAITING" } })) > 0;
}

/** Trades that a follow holds on real accounts at this moment, or that enter: two signals within a second are two before either has executed. */
export async function openOfFollow(db: Rows, followId: string): Promise<number> {
  return (await openOfFollows(db, [followId])).get(followId) ?? 0;
}

/** Of many follows; which is not in it holds none. */
export async function openOfFollows(db: Rows, followIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db.$queryRaw<{ followId: string; open: number }[]>(Prisma.sql`
    SELECT "followId", count(DISTINCT id)::int AS open FROM (
      SELECT c."followId", c.id FROM positions p JOIN copies c ON c.id = p."copyId"
        WHERE p.mode = 'LIVE' AND p.state = 'OPEN' AND c."followId" = ANY(${[...followIds]})
      UNION ALL
      SELECT c."followId", c.id FROM copies c JOIN intents i ON i."copyId" = c.id AND i.leg = 'entry'
        WHERE c.mode = 'LIVE' AND c.state = 'OPEN' AND c."followId" = ANY(${[...followIds]})
          AND i.state IN ('PLANNED', 'SENDING', 'UNKNOWN', 'ACCEPTED', 'PARTIAL')
    ) each GROUP BY 1`);
  return new Map(rows.map(({ followId, open }) => [followId, open]));
}

/**
 * Copies of an account whose orders have come to an end that they do not show yet: entered but nothing filled, left, or (a late execution) held
 * again.
 */
export async function unsettledCopies(
  db: Rows,
  keyId: string,
): Promise<(CopyRef & { readonly to: "SKIPPED" | "CLOSED" | "OPEN"; readonly reason: string | null })[]> {
  return db.$queryRaw(Prisma.sql`
    SELECT * FROM (
      SELECT c.id AS "copyId", c."userId", c."followId", c."strategyId", c."signalId", c.state::text AS state,
        CASE WHEN p.state = 'OPEN' THEN 'OPEN' WHEN p.state = 'CLOSED' THEN 'CLOSED'
             WHEN i.state IN ('FILLED', 'REJECTED', 'CANCELLED', 'EXPIRED', 'BLOCKED') THEN 'SKIPPED' ELSE c.state::text END AS to,
        CASE WHEN p.id IS NULL THEN i.reason ELSE p."closeReason" END AS reason
      FROM copies c JOIN intents i ON i."copyId" = c.id AND i.leg = 'entry' LEFT JOIN positions p ON p."copyId" = c.id
      WHERE i."keyId" = ${keyId} AND c.mode = 'LIVE' AND (c.state = 'OPEN' OR p.state = 'OPEN')
    ) each WHERE state <> "to"`);
}
