import type { Server } from "node:http";
import { BACKTEST_CHANNEL, readProgressUpdate } from "@/lib/features/backtests/progress-channel";
import { PnlBoard } from "@/lib/features/copies/pnl-board";
import { socketAdapter } from "@/lib/integrations/redis/socket-adapter";
import { RedisSocketCounts } from "@/lib/integrations/redis/socket-counts";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { strategyKey } from "@/lib/ports/cache";
import type { Ctx } from "@/lib/ports/ctx";
import { MARKET_CHANNEL, readPriceUpdates } from "@/lib/ports/market-data";
import { Gateway } from "@/lib/realtime/gateway";
import { startRelay } from "@/lib/realtime/relay";
import type { Settings } from "../env.ts";
import { listen } from "../listen.ts";
import type { Metrics } from "../metrics.ts";
import { shared } from "../shared.ts";
import { ReceiptBatch } from "./receipt-batch.ts";
import { socketReaders } from "./socket-readers.ts";

export interface Realtime {
  stop(): Promise<void>;
}

/** Sockets of the web process: gateway on /ws, relay from the outbox, prices from the feed's owner. */
export async function startRealtime(
  ctx: Ctx,
  settings: Settings,
  from: { http: Server; databaseUrl: string; metrics: Metrics },
): Promise<Realtime> {
  const { redis, cache } = shared();
  const counts = redis === null ? null : new RedisSocketCounts(redis, ctx.ids.make("request"));
  const receipts = new ReceiptBatch(ctx, (providerId, message) => gateway.receiptsCounted(providerId, message));
  const gateway: Gateway = new Gateway({
    readers: socketReaders(ctx, cache),
    clock: ctx.clock,
    log: ctx.log,
    ownOrigin: new URL(ctx.config.baseUrl).origin,
    socketsPerUser: settings.SOCKETS_PER_USER,
    receipts,
    ...(redis === null || counts === null ? {} : { counts, adapter: socketAdapter(redis) }),
    onSockets: from.metrics.sockets,
    onMessage: (event, sockets) => from.metrics.countSocketMessage(event, sockets),
  });
  const board = new PnlBoard(ctx, (userId, update) => gateway.pnl(userId, update));
  const relay = await startRelay({
    db: ctx.db,
    gateway,
    log: ctx.log,
    onRelayed({ at, event }) {
      if (event.type === "strategy.changed") cache.drop(strategyKey(event.strategyId));
      from.metrics.countRelayed((ctx.clock.now() - at.getTime()) / 1_000);
    },
  });
  const listener = listen({
    url: from.databaseUrl,
    applicationName: "heliograph-web-listen",
    channels: {
      outbox: () => relay.wake(),
      [BACKTEST_CHANNEL]: (payload) => {
        const update = readProgressUpdate(payload);
        if (update !== null) gateway.backtestProgress(update.userId, update.message);
      },
      [MARKET_CHANNEL]: (payload) => {
        for (const price of readPriceUpdates(payload)) {
          gateway.price(price);
          board.tick({
            exchange: price.exchange,
            symbol: price.symbol,
            bid: dec(price.bid),
            ask: dec(price.ask),
            last: dec(price.last),
            exchangeAt: utcMs(Date.parse(price.exchangeAt)),
            receivedAt: utcMs(Date.parse(price.at)),
            source: price.source,
          });
        }
      },
    },
    onListening: () => relay.wake(),
    onError: (error) => ctx.log.warn({ err: error }, "listening for events was interrupted"),
  });
  gateway.attach(from.http, board);
  return {
    async stop() {
      await listener.stop();
      await relay.stop();
      gateway.close();
      await receipts.write();
      await counts?.stop();
      await redis?.close();
    },
  };
}
