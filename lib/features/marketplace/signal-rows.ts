import type { Db } from "@/lib/db/client";
import { plain } from "@/lib/kernel/decimal";
import { DAY_MS, type UtcMs } from "@/lib/kernel/time";
import { olderThan } from "./cursor.ts";
import { firstEntryPrices } from "./repository.ts";

/** Guests and those who do not pay see a signal this late, and as it stood then. */
export const GUEST_DELAY_MS = DAY_MS;

export interface SignalRow {
  readonly id: string;
  /** Whether the onlooker may open it: it is his since it was sent. */
  readonly readable: boolean;
  readonly exchange: string;
  readonly symbol: string;
  readonly side: "LONG" | "SHORT";
  readonly state: "PENDING" | "OPEN" | "CLOSED" | "CANCELLED" | "EXPIRED";
  readonly receivedAt: string;
  readonly entryPrice: string | null;
  readonly stopLoss: string;
  readonly targets: number;
  readonly closedAt: string | null;
  readonly closeCause: string | null;
  readonly resultPct: number | null;
}

/** What an onlooker may read: what was received while he had access, [from, to), as it stands now; all else 24 hours late. */
export interface SignalSight {
  readonly now: UtcMs;
  readonly windows: readonly { readonly from: UtcMs; readonly to: UtcMs | null }[];
}

/** Whether the onlooker hears of new signals at once. */
export function hearsNow({ windows }: SignalSight): boolean {
  return windows.some(({ to }) => to === null);
}

/**
 * A strategy's signals, newest first (with `closedOnly`: closed trades, by their closing), after `cursor`. What may only be read late stands as it stood then: what was published or ended after is not told.
 * A subscriber's sight begins with his subscription: earlier signals stay late for him, as do those of a pause; what he had he keeps.
 */
export async function strategySignals(
  db: Db,
  strategyId: string,
  sight: SignalSight,
  options: { readonly closedOnly?: boolean; readonly limit: number; readonly cursor?: string | undefined },
): Promise<SignalRow[]> {
  const late = new Date(sight.now - GUEST_DELAY_MS);
  const column = options.closedOnly === true ? "closedAt" : "receivedAt";
  const rows = await db.signal.findMany({
    where: {
      strategyId,
      ...(options.closedOnly === true ? { closedAt: { not: null }, resultPct: { not: null } } : {}),
      OR: [
        { [column]: { lte: late } },
        ...sight.windows.map(({ from, to }) => ({
          receivedAt: { gte: new Date(from), ...(to === null ? {} : { lt: new Date(to) }) },
        })),
      ],
      AND: [olderThan(options.cursor, (at) => ({ [column]: at }))],
    },
    orderBy:
      options.closedOnly === true ? [{ closedAt: "desc" }, { id: "desc" }] : [{ receivedAt: "desc" }, { id: "desc" }],
    take: options.limit,
    select: {
      id: true,
      exchange: true,
      symbol: true,
      side: true,
      state: true,
      receivedAt: true,
      openedAt: true,
      entryPrice: true,
      stopLoss: true,
      initialStop: true,
      targets: true,
      closedAt: true,
      closeCause: true,
      resultPct: true,
    },
  });
  const isReadable = ({ receivedAt }: { receivedAt: Date }) =>
    sight.windows.some(({ from, to }) => from <= receivedAt.getTime() && (to === null || receivedAt.getTime() < to));
  const firstPrices = await firstEntryPrices(
    db,
    rows.flatMap((row) =>
      isReadable(row) || row.entryPrice === null || (row.closedAt !== null && row.closedAt <= late) ? [] : row.id,
    ),
  );
  return rows.map((row) => {
    const readable = isReadable(row);
    const cutoff = readable ? new Date(sight.now) : late;
    const ended = row.closedAt !== null && row.closedAt <= cutoff;
    const opened = row.openedAt !== null && row.openedAt <= cutoff;
    const neverOpened = row.state === "CANCELLED" || row.state === "EXPIRED";
    return {
      id: row.id,
      readable,
      exchange: row.exchange,
      symbol: row.symbol,
      side: row.side,
      state: ended || (neverOpened && row.closedAt === null) ? row.state : opened ? "OPEN" : "PENDING",
      receivedAt: row.receivedAt.toISOString(),
      // Moved after the cutoff neither price nor stop is told; the first ones are what was published.
      entryPrice: opened && row.entryPrice !== null ? (firstPrices.get(row.id) ?? plain(row.entryPrice)) : null,
      stopLoss: plain(ended || readable ? row.stopLoss : row.initialStop),
      targets: Array.isArray(row.targets) ? row.targets.length : 0,
      closedAt: ended && row.closedAt !== null ? row.closedAt.toISOString() : null,
      closeCause: ended ? row.closeCause : null,
      resultPct: ended ? row.resultPct : null,
    };
  });
}
