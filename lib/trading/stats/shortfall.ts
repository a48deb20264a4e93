import { type Dec, dec } from "@/lib/kernel/decimal";

/** One leg of a copy: what one event of the chain asked for and what became of it. Amounts in base units, prices and fees in quote units. */
export interface ShortfallLeg {
  readonly side: "BUY" | "SELL";
  /** What an account without lots, limits or lack of money would have done. */
  readonly wanted: Dec;
  /** The middle of the market in the event: what the decision saw. */
  readonly decided: Dec;
  /** The market when our order left; null: nothing left. */
  readonly sent: { readonly bid: Dec; readonly ask: Dec } | null;
  readonly fills: readonly { readonly price: Dec; readonly qty: Dec; readonly fee: Dec }[];
}

/** Quote units that a copy has less than a trade of the wanted size at the chain's own prices and without costs. Below 0: it has more. */
export interface Shortfall {
  readonly gap: Dec;
  /** The market's way from the decision to our order. */
  readonly delay: Dec;
  /** From the middle of the market to its touch. */
  readonly spread: Dec;
  /** From the touch to what we paid: the book behind it, and what moved while the order was under way. */
  readonly impact: Dec;
  readonly fee: Dec;
  /** Of what was wanted and not done: lots, bounds, parts that found no taker. */
  readonly rounding: Dec;
}

/**
 * Implementation shortfall by its parts (A. Perold, 1988), in exact numbers: the parts sum to the gap to the last digit. What is still held, or
 * would be, counts at `mark`; for a copy that is closed, both of them, it drops out.
 */
export function itemiseShortfall(legs: readonly ShortfallLeg[], mark: Dec): Shortfall {
  const gap = wishedResult(legs, mark).minus(realResult(legs, mark));
  return {
    gap,
    delay: sum(legs, (leg) => ofFilled(leg, (sent) => middle(sent).minus(leg.decided))),
    spread: sum(legs, (leg) => ofFilled(leg, (sent) => touch(leg, sent).minus(middle(sent)))),
    impact: sum(legs, impactOf),
    fee: sum(legs, ({ fills }) => total(fills, ({ fee }) => fee)),
    rounding: sum(legs, (leg) => leg.wanted.minus(filled(leg)).times(mark.minus(leg.decided)).times(direction(leg))),
  };
}

/** Result of the wish: every leg whole, at the price that the decision saw. */
function wishedResult(legs: readonly ShortfallLeg[], mark: Dec): Dec {
  return sum(legs, (leg) => mark.minus(leg.decided).times(leg.wanted).times(direction(leg)));
}

function realResult(legs: readonly ShortfallLeg[], mark: Dec): Dec {
  return sum(legs, (leg) =>
    total(leg.fills, ({ price, qty, fee }) => mark.minus(price).times(qty).times(direction(leg)).minus(fee)),
  );
}

/** Where nothing is known of the market when it left, all of the way is impact: nothing is lost from the sum. */
function impactOf(leg: ShortfallLeg): Dec {
  const from = leg.sent === null ? leg.decided : touch(leg, leg.sent);
  return total(leg.fills, ({ price, qty }) => price.minus(from).times(qty).times(direction(leg)));
}

function ofFilled(leg: ShortfallLeg, perUnit: (sent: { readonly bid: Dec; readonly ask: Dec }) => Dec): Dec {
  return leg.sent === null ? dec(0) : perUnit(leg.sent).times(filled(leg)).times(direction(leg));
}

function direction({ side }: ShortfallLeg): 1 | -1 {
  return side === "BUY" ? 1 : -1;
}

function middle({ bid, ask }: { readonly bid: Dec; readonly ask: Dec }): Dec {
  return bid.plus(ask).div(2);
}

function touch({ side }: ShortfallLeg, { bid, ask }: { readonly bid: Dec; readonly ask: Dec }): Dec {
  return side === "BUY" ? ask : bid;
}

function filled({ fills }: ShortfallLeg): Dec {
  return total(fills, ({ qty }) => qty);
}

function sum(legs: readonly ShortfallLeg[], of: (leg: ShortfallLeg) => Dec): Dec {
  return total(legs, of);
}

function total<T>(items: readonly T[], of: (item: T) => Dec): Dec {
  return items.reduce((all, item) => all.plus(of(item)), dec(0));
}
