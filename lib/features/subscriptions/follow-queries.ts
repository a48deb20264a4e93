import type { Db } from "@/lib/db/client";
import { plain } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";
import { commonQuote } from "@/lib/trading/market/symbol";
import { findSubscriptionTo } from "./queries.ts";

/** A follow as its settings page shows it. */
export interface FollowView {
  readonly id: string;
  readonly strategy: {
    readonly id: string;
    readonly name: string;
    readonly slug: string;
    /** The coin that all its pairs are priced in; null: they have several. */
    readonly quoteCoin: string | null;
  };
  readonly mode: "NOTIFY" | "PAPER" | "LIVE";
  readonly sizing: { readonly type: "quote" | "equityPct" | "riskPct" | "units"; readonly value: string };
  readonly limits: { readonly maxTradeQuote?: string; readonly maxOpenPositions?: number };
  /** Through which it may be changed; null once the subscription is over. */
  readonly subscriptionId: string | null;
  readonly hasAccess: boolean;
  /** The key that trades, or traded last; null: it never did. */
  readonly keyId: string | null;
}

/** A user's own follow, or null: a stranger's is not there. */
export async function getFollow(db: Db, userId: string, id: string, now: UtcMs): Promise<FollowView | null> {
  const row = await db.follow.findFirst({
    where: { id, userId },
    include: { strategy: { select: { id: true, name: true, slug: true, supportedPairs: true } } },
  });
  if (row === null) return null;
  const subscription = await findSubscriptionTo(db, userId, row.strategyId, now);
  const { id: strategyId, name, slug, supportedPairs } = row.strategy;
  return {
    id: row.id,
    strategy: { id: strategyId, name, slug, quoteCoin: commonQuote(supportedPairs) },
    mode: row.mode,
    sizing: { type: row.sizingType, value: plain(row.sizingValue.toString()) },
    limits: row.limits as FollowView["limits"],
    subscriptionId: subscription?.id ?? null,
    hasAccess: subscription?.hasAccess ?? false,
    keyId: row.credentialId,
  };
}
