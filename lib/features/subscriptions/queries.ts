import type { Db } from "@/lib/db/client";
import { olderThan, type Page, pageOf } from "@/lib/features/marketplace/cursor";
import type { StrategyStatus } from "@/lib/features/marketplace/strategy";
import { plain } from "@/lib/kernel/decimal";
import { toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import { discountWords } from "./promotion-code.ts";
import { canBePaid, ms, toSubscription, WITH_GAPS } from "./repository.ts";
import { accessEndsAt, type BillingInterval, hasAccess, type SubscriptionStatus, TRIAL_USED } from "./subscription.ts";

/** A subscription as pages and the API show it. Times are ISO in UTC. */
export interface SubscriptionView {
  readonly id: string;
  readonly strategyId: string;
  readonly strategy: {
    readonly name: string;
    readonly slug: string;
    /** ARCHIVED: its provider closed it for good, so this ends. */
    readonly status: StrategyStatus;
    readonly provider: { readonly name: string; readonly slug: string };
  };
  readonly status: SubscriptionStatus;
  readonly hasAccess: boolean;
  readonly price: { readonly amount: number; readonly currency: string };
  /** What the price pays for. */
  readonly interval: BillingInterval;
  /** Another price that its provider asks for, from payments at or after `fromAt` on; null: none. */
  readonly offer: {
    readonly id: string;
    readonly price: { readonly amount: number; readonly currency: string };
    readonly fromAt: string;
    readonly agreed: boolean;
  } | null;
  /** Of the promotion code it was begun with, in words: "20 % off for 3 months". */
  readonly discount: string | null;
  readonly checkoutUrl: string | null;
  readonly currentPeriodEnd: string | null;
  readonly trialEndsAt: string | null;
  readonly cancelAtPeriodEnd: boolean;
  /** Nothing is charged, for its provider cannot be paid: access goes to the end of what was paid. */
  readonly renewalHeld: boolean;
  /** Paused by its subscriber, and not to be resumed as long as its provider cannot be paid. */
  readonly resumeWaits: boolean;
  /** When access ends by itself; null when no end is known or there is none now. */
  readonly accessEndsAt: string | null;
  readonly createdAt: string;
  readonly activatedAt: string | null;
  readonly endedAt: string | null;
  /** It ended before it began: this card or user had its free trial. Nothing was charged. */
  readonly trialRefused: boolean;
  readonly follow: {
    readonly id: string;
    readonly mode: "NOTIFY" | "PAPER" | "LIVE";
    readonly sizing: { readonly type: "quote" | "equityPct" | "riskPct" | "units"; readonly value: string };
    readonly limits: unknown;
  } | null;
}

const WITH_STRATEGY = {
  strategy: {
    select: {
      name: true,
      slug: true,
      status: true,
      provider: { select: { name: true, slug: true, transfersActive: true, bannedAt: true } },
    },
  },
  promotionCode: { select: { percentOff: true, duration: true, months: true } },
  priceOffers: {
    where: { closedAt: null, appliedAt: null },
    select: { id: true, amount: true, fromAt: true, agreedAt: true },
    take: 1,
  },
} as const;

/** One page of a user's subscriptions, newest first. */
export async function listSubscriptions(
  db: Db,
  userId: string,
  now: UtcMs,
  page: { cursor?: string | undefined; limit: number },
): Promise<Page<SubscriptionView>> {
  const rows = await db.subscription.findMany({
    where: {
      userId,
      ...olderThan(page.cursor, (createdAt) => ({ createdAt })),
    },
    include: WITH_STRATEGY,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: page.limit + 1,
  });
  const { items, nextCursor } = pageOf(rows, page.limit, (row) => row.createdAt);
  const follows = await db.follow.findMany({
    where: { userId, strategyId: { in: items.map((row) => row.strategyId) } },
  });
  const followOf = new Map(follows.map((follow) => [follow.strategyId, follow]));
  return { items: items.map((row) => view(row, followOf.get(row.strategyId) ?? null, now)), nextCursor };
}

/** A user's own subscription, or null: a stranger's is not there. */
export async function getSubscription(
  db: Db,
  userId: string,
  id: string,
  now: UtcMs,
): Promise<SubscriptionView | null> {
  const row = await db.subscription.findFirst({ where: { id, userId }, include: WITH_STRATEGY });
  if (row === null) return null;
  const follow = await db.follow.findUnique({ where: { userId_strategyId: { userId, strategyId: row.strategyId } } });
  return view(row, follow, now);
}

/** The user's live subscription to a strategy, or null. */
export async function findSubscriptionTo(
  db: Db,
  userId: string,
  strategyId: string,
  now: UtcMs,
): Promise<SubscriptionView | null> {
  const row = await db.subscription.findFirst({
    where: { userId, strategyId, status: { notIn: ["CANCELLED", "EXPIRED"] } },
    include: WITH_STRATEGY,
  });
  if (row === null) return null;
  const follow = await db.follow.findUnique({ where: { userId_strategyId: { userId, strategyId } } });
  return view(row, follow, now);
}

/** Subscriptions of a user that run, wait or rest: all but the ended ones. */
export async function countLiveSubscriptions(db: Pick<Db, "subscription">, userId: string): Promise<number> {
  return db.subscription.count({ where: { userId, status: { notIn: ["CANCELLED", "EXPIRED"] } } });
}

/** Whether the user may see this strategy's signals as a subscriber. A provider's own strategies are not asked for here. */
export async function hasAccessTo(db: Db, userId: string, strategyId: string, now: UtcMs): Promise<boolean> {
  const rows = await db.subscription.findMany({ where: { userId, strategyId, accessOpen: true } });
  return rows.some((row) => hasAccess(toSubscription(row), now));
}

/** A stretch of time in which a user had access to a strategy, [from, to); `to` null: still. */
export interface AccessWindow {
  readonly strategyId: string;
  readonly from: UtcMs;
  readonly to: UtcMs | null;
}

/**
 * Every stretch of access a user had or has: signals received inside are his, with all that becomes of them later. What was received while
 * a subscription was paused, or unpaid beyond its grace, is not his when it runs again.
 */
export async function accessWindows(db: Db, userId: string, now: UtcMs): Promise<AccessWindow[]> {
  const rows = await db.subscription.findMany({ where: { userId, activatedAt: { not: null } }, include: WITH_GAPS });
  return rows.flatMap(({ gaps, ...row }) => {
    const subscription = toSubscription(row);
    const { strategyId, activatedAt, createdAt, accessEndedAt, endedAt } = subscription;
    const end = hasAccess(subscription, now) ? null : (accessEndedAt ?? endedAt ?? now);
    const starts = [activatedAt ?? createdAt, ...gaps.map(({ to }) => utcMs(to))];
    const ends = [...gaps.map(({ from }) => utcMs(from)), end];
    return starts.map((from, at): AccessWindow => ({ strategyId, from, to: ends[at] ?? null }));
  });
}

/** Everybody with access to a strategy now: whom a signal reaches. */
async function entitledUserIds(db: Db, strategyId: string, now: UtcMs): Promise<string[]> {
  const rows = await db.subscription.findMany({ where: { strategyId, accessOpen: true } });
  return rows.filter((row) => hasAccess(toSubscription(row), now)).map((row) => row.userId);
}

type RowWithStrategy = Parameters<typeof toSubscription>[0] & {
  strategy: SubscriptionView["strategy"] & { readonly provider: Parameters<typeof canBePaid>[0] };
  promotionCode: Parameters<typeof discountWords>[0] | null;
  priceOffers: { id: string; amount: number; fromAt: Date; agreedAt: Date | null }[];
};
type FollowRow = Awaited<ReturnType<Db["follow"]["findFirstOrThrow"]>>;

function view(row: RowWithStrategy, follow: FollowRow | null, now: UtcMs): SubscriptionView {
  const subscription = toSubscription(row);
  const open = hasAccess(subscription, now);
  const end = accessEndsAt(subscription);
  const [offer] = row.priceOffers;
  const { name, slug, status, provider } = row.strategy;
  const pausedPaid = row.status === "PAUSED" && row.stripeSubscriptionId !== null && row.priceAmount > 0;
  return {
    id: row.id,
    strategyId: row.strategyId,
    strategy: { name, slug, status, provider: { name: provider.name, slug: provider.slug } },
    status: row.status,
    hasAccess: open,
    price: { amount: row.priceAmount, currency: row.priceCurrency },
    interval: row.interval,
    offer:
      offer === undefined
        ? null
        : {
            id: offer.id,
            price: { amount: offer.amount, currency: row.priceCurrency },
            fromAt: toIso(utcMs(offer.fromAt)),
            agreed: offer.agreedAt !== null,
          },
    discount: row.promotionCode === null ? null : discountWords(row.promotionCode),
    checkoutUrl: row.status === "PENDING" ? row.checkoutUrl : null,
    currentPeriodEnd: iso(ms(row.currentPeriodEnd)),
    trialEndsAt: iso(ms(row.trialEndsAt)),
    cancelAtPeriodEnd: row.cancelAtPeriodEnd,
    renewalHeld: row.renewalHeldAt !== null,
    resumeWaits: pausedPaid && !canBePaid(provider),
    accessEndsAt: open && end !== "closed" ? iso(end) : null,
    createdAt: toIso(utcMs(row.createdAt)),
    activatedAt: iso(ms(row.activatedAt)),
    endedAt: iso(ms(row.endedAt)),
    trialRefused: row.cancelReason === TRIAL_USED,
    follow:
      follow === null
        ? null
        : {
            id: follow.id,
            mode: follow.mode,
            sizing: { type: follow.sizingType, value: plain(follow.sizingValue.toString()) },
            limits: follow.limits,
          },
  };
}

function iso(at: UtcMs | null): string | null {
  return at === null ? null : toIso(at);
}

export interface Reach {
  readonly NOTIFY: number;
  readonly PAPER: number;
  readonly LIVE: number;
  readonly total: number;
}

/** How many a signal of this strategy reaches now, by how they use it. Counts only: who they are is not the provider's. */
export async function reachOf(db: Db, strategyId: string, now: UtcMs): Promise<Reach> {
  const userIds = await entitledUserIds(db, strategyId, now);
  const follows = await db.follow.groupBy({
    by: ["mode"],
    where: { strategyId, userId: { in: userIds } },
    _count: { _all: true },
  });
  const of = (mode: "NOTIFY" | "PAPER" | "LIVE"): number =>
    follows.find((group) => group.mode === mode)?._count._all ?? 0;
  const [PAPER, LIVE] = [of("PAPER"), of("LIVE")];
  // Who never touched the follow's settings is notified.
  return { NOTIFY: userIds.length - PAPER - LIVE, PAPER, LIVE, total: userIds.length };
}
