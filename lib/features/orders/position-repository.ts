import type { Tx } from "@/lib/db/client";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Traded } from "@/lib/ports/trade-venue";
import { NOT_HELD } from "@/lib/trading/orders/supervise";
import { isByHand } from "./live-order.ts";

/** A trade that is held on a real account. */
export interface OpenPosition extends Traded {
  readonly id: string;
  readonly userId: string;
  readonly keyId: string;
  readonly exchange: string;
  readonly origin: string;
  readonly copyId: string | null;
  readonly side: "LONG" | "SHORT";
  readonly qty: Dec;
  readonly entryQty: Dec;
  readonly entryPrice: Dec;
  readonly stopLoss: Dec | null;
  readonly leverage: Dec;
  readonly openedAt: UtcMs;
  /** When it was closed without an execution that explains it, as NOT_HELD; null: it is open. */
  readonly givenUpAt: UtcMs | null;
  readonly stopAskedAt: UtcMs | null;
  readonly unlistedSince: UtcMs | null;
  /** Of the order that opened it. */
  readonly strategyId: string | null;
  readonly signalId: string | null;
  readonly sessionId: string | null;
}

type Rows = Pick<Tx, "position">;

export async function openPositions(db: Rows, keyId: string): Promise<OpenPosition[]> {
  return read(db, { keyId, state: "OPEN" });
}

/**
 * What an execution at the exchange may have been of, the oldest first: trades open there, and those that were closed after it because the exchange had none of
 * them any more.
 */
export async function positionsAt(
  db: Rows,
  { keyId, userId, symbol, at }: Pick<OpenPosition, "keyId" | "userId" | "symbol"> & { readonly at: UtcMs },
): Promise<OpenPosition[]> {
  const there = await read(db, { keyId, userId, symbol, qty: { gt: 0 } });
  return there.filter(({ givenUpAt }) => givenUpAt === null || at <= givenUpAt);
}

/** The end of a position that was given up, which it keeps until all of it is explained; null: it is open. */
export function givenUp({ givenUpAt }: OpenPosition): { readonly at: UtcMs; readonly reason: typeof NOT_HELD } | null {
  return givenUpAt === null ? null : { at: givenUpAt, reason: NOT_HELD };
}

/** null: not this user's, on paper, or closed. */
export async function openPosition(db: Rows, userId: string, id: string): Promise<OpenPosition | null> {
  const [row] = await read(db, { id, userId, state: "OPEN" });
  return row ?? null;
}

export async function openPositionOfCopy(db: Rows, userId: string, copyId: string): Promise<OpenPosition | null> {
  const [row] = await read(db, { userId, copyId, state: "OPEN" });
  return row ?? null;
}

export async function openPositionsOfCopies(db: Rows, copyIds: readonly string[]): Promise<OpenPosition[]> {
  return read(db, { copyId: { in: [...copyIds] }, state: "OPEN" });
}

/** Spot positions that a user entered by hand (`manual:…`), the oldest first. */
export async function openPositionsByHand(
  db: Rows,
  userId: string,
  symbol: string,
  keyId: string | null,
): Promise<OpenPosition[]> {
  const rows = await read(db, { userId, symbol, state: "OPEN", ...(keyId === null ? {} : { keyId }) });
  return rows.filter(({ origin, market }) => isByHand(origin) && market === "spot");
}

/** What a trading session holds on its account. */
export async function openPositionsOfSession(db: Rows, keyId: string, sessionId: string): Promise<OpenPosition[]> {
  return (await read(db, { keyId, state: "OPEN" })).filter((position) => position.sessionId === sessionId);
}

async function read(
  db: Rows,
  where: {
    readonly id?: string;
    readonly symbol?: string;
    readonly userId?: string;
    readonly keyId?: string;
    readonly copyId?: string | { in: string[] };
  } & ({ readonly state: "OPEN" } | { readonly qty: { gt: 0 } }),
): Promise<OpenPosition[]> {
  const rows = await db.position.findMany({
    where: { ...where, mode: "LIVE", OR: [{ state: "OPEN" }, { closeReason: NOT_HELD }] },
    include: { intents: { where: { purpose: "ENTRY" }, orderBy: { id: "asc" }, take: 1 } },
    orderBy: { openedAt: "asc" },
  });
  return rows.flatMap((row) => {
    const { keyId, origin } = row;
    const [entry] = row.intents;
    if (keyId === null || origin === null) return [];
    return [
      {
        id: row.id,
        userId: row.userId,
        keyId,
        origin,
        exchange: row.exchange,
        symbol: row.symbol,
        market: row.market,
        copyId: row.copyId,
        side: row.side,
        qty: exact(row.qty),
        entryQty: exact(row.entryQty),
        entryPrice: exact(row.entryPrice),
        stopLoss: row.stopLoss === null ? null : exact(row.stopLoss),
        leverage: exact(row.leverage),
        openedAt: utcMs(row.openedAt),
        givenUpAt: row.closedAt === null ? null : utcMs(row.closedAt),
        stopAskedAt: row.stopAskedAt === null ? null : utcMs(row.stopAskedAt),
        unlistedSince: row.unlistedSince === null ? null : utcMs(row.unlistedSince),
        strategyId: entry?.strategyId ?? null,
        signalId: entry?.signalId ?? null,
        sessionId: entry?.sessionId ?? null,
      },
    ];
  });
}

export async function setStop(tx: Tx, positionId: string, stopLoss: string | null): Promise<void> {
  await tx.position.update({ where: { id: positionId }, data: { stopLoss } });
}

export async function noteStopAsked(tx: Tx, positionId: string, at: UtcMs): Promise<void> {
  await tx.position.update({ where: { id: positionId }, data: { stopAskedAt: new Date(at) } });
}

/** null: its symbol is listed. */
export async function setUnlisted(tx: Tx, positionId: string, since: UtcMs | null): Promise<void> {
  const unlistedSince = since === null ? null : new Date(since);
  await tx.position.update({ where: { id: positionId }, data: { unlistedSince } });
}

function exact(value: { toString(): string }): Dec {
  return dec(value.toString());
}
