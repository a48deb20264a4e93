import { type Dec, dec } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import type { Side } from "../market/quote.ts";

export interface SignalTrade {
  readonly side: Side;
  readonly entryPrice: Dec;
  /** What was added later, in parts of the first size, each at its price by the chain. */
  readonly adds?: readonly { readonly fraction: Dec; readonly price: Dec }[];
  /** Each exit: part of the first size, and its price by the chain. */
  readonly exits: readonly { readonly fraction: Dec; readonly price: Dec }[];
  readonly takerBps: Dec;
}

/**
 * What a signal brought, net of the taker fee on each side, in percent of all that was entered (leverage left out). Only the chain's own prices
 * count: what a follower could get, never what the provider claims.
 * @throws AppError "invariant" unless the exits sum to the whole
 */
export function signalTradeReturn({ side, entryPrice, adds = [], exits, takerBps }: SignalTrade): Dec {
  const left = exits.reduce((sum, exit) => sum.plus(exit.fraction), dec(0));
  const entered = adds.reduce((sum, add) => sum.plus(add.fraction), dec(1));
  invariant(left.eq(entered), `the exits of a closed signal sum to ${left}, not ${entered}`);
  invariant(entryPrice.gt(0), `an entry at ${entryPrice} is none`);
  const cost = adds.reduce((sum, add) => sum.plus(add.fraction.times(add.price)), entryPrice);
  const proceeds = exits.reduce((sum, exit) => sum.plus(exit.fraction.times(exit.price)), dec(0));
  const gross = side === "LONG" ? proceeds.minus(cost) : cost.minus(proceeds);
  const fees = cost.plus(proceeds).times(takerBps).div(10_000);
  return gross.minus(fees).div(cost).times(100);
}
