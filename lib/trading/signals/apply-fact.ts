import { dec } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import type { SignalFact, WatchedSignal } from "./plan.ts";

/**
 * The signal after `fact`. @throws AppError "invariant" when the fact does not fit the state (an exit of a signal that is not open, more than
 * is left)
 */
export function applyFact(signal: WatchedSignal, fact: SignalFact): WatchedSignal {
  const needed = fact.type === "ENTER" || fact.type === "EXPIRE" ? "PENDING" : "OPEN";
  invariant(signal.state === needed, `${fact.type} needs a signal that is ${needed}, not ${signal.state}`);
  switch (fact.type) {
    case "ENTER":
      return { ...signal, state: "OPEN", entryPrice: fact.price };
    case "EXPIRE":
      return { ...signal, state: "EXPIRED" };
    case "AMEND":
      return { ...signal, stopLoss: fact.stopLoss };
    case "REDUCE": {
      const remaining = signal.remaining.minus(fact.fraction);
      invariant(remaining.gt(0), `target ${fact.n} would leave ${remaining} of the signal: the last part is a CLOSE`);
      return { ...signal, remaining, targetsHit: fact.n };
    }
    case "CLOSE":
      return {
        ...signal,
        state: "CLOSED",
        remaining: dec(0),
        targetsHit: fact.cause === "target" ? fact.n : signal.targetsHit,
      };
  }
}
