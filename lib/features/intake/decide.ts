import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Side } from "@/lib/trading/market/quote";
import type { Alert } from "./alert.ts";

/** A signal of the alert's strategy and symbol that has not ended. */
export interface Standing {
  readonly id: string;
  readonly side: Side;
  readonly state: "PENDING" | "OPEN";
  /** Units that the sender holds in it, as his alerts told; null where none did. */
  readonly held: Dec | null;
}

/** What is to be done, in order. `held`: the sender's units after it. */
export type Step =
  | { readonly do: "open"; readonly side: Side; readonly held: Dec | null }
  | { readonly do: "add"; readonly signalId: string; readonly factor: string; readonly held: Dec | null }
  | { readonly do: "reduce"; readonly signalId: string; readonly fraction: string; readonly held: Dec | null }
  | { readonly do: "close" | "cancel"; readonly signalId: string };

export interface Decision {
  readonly steps: readonly Step[];
  /** Why nothing, or not all, is to be done. */
  readonly why: string | null;
  /** The signal that the alert is about, where one stands already. */
  readonly signalId: string | null;
}

/** Sizes nearer than this are the same: fees taken in the base currency shift them by as much. */
const SAME_SIZE = dec("0.001");
const WORDS = { LONG: "long", SHORT: "short" } as const;

/**
 * What an alert does to the signals that stand, newest first. Where it names a target state that state decides, so that an alert that was lost
 * heals at the next: whatever stands on the other side leaves, what is missing is opened, what stands right is brought to the sender's size.
 * Without one the action decides: buy and sell go to a side and turn whatever stands against it.
 */
export function decide(
  alert: Alert,
  standing: readonly Standing[],
  { shorts }: { readonly shorts: boolean },
): Result<Decision, "invalid" | "conflict"> {
  const { action, target } = alert;
  if (action === "cancel") {
    const pending = standing.filter(({ state }) => state === "PENDING");
    return pending.length === 0
      ? nothing("Nothing waits for its entry, so nothing was cancelled.", standing[0])
      : leave(pending);
  }
  if (target === "FLAT") return standing.length === 0 ? nothing("Nothing is open: already flat.") : leave(standing);
  if (target === null && (action === "exit" || action === "exit_long" || action === "exit_short"))
    return exit(
      alert,
      standing.filter(({ side }) => action === "exit" || side === (action === "exit_long" ? "LONG" : "SHORT")),
    );

  const side = target ?? sideOf(alert, standing);
  if (side === null)
    return refuse("conflict", `There is no open signal to ${action ?? "change"}: the entry's alert comes first.`);
  const same = standing.find((one) => one.side === side);
  const against = standing.filter((one) => one.side !== side);
  const leaving = against.map((one): Step => ({ do: one.state === "OPEN" ? "close" : "cancel", signalId: one.id }));
  if (same !== undefined) {
    const sized = resize(alert, same);
    return sized.ok ? done({ ...sized.value, steps: [...leaving, ...sized.value.steps] }) : sized;
  }
  if (side === "SHORT" && !shorts)
    return done({
      steps: leaving,
      why: leaving.length > 0 ? null : "Nothing is open, and this address opens no shorts.",
      signalId: against[0]?.id ?? null,
    });
  return done({ steps: [...leaving, { do: "open", side, held: unitsOf(alert, against) }], why: null, signalId: null });
}

function sideOf({ action }: Alert, standing: readonly Standing[]): Side | null {
  if (action === "buy") return "LONG";
  if (action === "sell") return "SHORT";
  return standing.find(({ state }) => state === "OPEN")?.side ?? null;
}

/** Units of a new signal: on a turn the order's units also close what stood, unless the sender says what he holds after it. */
function unitsOf({ positionSize, quantity }: Alert, against: readonly Standing[]): Dec | null {
  if (positionSize !== null && positionSize !== "0") return dec(positionSize);
  if (quantity === null) return null;
  return against.some(({ state }) => state === "OPEN") ? null : dec(quantity);
}

function exit(alert: Alert, standing: readonly Standing[]): Result<Decision, "invalid" | "conflict"> {
  const [first] = standing;
  if (first === undefined) return nothing("Nothing of this symbol is open, so nothing was closed.");
  const part = partOf(alert, first);
  if (part === null || part.gte(1) || first.state === "PENDING") return leave(standing);
  return reduce(alert, first, part);
}

/** The part of what is open that an alert names; null where it names none, or one that nothing tells the measure of. */
function partOf({ fraction, quantity }: Alert, { held }: Standing): Dec | null {
  if (fraction !== null) return dec(fraction);
  return quantity === null || held === null || held.lte(0) ? null : dec(quantity).div(held);
}

function resize(alert: Alert, same: Standing): Result<Decision, "invalid" | "conflict"> {
  const { action, positionSize, positionSizeBefore } = alert;
  const word = WORDS[same.side];
  if (same.state === "PENDING") return nothing(`The ${word} signal already waits for its entry.`, same);
  const wanted = positionSize === null || positionSize === "0" ? null : dec(positionSize);
  const base =
    same.held ?? (positionSizeBefore === null || positionSizeBefore === "0" ? null : dec(positionSizeBefore));
  if (wanted !== null && base?.gt(0) === true) {
    const ratio = wanted.div(base);
    if (ratio.minus(1).abs().lt(SAME_SIZE)) return nothing(`Already ${word} at this size.`, same);
    if (ratio.lt(1)) return reduce(alert, same, dec(1).minus(ratio));
    return add(same, ratio.minus(1), wanted);
  }
  if (action === "add") {
    const part = partOf(alert, same);
    return part === null
      ? unmeasured(alert, same, "add")
      : add(same, part, same.held === null ? null : same.held.times(part.plus(1)));
  }
  const leaves = action !== null && ["reduce", "exit", same.side === "LONG" ? "sell" : "buy"].includes(action);
  if (leaves) {
    const part = partOf(alert, same);
    if (part !== null) return part.gte(1) ? leave([same]) : reduce(alert, same, part);
    if (action === "reduce") return unmeasured(alert, same, "reduce");
  }
  return nothing(`Already ${word}; the alert names no other size.`, same);
}

/** Eighteen decimals, rounded down: what the chain holds. */
const part18 = (part: Dec): string => plain(part.toDecimalPlaces(18, 1));

function add(same: Standing, factor: Dec, held: Dec | null): Result<Decision, never> {
  return done({
    steps: [{ do: "add", signalId: same.id, factor: part18(factor), held }],
    why: null,
    signalId: same.id,
  });
}

function reduce({ positionSize }: Alert, same: Standing, part: Dec): Result<Decision, never> {
  const held =
    positionSize !== null && positionSize !== "0"
      ? dec(positionSize)
      : same.held === null
        ? null
        : same.held.times(dec(1).minus(part)).toDecimalPlaces(18);
  return done({
    steps: [{ do: "reduce", signalId: same.id, fraction: part18(part), held }],
    why: null,
    signalId: same.id,
  });
}

function leave(standing: readonly Standing[]): Result<Decision, never> {
  const steps = standing.map((one): Step => ({ do: one.state === "OPEN" ? "close" : "cancel", signalId: one.id }));
  return done({ steps, why: null, signalId: standing[0]?.id ?? null });
}

function nothing(why: string, about?: Standing): Result<Decision, never> {
  return done({ steps: [], why, signalId: about?.id ?? null });
}

function unmeasured({ quantity, names }: Alert, same: Standing, verb: string): Result<never, "invalid"> {
  const field = names.quantity ?? "quantity";
  const text =
    quantity === null
      ? `Say how much to ${verb}: quantity in units, or percent of the position.`
      : same.held === null
        ? `A quantity to ${verb} has no measure: no earlier alert said how many units the ${WORDS[same.side]} holds. Send percent, or market_position_size.`
        : `Check ${field}.`;
  return refuse("invalid", text, { [field]: [text] });
}
