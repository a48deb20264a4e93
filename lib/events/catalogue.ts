import type { PlatformPlan } from "@/lib/kernel/platform-plan";

/** What of an account an admin may change. */
export type ManagedPart = "name" | "role" | "plan" | "limits" | "suspended" | "reinstated" | "exchange_key";

/**
 * Every domain event, by type. Payloads carry ids and what a reader needs to route them, not whole rows: a reader looks up what it must.
 * Readers may meet an event twice.
 */
export interface EventCatalogue {
  "signal.event": { strategyId: string; seq: number; signalId: string; eventType: string };
  "strategy.changed": { strategyId: string };
  "subscription.changed": { subscriptionId: string; userId: string; strategyId: string; hasAccess: boolean };
  /** A provider asks a present subscriber for another price. */
  "price.offered": { offerId: string; userId: string };
  "follow.changed": { followId: string; userId: string; strategyId: string };
  "copy.changed": { copyId: string; userId: string; signalId: string };
  "position.changed": { positionId: string; userId: string };
  /** An order on a real account was planned, or took a step. */
  "intent.changed": { intentId: string; userId: string; keyId: string };
  /** A user wants to buy by hand on a real account, or what he wanted was planned or refused. */
  "trade_request.changed": { requestId: string; userId: string; keyId: string };
  /** A candle was taken by a session on a real account, or one ended: its account's worker looks. */
  "trading_session.decided": { tradingSessionId: string; userId: string };
  /** A user took the protective stop away at the exchange a second time: he decides, and until then the worker holds it. */
  "position.stop_removed": { positionId: string; userId: string };
  /** The exchange itself closed a part of a position or all of it, by force; `fillId` is what it executed. */
  "position.forced": { positionId: string; userId: string; fillId: string };
  /** The exchange has none of a position any more, and shows no trade that closed it. */
  "position.not_held": { positionId: string; userId: string };
  /** The exchange does not list a held position's symbol any more: nothing of it can leave. */
  "position.unlisted": { positionId: string; userId: string };
  /** A tenant allowed himself more than before, on a device of his; `limits` names what. */
  "limits.raised": { userId: string; sessionId: string | null; limits: readonly string[] };
  /** A kill switch was engaged or released. */
  "kill_switch.changed": { scope: string; key: string };
  "session.revoked": { userId: string; sessionId: string | null };
  "user.changed": { userId: string };
  /** An admin changed something of a tenant's account, which he is told; `what` names it. */
  "account.managed": { userId: string; what: readonly ManagedPart[] };
  /** The address as it was typed: known or not, the worker finds out. */
  "password.reset_requested": { email: string };
  "notification.created": { notificationId: string; userId: string };
  /** Notices that all who hear of a strategy have in common, each found by its key. */
  "notifications.created": { notices: readonly { strategyId: string; seq: number; createdAt: string }[] };
  /** Written by accounts/request-mail.ts alone: text and links are sealed, since a reset link in the outbox would be a key in a dump. */
  "mail.requested": { mailId: string; to: string; subject: string; sealed: string };
  /** A channel's other end is gone; its owner is told in the centre. */
  "channel.off": { channelId: string; userId: string };
  /** Alerts of a provider's address flood, come near TradingView's own limit, or have stopped. */
  "intake.alarm": { addressId: string; userId: string; strategyId: string; kind: "flood" | "near_limit" | "silent" };
  /** Something that admins should know, in their words: the same `key` is one condition (admin/alert.ts). For features that lie below admin. */
  "operations.alarm": { key: string; title: string; body: string; link: string | null };
  /** What Stripe says of a provider's account changed; `lost`: what he could do until now and cannot any more. */
  "connect.changed": { userId: string; lost: readonly ("sales" | "payouts")[] };
  /** A provider's payout went, arrived or came back. */
  "payout.changed": { payoutId: string; userId: string; status: string };
  /** A user's platform plan became another one, or its renewal failed (`pastDue`). */
  "plan.changed": { userId: string; from: PlatformPlan; to: PlatformPlan; pastDue: boolean };
  /** What an affiliate earned was moved to his account at the payment service. Minor units. */
  "affiliate.paid": { transferId: string; userId: string; amount: number; currency: string };
  /** A user's trial of the platform ends at `endsAt` (ms), some days from now. */
  "trial.ending": { userId: string; endsAt: number };
  /** A subscriber's bank asks a payment back, or has decided. */
  "dispute.changed": { disputeId: string; status: string };
  /** An exchange has not answered for a minute, so that live trading there has paused by itself; or it answers again after that. */
  "exchange.health": { exchange: string; name: string; healthy: boolean };
  /** An entry of a session on a real account was not made there; line `seq` of its log says why. */
  "trading_session.missed": { tradingSessionId: string; seq: number };
  /** It takes no more candles; its owner is told. */
  "trading_session.failed": { tradingSessionId: string };
  /** Its owner wants a stored exchange key checked; the worker alone can open it. */
  "exchange_key.check_requested": { keyId: string; userId: string };
  /** Other secrets lie under it: the worker that holds its account opens it anew. */
  "exchange_key.rotated": { keyId: string; userId: string };
  "exchange_key.changed": { keyId: string; userId: string; status: "VALID" | "UNPROVEN" | "INVALID" };
  /** Its status changed; how far it is goes past the outbox (backtests/progress-channel.ts). */
  "backtest.changed": { backtestId: string; userId: string };
}

export type EventType = keyof EventCatalogue;

export type DomainEvent = { [T in EventType]: { readonly type: T } & Readonly<EventCatalogue[T]> }[EventType];

/** An event as a reader gets it, with its place in the outbox: (xid, id) is the order of reading. */
export interface StoredEvent {
  readonly xid: bigint;
  readonly id: bigint;
  readonly at: Date;
  readonly event: DomainEvent;
}
