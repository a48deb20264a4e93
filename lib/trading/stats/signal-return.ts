import { type Dec, dec } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import type { Side } from "../market/quote.ts";

export interface SignalTrade {
  readonly side: Side;
  readonly entryPrice: Dec;
  /** Each exit: part of the first size, and its price by the chain. */
  readonly exits: readonly { readonly fraction: Dec; readonly price: Dec }[];
  readonly takerBps: Dec;
}

/**
 * What a signal brought, net of the taker fee on each side, in percent of its entry value (leverage left out). Only the chain's own prices
 * count: what a follower could get, never what the provider claims.
 * @throws AppError "invariant" unless the exits sum to the whole
 */
export function signalTradeReturn({ side, entryPrice, exits, takerBps }: SignalTrade): Dec {
  const left = exits.reduce((sum, exit) => sum.plus(exit.fraction), dec(0));
  invariant(left.eq(1), `the exits of a closed signal sum to ${left}, not 1`);
  invariant(entryPrice.gt(0), `an entry at ${entryPrice} is none`);
  const proceeds = exits.reduce((sum, exit) => sum.plus(exit.fraction.times(exit.price)), dec(0));
  const gross = side === "LONG" ? proceeds.minus(entryPrice) : entryPrice.minus(proceeds);
  const fees = entryPrice.plus(proceeds).times(takerBps).div(10_000);
  return gross.minus(fees).div(entryPrice).times(100);
}
