import { liveNow, livingOrders } from "@/lib/features/copies/live/live-queries";
import { keysOf } from "@/lib/features/exchange-keys/queries";
import {
  openedToday,
  type StopView,
  stopsOf,
  tradeAccountsOf,
  type WalletView,
} from "@/lib/features/orders/account-queries";
import { type LimitsView, limitsOf } from "@/lib/features/orders/limit-queries";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { ordersOfRequests, type TradeView } from "./history-queries.ts";
import { findRequest, newestRequests } from "./repository.ts";
import type { TradeRequestView } from "./trade-request.ts";

export interface TradeStatus {
  /** TRADING_ENABLED and ALLOW_LIVE of the server. */
  readonly tradingEnabled: boolean;
  readonly liveAllowed: boolean;
  readonly accounts: readonly {
    readonly credentialId: string;
    readonly exchange: string;
    readonly maskedKey: string;
    readonly keyStatus: string;
    /** NEW: nothing was traded by this key yet. */
    readonly state: "NEW" | "RECOVERING" | "READY" | "BLOCKED";
    readonly reason: string | null;
  }[];
  readonly stops: readonly StopView[];
  readonly limits: LimitsView;
  readonly today: { readonly day: string; readonly entries: number; readonly usd: string };
  readonly liveFollows: number;
  readonly openPositions: number;
  readonly openOrders: number;
}

/** What decides whether a user trades on real accounts now, and what is under way there. */
export async function tradeStatus(ctx: Ctx, userId: string): Promise<TradeStatus> {
  const keys = await keysOf(ctx.db, userId);
  const [accounts, stops, limits, today, live, openOrders] = await Promise.all([
    tradeAccountsOf(ctx.db, userId),
    stopsOf(ctx.db, userId, [...new Set(keys.map(({ exchange }) => exchange))]),
    limitsOf(ctx.db, userId),
    openedToday(ctx.db, userId, ctx.clock.now()),
    liveNow(ctx.db, userId),
    livingOrders(ctx.db, userId),
  ]);
  return {
    tradingEnabled: ctx.config.tradingEnabled,
    liveAllowed: ctx.config.allowLive,
    accounts: keys.map(({ id, exchange, maskedKey, status }) => {
      const account = accounts.get(id);
      return {
        credentialId: id,
        exchange,
        maskedKey,
        keyStatus: status,
        state: account?.state ?? "NEW",
        reason: account?.reason ?? null,
      };
    }),
    stops,
    limits,
    today,
    liveFollows: live.follows,
    openPositions: live.positions,
    openOrders,
  };
}

export interface AccountBalance {
  readonly credentialId: string;
  readonly exchange: string;
  readonly equityUsd: string | null;
  readonly peakUsd: string | null;
  readonly wallets: readonly WalletView[] | null;
  /** When the exchange was last asked; null: nothing was traded by this key yet, so nobody has asked. */
  readonly measuredAt: string | null;
}

/** What a user's accounts held when their exchanges were last asked: each minute while something trades there. */
export async function tradeBalance(
  ctx: Pick<Ctx, "db">,
  userId: string,
): Promise<{ items: readonly AccountBalance[] }> {
  const [keys, accounts] = await Promise.all([keysOf(ctx.db, userId), tradeAccountsOf(ctx.db, userId)]);
  return {
    items: keys.map(({ id, exchange }) => {
      const account = accounts.get(id);
      return {
        credentialId: id,
        exchange,
        equityUsd: account?.equityUsd ?? null,
        peakUsd: account?.peakUsd ?? null,
        wallets: account?.wallets ?? null,
        measuredAt: account?.measuredAt ?? null,
      };
    }),
  };
}

/** A request with the order that came of it; null: none was planned, or a guard refused it. */
export type AskedTrade = TradeRequestView & { readonly order: TradeView | null };

export async function getTradeRequest(
  ctx: Pick<Ctx, "db">,
  userId: string,
  id: string,
): Promise<Result<AskedTrade, "not_found">> {
  const request = await findRequest(ctx.db, userId, id);
  if (request === null) return refuse("not_found");
  return done({ ...request, order: (await ordersOfRequests(ctx.db, userId, [id])).get(id) ?? null });
}

/** What a user asked for by hand lately, newest first; of one key where it is named. */
export async function askedLately(
  ctx: Pick<Ctx, "db">,
  userId: string,
  keyId: string | null,
  take: number,
): Promise<readonly AskedTrade[]> {
  const requests = await newestRequests(ctx.db, userId, keyId, take);
  const ids = requests.map(({ id }) => id);
  const orders = await ordersOfRequests(ctx.db, userId, ids);
  return requests.map((request) => ({ ...request, order: orders.get(request.id) ?? null }));
}
