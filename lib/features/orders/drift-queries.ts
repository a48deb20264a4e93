import type { Db } from "@/lib/db/client";
import { plain } from "@/lib/kernel/decimal";
import { toIso, utcMs } from "@/lib/kernel/time";

/** A trade made by hand, as its owner sees it. */
export interface DriftView {
  readonly keyId: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly tradeId: string;
  readonly side: "BUY" | "SELL";
  readonly qty: string;
  readonly price: string;
  readonly at: string;
  /** null: to be decided. */
  readonly decision: "ADOPTED" | "IGNORED" | "CLOSED" | null;
}

/** Trades by hand in what we trade for this user, newest first; those to be decided alone, or all. */
export async function driftOf(
  db: Db,
  userId: string,
  which: "open" | "all",
  limit = 100,
): Promise<readonly DriftView[]> {
  const rows = await db.externalTrade.findMany({
    where: { userId, ...(which === "open" ? { decision: null } : {}) },
    orderBy: [{ at: "desc" }, { tradeId: "desc" }],
    take: limit,
    include: { key: { select: { exchange: true } } },
  });
  return rows.map(({ keyId, symbol, tradeId, side, qty, price, at, decision, key }) => ({
    ...{ keyId, symbol, tradeId, side, decision },
    exchange: key.exchange,
    qty: plain(qty.toString()),
    price: plain(price.toString()),
    at: toIso(utcMs(at)),
  }));
}
