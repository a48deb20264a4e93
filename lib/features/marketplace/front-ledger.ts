import type { Db } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";

export interface LedgerLine {
  readonly seq: number;
  readonly type: "OPEN" | "ENTER" | "AMEND" | "ADD" | "REDUCE" | "CLOSE" | "CANCEL" | "EXPIRE";
  readonly cause: string | null;
  readonly side: "LONG" | "SHORT";
  readonly symbol: string;
  readonly receivedAt: string;
  readonly hash: string;
}

export interface FrontLedger {
  readonly strategy: { readonly name: string; readonly slug: string };
  /** Newest first. */
  readonly lines: readonly LedgerLine[];
  /** How many events the chain held at that moment. */
  readonly length: number;
}

/** The newest lines that guests may read (received by `asOf`) of the public chain that was written to last; null when there are none. */
export async function frontLedger(db: Db, asOf: UtcMs, count: number): Promise<FrontLedger | null> {
  const until = { lte: new Date(asOf) };
  const newest = await db.signalEvent.findFirst({
    where: { receivedAt: until, strategy: { isPublic: true, status: { not: "DRAFT" } } },
    orderBy: { receivedAt: "desc" },
    select: { strategyId: true, strategy: { select: { name: true, slug: true } } },
  });
  if (newest === null) return null;
  const rows = await db.signalEvent.findMany({
    where: { strategyId: newest.strategyId, receivedAt: until },
    orderBy: { seq: "desc" },
    take: count,
    select: {
      seq: true,
      type: true,
      body: true,
      receivedAt: true,
      hash: true,
      signal: { select: { side: true, symbol: true } },
    },
  });
  return {
    strategy: newest.strategy,
    length: rows[0]?.seq ?? 0,
    lines: rows.map((row) => ({
      seq: row.seq,
      type: row.type,
      cause: causeOf(row.body),
      side: row.signal.side,
      symbol: row.signal.symbol,
      receivedAt: row.receivedAt.toISOString(),
      hash: row.hash,
    })),
  };
}

function causeOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("cause" in body)) return null;
  return typeof body.cause === "string" ? body.cause : null;
}
