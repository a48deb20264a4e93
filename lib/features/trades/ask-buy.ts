import { askAccount } from "@/lib/features/orders/ask-account";
import { ASK_ANEW_MS } from "@/lib/features/orders/holdings";
import { limitsOf } from "@/lib/features/orders/limit-queries";
import type { HeldAccount, OrderCtx } from "@/lib/features/orders/order-ctx";
import type { Seen } from "@/lib/features/orders/plan-order";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { type Instrument, ofBps, roundPrice } from "@/lib/trading/market/instrument";
import { entryLimit } from "@/lib/trading/orders/entry-limit";
import { smallestRoundTrip } from "@/lib/trading/orders/smallest-round-trip";
import { type Sizing, sizePosition } from "@/lib/trading/portfolio/sizing";
import { TEST_STOP_BPS, type TradeRequest } from "./trade-request.ts";

/** A buy as it is asked of the order protocol. */
export interface Buy {
  readonly qty: Dec;
  /** The worst price that it may pay. */
  readonly limit: Dec;
  readonly reference: Dec;
  readonly stopLoss: Dec;
  readonly seen: Seen;
}

export type AskedBuy =
  | { readonly kind: "plan"; readonly buy: Buy }
  | { readonly kind: "refuse"; readonly code: string; readonly text: string }
  | { readonly kind: "ask again"; readonly detail: string };

/**
 * Asks the exchange for what a buy by hand needs to know, all at once, and sizes it at the worst price that its bound on slippage allows, so that an
 * amount is never exceeded. Nothing is written, no lock is held.
 */
export async function askBuy(ctx: OrderCtx, account: HeldAccount, request: TradeRequest): Promise<AskedBuy> {
  const asked = await askAccount(ctx, account, { symbol: request.symbol, market: "spot" }, ASK_ANEW_MS);
  if (asked.kind !== "answered") return asked;
  const { instrument, equityQuote, seen } = asked.answer;
  if (seen.freeQuote.lte(0)) return no("no_funds", `No ${seen.currency} available for trading`);

  const reference = request.reference ?? seen.market.ask;
  const stopLoss = request.stopLoss ?? testStop(instrument, reference);
  const limit = entryLimit(instrument, "LONG", reference, request.maxSlippageBps);
  const least = dec((await limitsOf(ctx.db, request.userId)).minTradeUsd).div(seen.usdPerQuote);
  const size = sizePosition(sizingOf(request, instrument, stopLoss, least), instrument, {
    price: limit,
    stopLoss,
    equity: equityQuote,
    freeCash: seen.freeQuote,
    leverage: dec(1),
  });
  if (!size.ok) return no(size.reason, size.detail ?? "No size came about.");
  return { kind: "plan", buy: { qty: size.value.qty, limit, reference, stopLoss, seen } };
}

function sizingOf({ amount, qty }: TradeRequest, instrument: Instrument, stop: Dec, least: Dec): Sizing {
  if (amount !== null) return { type: "quote", value: amount };
  return { type: "units", value: qty ?? smallestRoundTrip(instrument, stop, least) };
}

function testStop(instrument: Instrument, reference: Dec): Dec {
  return roundPrice(instrument, reference.minus(ofBps(reference, dec(TEST_STOP_BPS))), "down");
}

function no(code: string, text: string): AskedBuy {
  return { kind: "refuse", code, text };
}
