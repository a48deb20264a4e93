import { type Dec, dec } from "@/lib/kernel/decimal";
import { type Instrument, ofBps, roundPrice } from "../market/instrument.ts";
import type { Side } from "../market/quote.ts";

/**
 * The worst price that an entry may pay: `maxSlippageBps` from `reference`, against us, to the tick on our side of the bound. Sent as a limit
 * with IOC it takes what the book offers up to there and leaves nothing resting, so that slippage is a promise and not a hope.
 */
export function entryLimit(
  instrument: Pick<Instrument, "tick">,
  side: Side,
  reference: Dec,
  maxSlippageBps: number,
): Dec {
  const room = ofBps(reference, dec(maxSlippageBps));
  return side === "LONG"
    ? roundPrice(instrument, reference.plus(room), "down")
    : roundPrice(instrument, reference.minus(room), "up");
}
