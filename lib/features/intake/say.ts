import type { OpenBody } from "@/lib/features/signals/signal";
import type { SignalView } from "@/lib/features/signals/view";
import { dec } from "@/lib/kernel/decimal";
import { priceText } from "@/lib/trading/market/price-text";
import type { Step } from "./decide.ts";
import type { Outcome } from "./receipt.ts";
import type { DoneStep } from "./run-steps.ts";

const SIDES = { LONG: "long", SHORT: "short" } as const;

export function outcomeOf(steps: readonly Step[]): Exclude<Outcome, "REFUSED" | "REPEATED"> {
  const kinds = new Set(steps.map((step) => step.do));
  if (kinds.has("open")) return kinds.has("close") ? "REVERSED" : "OPENED";
  if (kinds.has("add")) return "ADDED";
  if (kinds.has("reduce")) return "REDUCED";
  if (kinds.has("close")) return "CLOSED";
  return kinds.has("cancel") ? "CANCELLED" : "NOTHING";
}

/** What was done, in a sentence. */
export function sayDone(done: readonly DoneStep[]): string {
  return `${done.map(({ step, view }) => one(step, view)).join("; ")}.`;
}

function one(step: Step, view: SignalView): string {
  const what = `${SIDES[view.side]} ${view.symbol}`;
  switch (step.do) {
    case "open":
      return view.entryPrice === null
        ? `Published ${what}, waiting for its entry`
        : `Opened ${what} at ${priceText(dec(view.entryPrice))}`;
    case "add":
      return `Added ${percent(step.factor)} to ${what}; average entry ${priceText(dec(view.entryPrice ?? "0"))}`;
    case "reduce":
      return view.state === "CLOSED" ? `Closed ${what}` : `Closed ${percent(step.fraction)} of ${what}`;
    case "close":
      return `Closed ${what}`;
    case "cancel":
      return `Cancelled ${what} before its entry`;
  }
}

/** What would be done, for a test. `draft` is what would be published. */
export function sayWould(steps: readonly Step[], symbol: string, draft: OpenBody | null): string {
  const said = steps.map((step) => would(step, symbol, draft));
  return `Test: this would ${said.join(", then ")}. Nothing was published.`;
}

function would(step: Step, symbol: string, draft: OpenBody | null): string {
  switch (step.do) {
    case "open":
      return draft === null ? `open ${SIDES[step.side]} ${symbol}` : `open ${sayDraft(draft)}`;
    case "add":
      return `add ${percent(step.factor)} to the open signal`;
    case "reduce":
      return `close ${percent(step.fraction)} of the open signal`;
    case "close":
      return `close the open ${symbol} signal`;
    case "cancel":
      return `cancel the waiting ${symbol} signal`;
  }
}

function sayDraft(draft: OpenBody): string {
  const entry =
    draft.entry.type === "market"
      ? `at about ${priceText(dec(draft.entryPrice ?? "0"))}`
      : draft.entry.type === "limit"
        ? `at ${priceText(dec(draft.entry.high))} or better`
        : `once ${priceText(dec(draft.entry.price))} is reached`;
  const targets = draft.targets
    .map(({ price, fraction }) => `${priceText(dec(price))} (${percent(fraction)})`)
    .join(", ");
  return `${SIDES[draft.side]} ${draft.symbol} ${entry}, stop ${priceText(dec(draft.stopLoss))}, targets ${targets}`;
}

/** A part as whole or tenth percents, for sentences. */
function percent(part: string): string {
  return `${dec(part).times(100).toDecimalPlaces(1).toString()} %`;
}
