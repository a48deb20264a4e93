import type { Db } from "@/lib/db/client";
import type { ChainEvent } from "@/lib/kernel/chain";
import { invariant } from "@/lib/kernel/errors";
import { chainEventOf, type EventRow, projectionOf, type SignalRow } from "./repository.ts";
import { type SignalView, viewOf } from "./view.ts";

/** An event of a chain with its signal as it stands now. */
export interface StreamedEvent {
  readonly event: ChainEvent;
  readonly signal: SignalView;
}

const EVENT = `SELECT "strategyId", seq, "signalId", type::text AS type, "strategyVersion", "receivedAt", market, body, "prevHash", hash
  FROM signal_events`;
/** Named one by one: a prepared `*` fails once a newer version adds a column. */
const SIGNAL = `SELECT id, "strategyId", "strategyVersion", symbol, exchange, market::text AS market, side::text AS side, state::text AS state,
    entry, "stopLoss", "initialStop", targets, "targetsHit", remaining, "entryPrice", "trailing", "breakEven", leverage, "maxAgeSec",
    "maxSlippageBps", timeframe, indicators, note, "expiresAt", "receivedAt", "openedAt", "closedAt", "closeCause", "resultPct", "lastSeq"
  FROM signals`;

/**
 * Events of one strategy after `afterSeq`, in order, for sockets and streams. Who may see them is the caller's question. Every web process asks this
 * for every event, so the statements are prepared: planning over all partitions, and Prisma, took five times as long as reading.
 */
export async function eventsAfter(
  db: Pick<Db, "prepared">,
  strategyId: string,
  afterSeq: number,
  limit: number,
): Promise<StreamedEvent[]> {
  const rows = await db.prepared<EventRow>(
    "events-after",
    `${EVENT} WHERE "strategyId" = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
    [strategyId, afterSeq, limit],
  );
  const ids = [...new Set(rows.map(({ signalId }) => signalId))];
  if (ids.length === 0) return [];
  const opened = rows.filter(({ type }) => type === "OPEN");
  const openedBefore = ids.filter((id) => !opened.some(({ signalId }) => signalId === id));
  const [signals, others] = await Promise.all([
    db.prepared<SignalRow>("signals-by-id", `${SIGNAL} WHERE id = ANY($1::text[])`, [ids]),
    openedBefore.length === 0
      ? []
      : db.prepared<EventRow>("openings-of-signals", `${EVENT} WHERE "signalId" = ANY($1::text[]) AND type = 'OPEN'`, [
          openedBefore,
        ]),
  ]);
  const openings = new Map([...opened, ...others].map((row) => [row.signalId, row]));
  const views = new Map(
    signals.map((row) => {
      const opening = openings.get(row.id);
      invariant(opening !== undefined, `${row.id} has no OPEN event`);
      return [row.id, viewOf(projectionOf(row), chainEventOf(opening))] as const;
    }),
  );
  return rows.map((row) => {
    const signal = views.get(row.signalId);
    invariant(signal !== undefined, `${row.signalId} has events and no row`);
    return { event: chainEventOf(row), signal };
  });
}

const OPEN_MAX = 500;

/** Signals of a strategy that wait for their entry or are open, oldest first, at most 500. */
export async function openSignals(db: Db, strategyId: string): Promise<SignalView[]> {
  const rows = await db.signal.findMany({
    where: { strategyId, state: { in: ["PENDING", "OPEN"] } },
    orderBy: { receivedAt: "asc" },
    take: OPEN_MAX,
  });
  const openings = await db.signalEvent.findMany({
    where: { signalId: { in: rows.map(({ id }) => id) }, type: "OPEN" },
    orderBy: { seq: "asc" },
  });
  const by = new Map(rows.map((row) => [row.id, row]));
  return openings.map((opening) => {
    const row = by.get(opening.signalId);
    invariant(row !== undefined, `${opening.signalId} was read and is not there`);
    return viewOf(projectionOf(row), chainEventOf(opening));
  });
}

/** The seq of each strategy's newest event; a strategy without one is left out. */
export async function headSeqs(db: Db, strategyIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.strategyHead.findMany({
    where: { strategyId: { in: [...strategyIds] } },
    select: { strategyId: true, seq: true },
  });
  return new Map(rows.map(({ strategyId, seq }) => [strategyId, seq]));
}
