import type { Db } from "@/lib/db/client";
import { plain } from "@/lib/kernel/decimal";
import { DAY_MS, type UtcMs } from "@/lib/kernel/time";

/** Guests and those who do not pay see a signal this late, and as it stood then. */
export const GUEST_DELAY_MS = DAY_MS;

export interface SignalRow {
  readonly id: string;
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

/**
 * A strategy's signals, newest first, as they stood at `asOf`: what was published or ended later is not told. Full access asks with now.
 */
export async function strategySignals(
  db: Db,
  strategyId: string,
  asOf: UtcMs,
  options: { readonly closedOnly?: boolean; readonly limit: number; readonly before?: number | undefined },
): Promise<SignalRow[]> {
  const cutoff = new Date(asOf);
  const from = options.before === undefined ? cutoff : new Date(Math.min(options.before, asOf));
  const rows = await db.signal.findMany({
    where:
      options.closedOnly === true
        ? {
            strategyId,
            closedAt: options.before === undefined ? { lte: cutoff } : { lt: from },
            resultPct: { not: null },
          }
        : { strategyId, receivedAt: options.before === undefined ? { lte: cutoff } : { lt: from } },
    orderBy:
      options.closedOnly === true ? [{ closedAt: "desc" }, { id: "desc" }] : [{ receivedAt: "desc" }, { id: "desc" }],
    take: options.limit,
    select: {
      id: true,
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
  return rows.map((row) => {
    const ended = row.closedAt !== null && row.closedAt <= cutoff;
    const opened = row.openedAt !== null && row.openedAt <= cutoff;
    const neverOpened = row.state === "CANCELLED" || row.state === "EXPIRED";
    return {
      id: row.id,
      symbol: row.symbol,
      side: row.side,
      state: ended || (neverOpened && row.closedAt === null) ? row.state : opened ? "OPEN" : "PENDING",
      receivedAt: row.receivedAt.toISOString(),
      entryPrice: opened && row.entryPrice !== null ? plain(row.entryPrice) : null,
      // the stop as it stands may have been moved after the cutoff; the first one is what was published
      stopLoss: plain(ended ? row.stopLoss : row.initialStop),
      targets: Array.isArray(row.targets) ? row.targets.length : 0,
      closedAt: ended && row.closedAt !== null ? row.closedAt.toISOString() : null,
      closeCause: ended ? row.closeCause : null,
      resultPct: ended ? row.resultPct : null,
    };
  });
}
