import { money } from "./by-hand.ts";
import type { VenueTrade } from "./venue-account.ts";

/*
 * What a spot trade comes to by the exchange's own executions: whole numbers of 10^-18, none of the product's code. A fee of a buy is taken off the
 * coin, so that less is held than was bought; what is under a lot stays on the account, unsold, at what it cost.
 */
const PLACES = 18;
const ONE = 10n ** 18n;

/** `"0.00110889"` in units of 10^-18. */
export function exact(text: string): bigint {
  const [whole = "0", part = ""] = text.replace("-", "").split(".");
  const size = BigInt(whole) * ONE + BigInt(part.padEnd(PLACES, "0"));
  return text.startsWith("-") ? -size : size;
}

/** The product of two such numbers; exact while their decimals together are 18 or fewer. */
export function times(a: bigint, b: bigint): bigint {
  if ((a * b) % ONE !== 0n) throw new Error(`${money(a)} times ${money(b)} has more than ${PLACES} decimals`);
  return (a * b) / ONE;
}

/** Whole lots of 0.00001. */
export function toLot(qty: bigint): bigint {
  const lot = exact("0.00001");
  return (qty / lot) * lot;
}

export interface RoundTrip {
  /** What was held after the fee in coin. */
  readonly entryQty: bigint;
  readonly entryPrice: bigint;
  readonly gross: bigint;
  /** In USDT: the coin's at the price of its execution. */
  readonly fees: bigint;
  readonly result: bigint;
  /** Under a lot: still on the account. */
  readonly dust: bigint;
}

/** One buy and the sales that left it. */
export function roundTrip([buy, ...sales]: readonly VenueTrade[]): RoundTrip {
  if (buy?.isBuyer !== true || buy.commissionAsset !== "BTC") throw new Error("a round trip begins with a buy");
  const entryPrice = exact(buy.price);
  const entryQty = exact(buy.qty) - exact(buy.commission);
  let [gross, fees, left] = [0n, times(exact(buy.commission), entryPrice), entryQty];
  for (const sale of sales) {
    if (sale.isBuyer || sale.commissionAsset !== "USDT") throw new Error("a buy is followed by sales");
    gross += times(exact(sale.price) - entryPrice, exact(sale.qty));
    fees += exact(sale.commission);
    left -= exact(sale.qty);
  }
  return { entryQty, entryPrice, gross, fees, result: gross - fees, dust: left };
}

/** What executions leave of `before`, coin by coin. */
export function balanceAfter(before: { USDT: bigint; BTC: bigint }, trades: readonly VenueTrade[]) {
  const after = { ...before };
  for (const { isBuyer, qty, quoteQty, commission, commissionAsset } of trades) {
    after.BTC += isBuyer ? exact(qty) : -exact(qty);
    after.USDT += isBuyer ? -exact(quoteQty) : exact(quoteQty);
    after[commissionAsset === "BTC" ? "BTC" : "USDT"] -= exact(commission);
  }
  return { USDT: money(after.USDT), BTC: money(after.BTC) };
}

/** Trades that follow each other, each a buy and the sales that left it. */
export function roundTrips(trades: readonly VenueTrade[]): readonly RoundTrip[] {
  const starts = trades.flatMap(({ isBuyer }, at) => (isBuyer ? [at] : []));
  return starts.map((start, at) => roundTrip(trades.slice(start, starts[at + 1])));
}
