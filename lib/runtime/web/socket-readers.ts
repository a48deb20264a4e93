import { forgetActors } from "@/lib/auth/actor-cache";
import { actorOf } from "@/lib/auth/actor-of";
import { progressOf } from "@/lib/features/backtests/queries";
import { getPosition } from "@/lib/features/copies/queries";
import { ownStrategyIds } from "@/lib/features/marketplace/queries";
import { getNotification, noticesOf } from "@/lib/features/notifications/queries";
import { eventsAfter, headSeqs, openSignals, type StreamedEvent } from "@/lib/features/signals/stream-queries";
import { accessWindows } from "@/lib/features/subscriptions/queries";
import { plain } from "@/lib/kernel/decimal";
import { AppError } from "@/lib/kernel/errors";
import { toIso, utcMs } from "@/lib/kernel/time";
import { type Cache, PRICE_FRESH_MS, priceKey } from "@/lib/ports/cache";
import type { Ctx } from "@/lib/ports/ctx";
import { type ChainEventMessage, type PriceMessage, type SignalMessage, signalCursor } from "@/lib/realtime/protocol";
import type { AccessWindow, Credentials, RealtimeReaders, SocketActor } from "@/lib/realtime/readers";

/** What the gateway asks, answered by the features. */
export function socketReaders(ctx: Ctx, cache: Cache | null = null): RealtimeReaders {
  return {
    findActor: (credentials) => findActor(ctx, credentials),
    forgetActor: forgetActors,
    accessOf: (userId) => accessOf(ctx, userId),
    headsOf: (strategyIds) => headSeqs(ctx.db, strategyIds),
    async signalsAfter(strategyId, afterSeq, limit) {
      return (await eventsAfter(ctx.db, strategyId, afterSeq, limit)).map(signalMessage);
    },
    openSignals: async (strategyId) => (await openSignals(ctx.db, strategyId)).map((signal) => ({ ...signal })),
    positionOf: async (userId, id) => {
      const found = await getPosition(ctx, userId, id);
      return found === null ? null : { ...found };
    },
    backtestOf: (userId, id) => progressOf(ctx, userId, id),
    notificationOf: (userId, id) => notificationOf(ctx, userId, id),
    notificationsOf: (notices, userIds) => noticesOf(ctx.db, notices, userIds),
    pricesOf: (symbols) => pricesOf(ctx, symbols, cache),
  };
}

/** A cookie or token that is there must be good: a socket is never quietly less than what its page believes. */
async function findActor(ctx: Ctx, { cookie, token, ip }: Credentials): Promise<SocketActor | null> {
  const headers = new Headers({ "x-client-ip": ip });
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  else if (cookie !== null) headers.set("cookie", cookie);
  const found = await actorOf(ctx, headers);
  if (found === null) {
    if (cookie !== null && /next-auth\.session-token=/.test(cookie)) throw new AppError("unauthenticated");
    return null;
  }
  const { actor, expiresAt } = found;
  if (actor.scopes !== null && !actor.scopes.includes("read")) throw new AppError("insufficient_scope");
  return { userId: actor.userId, role: actor.role, expiresAt };
}

async function accessOf(ctx: Ctx, userId: string): Promise<AccessWindow[]> {
  const [paid, own] = await Promise.all([
    accessWindows(ctx.db, userId, ctx.clock.now()),
    ownStrategyIds(ctx.db, userId),
  ]);
  return [...own.map((strategyId): AccessWindow => ({ strategyId, from: utcMs(0), to: null })), ...paid];
}

function signalMessage({ event, signal }: StreamedEvent): SignalMessage {
  const { strategyId, seq, hash, prevHash } = event;
  return { ...signal, seq, hash, prevHash, cursor: signalCursor(strategyId, seq), event: event as ChainEventMessage };
}

async function notificationOf(ctx: Ctx, userId: string, id: string) {
  const found = await getNotification(ctx.db, userId, id);
  if (found === null) return null;
  const { kind, title, body, link, createdAt } = found;
  return { id, kind, title, body, link, createdAt };
}

async function pricesOf(ctx: Ctx, symbols: readonly string[], cache: Cache | null): Promise<PriceMessage[]> {
  if (cache === null) return readPrices(ctx, symbols);
  const each = (symbol: string) => cache.through(priceKey(symbol), PRICE_FRESH_MS, () => readPrices(ctx, [symbol]));
  return (await Promise.all(symbols.map(each))).flat();
}

async function readPrices(ctx: Ctx, symbols: readonly string[]): Promise<PriceMessage[]> {
  const rows = await ctx.db.marketTicker.findMany({ where: { symbol: { in: [...symbols] } }, take: 500 });
  return rows.map((row) => ({
    exchange: row.exchange,
    symbol: row.symbol,
    bid: plain(row.bid.toString()),
    ask: plain(row.ask.toString()),
    last: plain(row.last.toString()),
    at: toIso(utcMs(row.receivedAt)),
    exchangeAt: toIso(utcMs(row.exchangeAt)),
    source: row.source === "exchange" || row.source === "replay" ? row.source : "generated",
  }));
}
