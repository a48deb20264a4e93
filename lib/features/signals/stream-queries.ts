import type { Db } from "@/lib/db/client";
import type { ChainEvent } from "@/lib/kernel/chain";
import { invariant } from "@/lib/kernel/errors";
import { chainEventOf, projectionOf } from "./repository.ts";
import { type SignalView, viewOf } from "./view.ts";

/** An event of a chain with its signal as it stands now. */
export interface StreamedEvent {
  readonly event: ChainEvent;
  readonly signal: SignalView;
}

/** Events of one strategy after `afterSeq`, in order, for sockets and streams. Who may see them is the caller's question. */
export async function eventsAfter(
  db: Db,
  strategyId: string,
  afterSeq: number,
  limit: number,
): Promise<StreamedEvent[]> {
  const rows = await db.signalEvent.findMany({
    where: { strategyId, seq: { gt: afterSeq } },
    orderBy: { seq: "asc" },
    take: limit,
  });
  const ids = [...new Set(rows.map(({ signalId }) => signalId))];
  const [signals, openings] = await Promise.all([
    db.signal.findMany({ where: { id: { in: ids } } }),
    db.signalEvent.findMany({ where: { signalId: { in: ids }, type: "OPEN" } }),
  ]);
  const views = new Map(
    signals.map((row) => {
      const opening = openings.find(({ signalId }) => signalId === row.id);
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
