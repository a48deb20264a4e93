import { type Dec, dec } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";

export type MarketKind = "spot" | "swap";

/** What a venue lets one trade of a symbol, and what it takes for it. */
export interface Instrument {
  readonly symbol: string;
  readonly market: MarketKind;
  /** Smallest step of a price. */
  readonly tick: Dec;
  /** Smallest step of an amount in base units. */
  readonly lot: Dec;
  /** Smallest value of an order in quote units; 0: none. */
  readonly minNotional: Dec;
  /** Largest amount of an order, and of one that goes to the market, in base units; absent: none is known. */
  readonly orderMax?: Dec;
  readonly marketMax?: Dec;
  readonly makerBps: Dec;
  readonly takerBps: Dec;
}

/** The multiple of `step` at or below (`down`) or at or above (`up`) `value`. @throws AppError "invariant" unless step > 0 */
export function toStep(value: Dec, step: Dec, direction: "down" | "up"): Dec {
  invariant(step.gt(0), `a step of ${step} cannot be rounded to`);
  const steps = value.div(step);
  return (direction === "down" ? steps.floor() : steps.ceil()).times(step);
}

export function roundPrice(instrument: Pick<Instrument, "tick">, price: Dec, direction: "down" | "up"): Dec {
  return toStep(price, instrument.tick, direction);
}

/** An amount never grows by rounding. */
export function roundAmount(instrument: Pick<Instrument, "lot">, amount: Dec): Dec {
  return toStep(amount, instrument.lot, "down");
}

/** Whether an order of this (rounded) amount at this (rounded) price is large enough for the venue. */
export function meetsMinNotional(instrument: Pick<Instrument, "minNotional">, amount: Dec, price: Dec): boolean {
  return amount.times(price).gte(instrument.minNotional);
}

/** `bps` basis points of `value`, exactly. */
export function ofBps(value: Dec, bps: Dec): Dec {
  return value.times(bps).div(dec(10_000));
}
