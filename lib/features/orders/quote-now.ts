import { SECOND_MS, type UtcMs } from "@/lib/kernel/time";
import type { Clock } from "@/lib/ports/clock";
import type { Prices, Ticker } from "@/lib/ports/prices";
import type { Asked, RequestPriority, TradeAccount, Traded, TradeVenues } from "@/lib/ports/trade-venue";
import type { Quote } from "@/lib/trading/market/quote";
import type { HeldAccount } from "./order-ctx.ts";

/** Our feed tells a moving market several times a second. Older than this it rests, and the exchange is asked. */
const FEED_FRESH_MS = 2 * SECOND_MS;

interface Feed {
  readonly prices: Prices;
  readonly tradeVenues: Pick<TradeVenues, "followsFeed">;
}

/** Our feed's price of a symbol where an account's exchange trades by it: a replay is nobody's market but the local exchange's, and a test network has prices of its own. */
export async function feedOf(
  ctx: Feed,
  { exchange, testnet }: Pick<HeldAccount, "exchange" | "testnet">,
  symbol: string,
): Promise<Ticker | null> {
  const told = testnet ? null : await ctx.prices.latest(exchange, symbol);
  return told !== null && (told.source === "exchange" || ctx.tradeVenues.followsFeed(exchange)) ? told : null;
}

/**
 * The last price of our feed, however old: a coin is not worth nothing because its feed rests. Where we have none of this exchange (signals of
 * another are copied here) the exchange itself is asked.
 */
export async function markOf(
  ctx: Feed,
  account: Pick<HeldAccount, "exchange" | "testnet"> & { readonly trade: Pick<TradeAccount, "ticker"> },
  of: Traded,
  priority: RequestPriority,
): Promise<Quote | null> {
  const known = await feedOf(ctx, account, of.symbol);
  if (known !== null) return known;
  const ticker = await account.trade.ticker(of, priority);
  return ticker.ok ? ticker.value : null;
}

/** Whether our feed of a market speaks for it at this moment. */
export function isFresh({ receivedAt }: { readonly receivedAt: UtcMs }, now: UtcMs): boolean {
  return now - receivedAt <= FEED_FRESH_MS;
}

/** Bid and ask for an entry: our own feed of its market where that is fresh, so that it waits for nobody; else what its exchange says, asked as what an entry waits for. */
export async function quoteNow(
  ctx: Feed & { readonly clock: Pick<Clock, "now"> },
  account: Pick<HeldAccount, "exchange" | "testnet"> & { readonly trade: Pick<TradeAccount, "ticker"> },
  of: Traded,
): Promise<Asked<Quote & { readonly at: UtcMs }>> {
  const known = await feedOf(ctx, account, of.symbol);
  if (known === null || !isFresh(known, ctx.clock.now())) return account.trade.ticker(of, "size");
  const { bid, ask, receivedAt: at } = known;
  return { ok: true, value: { bid, ask, at } };
}
