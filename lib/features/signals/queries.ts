import type { Db, Tx } from "@/lib/db/client";
import { olderThan, type Page, pageOf } from "@/lib/features/marketplace/cursor";
import { ownStrategyIds } from "@/lib/features/marketplace/queries";
import type { ChainEvent } from "@/lib/kernel/chain";
import { looksLikeId } from "@/lib/kernel/ids";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { maySee, seenWhere, signalAccess } from "./access.ts";
import type { ListSignalsQuery } from "./input.ts";
import { chainEventOf, projectionOf } from "./repository.ts";
import { type SignalView, viewOf } from "./view.ts";

const WITH_PUBLICATION = { events: { where: { type: "OPEN" as const }, take: 1 } };

type RowWithPublication = NonNullable<Awaited<ReturnType<typeof readRow>>>;

function readRow(db: Db, id: string) {
  return db.signal.findUnique({ where: { id }, include: WITH_PUBLICATION });
}

function viewOfRow({ events, ...row }: RowWithPublication): SignalView[] {
  const [publication] = events;
  return publication === undefined ? [] : [viewOf(projectionOf(row), chainEventOf(publication))];
}

/** Signals that the user may see, newest first. */
export async function listSignals(
  db: Db,
  userId: string,
  now: UtcMs,
  query: ListSignalsQuery,
): Promise<Page<SignalView>> {
  const limit = query.limit ?? 20;
  const windows = (await signalAccess(db, userId, now)).filter(
    ({ strategyId }) => query.strategyId === undefined || strategyId === query.strategyId,
  );
  if (windows.length === 0) return { items: [], nextCursor: null };
  const symbols = query.symbol === undefined ? null : spellings(query.symbol);
  return signalsOf(
    db,
    {
      AND: [
        seenWhere(windows),
        query.state === undefined ? {} : { state: query.state },
        symbols === null ? {} : { symbol: { in: symbols } },
      ],
    },
    query.cursor,
    limit,
  );
}

/** A provider's own signals, newest first. */
export async function listOwnSignals(
  db: Db,
  providerId: string,
  cursor: string | undefined,
  limit = 25,
): Promise<Page<SignalView>> {
  return signalsOf(db, { strategyId: { in: await ownStrategyIds(db, providerId) } }, cursor, limit);
}

async function signalsOf(
  db: Db,
  where: NonNullable<Parameters<Db["signal"]["findMany"]>[0]>["where"] & object,
  cursor: string | undefined,
  limit: number,
): Promise<Page<SignalView>> {
  const rows = await db.signal.findMany({
    where: {
      AND: [where, olderThan(cursor, (receivedAt) => ({ receivedAt }))],
    },
    include: WITH_PUBLICATION,
    orderBy: [{ receivedAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  const { items, nextCursor } = pageOf(rows, limit, (row) => row.receivedAt);
  return { items: items.flatMap(viewOfRow), nextCursor };
}

/** `BTCUSDT` asks for spot and perpetual alike; what is no symbol finds nothing. */
function spellings(typed: string): string[] {
  return (["spot", "swap"] as const).flatMap((market) => {
    const parsed = parseSymbol(typed, market);
    return parsed.ok ? [parsed.value.symbol] : [];
  });
}

export interface SignalDetail extends SignalView {
  readonly strategy: { readonly id: string; readonly name: string; readonly slug: string; readonly providerId: string };
  /** Its own events, in the order of the chain. */
  readonly events: readonly ChainEvent[];
}

/** A signal with its events; null when it does not exist for this user. */
export async function getSignal(db: Db, userId: string, id: string, now: UtcMs): Promise<SignalDetail | null> {
  if (!looksLikeId(id)) return null;
  const row = await db.signal.findUnique({
    where: { id },
    include: {
      events: { orderBy: { seq: "asc" } },
      strategy: { select: { id: true, name: true, slug: true, providerId: true } },
    },
  });
  if (row === null) return null;
  const { events, strategy, ...columns } = row;
  const signal = projectionOf(columns);
  if (!maySee(await signalAccess(db, userId, now), signal)) return null;
  const [publication] = events;
  if (publication === undefined) return null;
  return { ...viewOf(signal, chainEventOf(publication)), strategy, events: events.map(chainEventOf) };
}

/** Names and pairs of the strategies that someone hears, for filters and lists. */
export async function heardStrategies(
  db: Db,
  windows: readonly { readonly strategyId: string }[],
): Promise<{ id: string; name: string; slug: string; supportedPairs: string[] }[]> {
  return db.strategy.findMany({
    where: { id: { in: [...new Set(windows.map(({ strategyId }) => strategyId))] } },
    select: { id: true, name: true, slug: true, supportedPairs: true },
    orderBy: { name: "asc" },
  });
}

/** What the right to hear of a signal hangs on; null when there is none of this id. */
export async function getSignalOrigin(
  db: Db,
  id: string,
): Promise<{ readonly strategyId: string; readonly receivedAt: UtcMs } | null> {
  const row = await db.signal.findUnique({ where: { id }, select: { strategyId: true, receivedAt: true } });
  return row === null ? null : { strategyId: row.strategyId, receivedAt: utcMs(row.receivedAt) };
}

/** Signals of a strategy in one symbol that have not ended, newest first. */
export async function standingSignals(
  db: Db | Tx,
  strategyId: string,
  symbol: string,
): Promise<{ id: string; side: "LONG" | "SHORT"; state: "PENDING" | "OPEN" }[]> {
  const rows = await db.signal.findMany({
    where: { strategyId, symbol, state: { in: ["PENDING", "OPEN"] } },
    orderBy: [{ receivedAt: "desc" }, { id: "desc" }],
    select: { id: true, side: true, state: true },
  });
  return rows.flatMap(({ state, ...row }) => (state === "PENDING" || state === "OPEN" ? [{ ...row, state }] : []));
}
