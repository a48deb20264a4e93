import { dec } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import { entrySignal } from "../apply-opening.ts";
import type { ChainEvent } from "../chain-event.ts";
import type { EntrySignal } from "../plan-entry.ts";
import type { SignalRow } from "../repository.ts";

/** The signal as an entry sees it: of an addition, age and price are those of the addition. `leverage` is the provider's, not yet capped. */
export function entryTerms(signal: SignalRow, event: ChainEvent, movedOn: boolean): EntrySignal {
  const { step } = event;
  invariant(step.type === "OPEN" || step.type === "ENTER" || step.type === "ADD", `${step.type} opens nothing`);
  const terms = entrySignal(signal, { ...event, step: { type: "ENTER", market: step.market } }, movedOn);
  if (step.type !== "ADD") return terms;
  return { ...terms, reference: signal.side === "LONG" ? dec(step.market.ask) : dec(step.market.bid) };
}
