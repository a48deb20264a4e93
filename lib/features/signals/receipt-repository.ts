import type { Db } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";

/** What one reader acknowledged of one strategy; ranges as PostgreSQL writes a multirange: `{[1,4],[7,7]}`. */
export interface ReceiptRow {
  readonly strategyId: string;
  readonly userId: string;
  readonly received: string;
  readonly seen: string;
}

/** Adds to what is known, in one statement; a repeat changes nothing. Rows go in one order, so that two processes cannot lock each other. */
export async function addReceipts(db: Pick<Db, "$executeRaw">, now: UtcMs, rows: readonly ReceiptRow[]): Promise<void> {
  const sorted = [...rows].sort((a, b) => (`${a.strategyId}${a.userId}` < `${b.strategyId}${b.userId}` ? -1 : 1));
  const [strategyIds, userIds, received, seen] = (["strategyId", "userId", "received", "seen"] as const).map((name) =>
    sorted.map((row) => row[name]),
  );
  await db.$executeRaw`
    INSERT INTO signal_receipts AS known ("strategyId", "userId", received, seen, at)
    SELECT s, u, r::int4multirange, v::int4multirange, ${new Date(now)}::timestamptz
    FROM unnest(${strategyIds}::text[], ${userIds}::text[], ${received}::text[], ${seen}::text[]) AS t(s, u, r, v)
    ON CONFLICT ("strategyId", "userId") DO UPDATE SET
      received = known.received + excluded.received, seen = known.seen + excluded.seen, at = excluded.at`;
}
