import { limitsOf } from "@/lib/features/orders/limit-queries";
import { measureAccount } from "@/lib/features/orders/measure-account";
import type { HeldAccount, OrderCtx } from "@/lib/features/orders/order-ctx";
import type { Seen } from "@/lib/features/orders/plan-order";
import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Asked } from "@/lib/ports/trade-venue";
import { type Instrument, ofBps, roundPrice } from "@/lib/trading/market/instrument";
import { entryLimit } from "@/lib/trading/orders/entry-limit";
import { smallestRoundTrip } from "@/lib/trading/orders/smallest-round-trip";
import { isDollar } from "@/lib/trading/portfolio/account-worth";
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
  | { readonly kind: "ask again" };

/**
 * Asks the exchange for what a buy by hand needs to know, all at once, and sizes it at the worst price that its bound on slippage allows, so that an
 * amount is never exceeded. Nothing is written, no lock is held.
 */
export async function askBuy(ctx: OrderCtx, account: HeldAccount, request: TradeRequest): Promise<AskedBuy> {
  const traded = { symbol: request.symbol, market: "spot" as const };
  const [instrument, ticker, measured] = await Promise.all([
    account.trade.instrument(traded),
    account.trade.ticker(traded),
    measureAccount(ctx, account, "spot"),
  ]);
  if (!instrument.ok) return unanswered(instrument);
  if (!ticker.ok) return unanswered(ticker);
  if (!measured.ok) return unanswered(measured);

  const [, currency = ""] = request.symbol.split("/");
  const usdPerQuote = isDollar(currency)
    ? dec(1)
    : ((await ctx.prices.latest(account.exchange, `${currency}/USDT`))?.bid ?? null);
  if (usdPerQuote === null)
    return no("currency", `There is no dollar price of ${currency}, which ${request.symbol} is priced in.`);
  const free = measured.value.balances.find((one) => one.currency === currency)?.free ?? dec(0);
  if (free.lte(0)) return no("no_funds", `No ${currency} available for trading`);

  const reference = request.reference ?? ticker.value.ask;
  const stopLoss = request.stopLoss ?? testStop(instrument.value, reference);
  const limit = entryLimit(instrument.value, "LONG", reference, request.maxSlippageBps);
  const least = dec((await limitsOf(ctx.db, request.userId)).minTradeUsd).div(usdPerQuote);
  const size = sizePosition(sizingOf(request, instrument.value, stopLoss, least), instrument.value, {
    price: limit,
    stopLoss,
    equity: measured.value.usd.div(usdPerQuote),
    freeCash: free,
    leverage: dec(1),
  });
  if (!size.ok) return no(size.reason, size.detail ?? "No size came about.");
  const { bid, ask } = ticker.value;
  const market = { bid, ask, at: ctx.clock.now() };
  const seen = { market, currency, usdPerQuote, equityUsd: measured.value.usd, freeQuote: free };
  return { kind: "plan", buy: { qty: size.value.qty, limit, reference, stopLoss, seen } };
}

function sizingOf({ amount, qty }: TradeRequest, instrument: Instrument, stop: Dec, least: Dec): Sizing {
  if (amount !== null) return { type: "quote", value: amount };
  return { type: "units", value: qty ?? smallestRoundTrip(instrument, stop, least) };
}

function testStop(instrument: Instrument, reference: Dec): Dec {
  return roundPrice(instrument, reference.minus(ofBps(reference, dec(TEST_STOP_BPS))), "down");
}

function unanswered(answer: Extract<Asked<unknown>, { ok: false }>): AskedBuy {
  return answer.reason === "key"
    ? no("no_answer", `The exchange refuses your key: ${answer.detail}`)
    : { kind: "ask again" };
}

function no(code: string, text: string): AskedBuy {
  return { kind: "refuse", code, text };
}
