import type { Ctx } from "@/lib/ports/ctx";
import type { MarketFeed } from "@/lib/ports/market-data";
import type { Ticker } from "@/lib/ports/prices";
import { putInstrument } from "./repository.ts";
import { TickerBoard } from "./ticker-board.ts";
import { notifyTickers, putTickers } from "./ticker-repository.ts";

/** Sees every price, in order, before the next one follows: what it writes is committed when it resolves. */
export type TickWatcher = (ticker: Ticker) => Promise<void>;

/**
 * Runs a feed until `stop`: each price goes to its row and to the web processes (at most ten times a second a symbol), and to every watcher
 * (all of them, one after the other). One process at a time may run this: hold a lease.
 */
export async function runFeed(
  ctx: Pick<Ctx, "db" | "clock">,
  feed: MarketFeed,
  watchers: readonly TickWatcher[],
  stop: AbortSignal,
): Promise<void> {
  const board = new TickerBoard(async (tickers) => {
    await putTickers(ctx.db, tickers);
    await notifyTickers(ctx.db, tickers);
  });
  try {
    await feed.run(
      {
        async onTick(ticker) {
          board.put(ticker);
          for (const watch of watchers) await watch(ticker);
        },
        onRest: () => board.flush(),
        onInstrument: (exchange, instrument) => putInstrument(ctx.db, exchange, instrument, ctx.clock.now()),
      },
      stop,
    );
  } finally {
    await board.close();
  }
}
