import { invariant } from "@/lib/kernel/errors";
import { addSignal, entrySignal } from "../apply-opening.ts";
import type { ChainEvent } from "../chain-event.ts";
import type { EntrySignal } from "../plan-entry.ts";
import type { SignalRow } from "../repository.ts";

/** The signal as an entry sees it: of an addition, age and price are those of the addition. `leverage` is the provider's, not yet capped. */
export function entryTerms(signal: SignalRow, event: ChainEvent, movedOn: boolean): EntrySignal {
  const { step } = event;
  if (step.type === "ADD") return addSignal(signal, { ...event, step }, movedOn);
  invariant(step.type === "OPEN" || step.type === "ENTER", `${step.type} opens nothing`);
  return entrySignal(signal, { ...event, step }, movedOn);
}
