import type { Db, Tx } from "@/lib/db/client";

const WORDS = {
  TRIALING: "A free trial is for notices and paper; your account trades once the first payment is made.",
  PAST_DUE: "The payment for this strategy failed; nothing new is opened on your account until it is paid.",
} as const;

/**
 * Why a subscription that has access opens nothing new on a real account at present, for its reader; null: nothing is in the way. Exits never
 * ask.
 */
export async function liveRefusal(
  db: Pick<Db | Tx, "subscription">,
  userId: string,
  strategyId: string,
): Promise<string | null> {
  const row = await db.subscription.findFirst({
    where: { userId, strategyId, status: { in: ["TRIALING", "PAST_DUE"] } },
    select: { status: true },
  });
  return row === null ? null : row.status === "TRIALING" ? WORDS.TRIALING : WORDS.PAST_DUE;
}

/** Users whose subscription to a strategy has access and opens nothing new on a real account at present. */
export async function whoOpensNothing(
  db: Pick<Db | Tx, "subscription">,
  strategyId: string,
): Promise<ReadonlySet<string>> {
  const rows = await db.subscription.findMany({
    where: { strategyId, status: { in: ["TRIALING", "PAST_DUE"] } },
    select: { userId: true },
  });
  return new Set(rows.map(({ userId }) => userId));
}

/**
 * Why a user opens nothing by hand on a real account at present: a payment of his is due; null: nothing is. A trial is no debt. Exits never ask.
 */
export async function debtRefusal(db: Pick<Db | Tx, "subscription">, userId: string): Promise<string | null> {
  const row = await db.subscription.findFirst({
    where: { userId, status: "PAST_DUE" },
    orderBy: { pastDueSince: "asc" },
    select: { strategy: { select: { name: true } } },
  });
  return row === null
    ? null
    : `Your payment for ${row.strategy.name} failed; nothing new is opened on your account until it is paid.`;
}
