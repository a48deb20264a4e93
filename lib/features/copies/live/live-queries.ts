import { lockInTransaction } from "@/lib/db/advisory-lock";
import type { Db, Tx } from "@/lib/db/client";
import { toIso, utcMs } from "@/lib/kernel/time";
import { LIVING_STATES } from "@/lib/trading/orders/order-life";

/** What trades on a user's own accounts now; the strip of every page says it. */
export interface LiveNow {
  readonly follows: number;
  readonly sessions: number;
  readonly positions: number;
}

export async function liveNow(db: Db, userId: string): Promise<LiveNow> {
  const [follows, sessions, positions] = await Promise.all([
    db.follow.count({ where: { userId, mode: "LIVE" } }),
    db.tradingSession.count({ where: { userId, mode: "LIVE", state: "RUNNING" } }),
    db.position.count({ where: { userId, mode: "LIVE", state: "OPEN" } }),
  ]);
  return { follows, sessions, positions };
}

/** Whether a strategy that the user follows trades live by this key. */
export async function followsLive(db: Pick<Db | Tx, "follow">, userId: string, keyId: string): Promise<boolean> {
  return (await db.follow.count({ where: { userId, credentialId: keyId, mode: "LIVE" } })) > 0;
}

/** Orders of a user on real accounts that are on their way or rest, and those by hand that nobody has planned yet. */
export async function livingOrders(db: Pick<Db, "order" | "tradeRequest">, userId: string): Promise<number> {
  const state = { in: [...LIVING_STATES] };
  const orders = await db.order.count({ where: { key: { userId }, state } });
  return orders + (await db.tradeRequest.count({ where: { userId, state: "WAITING" } }));
}

/** What a figure of live trades names beside itself: since when, and how many closed. */
export interface LiveRecord {
  readonly startedAt: string;
  readonly closedTrades: number;
}

/** null: nothing was ever traded live. */
export async function liveRecord(db: Db, userId: string): Promise<LiveRecord | null> {
  const { _min: first } = await db.position.aggregate({ where: { userId, mode: "LIVE" }, _min: { openedAt: true } });
  if (first.openedAt === null) return null;
  const closedTrades = await db.position.count({ where: { userId, mode: "LIVE", state: "CLOSED" } });
  return { startedAt: toIso(utcMs(first.openedAt)), closedTrades };
}

/** One turn of the switch at a time for each user. */
export function lockLive(tx: Tx, userId: string): Promise<void> {
  return lockInTransaction(tx, `live:${userId}`);
}
