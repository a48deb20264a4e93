import { appendEvent } from "@/lib/events/outbox";
import { type Dec, plain } from "@/lib/kernel/decimal";
import { exchangeName } from "@/lib/kernel/exchange-name";
import type { UtcMs } from "@/lib/kernel/time";
import type { Tx } from "@/lib/ports/ctx";
import { LARGE_TRADE_USD } from "@/lib/trading/risk/suspicious";

/** What the alert says of a trade. */
export interface FlaggedTrade {
  readonly userId: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly side: "BUY" | "SELL";
  readonly qty: Dec;
}

/** Raises an alert for a large trade, in the transaction that plans it. `usd` is its notional at the price of its check. */
export async function flagLargeTrade(
  tx: Tx,
  { userId, exchange, symbol, side, qty }: FlaggedTrade,
  { intentId, usd, at }: { readonly intentId: string; readonly usd: Dec; readonly at: UtcMs },
): Promise<void> {
  if (usd.lt(LARGE_TRADE_USD)) return;
  await appendEvent(tx, at, {
    type: "operations.alarm",
    key: `flagged:${intentId}`,
    title: "A trade was flagged as large",
    body: `${side} ${plain(qty)} ${symbol} at ${exchangeName(exchange)}, worth $${usd.toFixed(2)}, for user ${userId}.`,
    link: "/admin/compliance",
  });
}
