import { type Dec, dec } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";
import { roundPrice } from "../market/instrument.ts";
import { entryPriceOf, exitPriceOf, gainPct, isBetter, type Quote } from "../market/quote.ts";
import { applyFact } from "./apply-fact.ts";
import type { SignalFact, WatchedSignal } from "./plan.ts";

/** A trailing stop moves only by a tenth of its distance or more: each move is an event that everyone must read. */
const TRAILING_STEP = dec("0.1");

/**
 * What one tick does to a signal, in order. A pure function of the signal as it stands and the tick, so a tick that is seen twice after a
 * crash adds nothing. In this order: expiry (nothing of a signal outlives it), entry, stop, targets one after the other, moves of the stop.
 * Stop before target: a tick that touches both is taken as the worse. Stop and expiry leave at this tick's bid (ask for a short), a target
 * is a resting limit and leaves at its own price.
 * @param tick the instrument's price step, for a trailing stop
 */
export function watchSignal(signal: WatchedSignal, quote: Quote, now: UtcMs, tick: Dec): readonly SignalFact[] {
  const facts: SignalFact[] = [];
  let current = signal;
  const add = (fact: SignalFact): void => {
    facts.push(fact);
    current = applyFact(current, fact);
  };
  const { side, expiresAt } = signal.plan;
  const exit = exitPriceOf(side, quote);

  if (current.state === "PENDING") {
    if (expiresAt !== null && now >= expiresAt) add({ type: "EXPIRE" });
    else if (entryIsReached(current, quote)) add({ type: "ENTER", price: entryPriceOf(side, quote) });
  } else if (current.state === "OPEN" && expiresAt !== null && now >= expiresAt) {
    add({ type: "CLOSE", cause: "expiry", fraction: current.remaining, price: exit });
  }
  if (current.state !== "OPEN") return facts;

  if (!isBetter(side, exit, current.stopLoss)) {
    add({ type: "CLOSE", cause: "stop", fraction: current.remaining, price: exit });
    return facts;
  }
  for (const [index, target] of signal.plan.targets.entries()) {
    if (index < current.targetsHit) continue;
    if (isBetter(side, target.price, exit)) break;
    const n = index + 1;
    if (n === signal.plan.targets.length) {
      add({ type: "CLOSE", cause: "target", n, fraction: current.remaining, price: target.price });
      return facts;
    }
    add({ type: "REDUCE", cause: "target", n, fraction: target.fraction, price: target.price });
  }
  const moved = movedStop(current, exit, tick);
  if (moved !== null) add(moved);
  return facts;
}

function entryIsReached({ plan, crossing }: WatchedSignal, quote: Quote): boolean {
  const price = entryPriceOf(plan.side, quote);
  switch (plan.entry.type) {
    case "market":
      return true;
    case "limit":
      return plan.side === "LONG" ? price.lte(plan.entry.high) : price.gte(plan.entry.low);
    case "trigger":
      return crossing === "down" ? price.lte(plan.entry.price) : price.gte(plan.entry.price);
  }
}

/**
 * The better of the two moves that the plan asks for at this price, or null. Both are standing rules, so neither needs to remember the best
 * price: a trailing stop that was not moved at the best price is not moved by a worse one. A stop is never put where the market already is.
 */
function movedStop(signal: WatchedSignal, exit: Dec, tick: Dec): SignalFact | null {
  const { plan, entryPrice, stopLoss } = signal;
  if (entryPrice === null) return null;
  const gain = gainPct(plan.side, entryPrice, exit);
  let best: Extract<SignalFact, { type: "AMEND" }> | null = null;

  if (plan.breakEven !== null && gain.gt(0) && isBetter(plan.side, entryPrice, stopLoss)) {
    const due =
      "afterTarget" in plan.breakEven
        ? signal.targetsHit >= plan.breakEven.afterTarget
        : gain.gte(plan.breakEven.triggerPct);
    if (due) best = { type: "AMEND", cause: "breakEven", stopLoss: entryPrice };
  }
  if (plan.trailing !== null && gain.gte(plan.trailing.armPct)) {
    const distance = exit.times(plan.trailing.distancePct).div(100);
    const wanted =
      plan.side === "LONG"
        ? roundPrice({ tick }, exit.minus(distance), "down")
        : roundPrice({ tick }, exit.plus(distance), "up");
    const improvement = plan.side === "LONG" ? wanted.minus(stopLoss) : stopLoss.minus(wanted);
    const enough = improvement.gte(tick) && improvement.gte(distance.times(TRAILING_STEP));
    if (enough && wanted.gt(0) && (best === null || isBetter(plan.side, wanted, best.stopLoss)))
      best = { type: "AMEND", cause: "trailing", stopLoss: wanted };
  }
  return best;
}
