import { type Dec, dec } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";
import { NOT_FOUND_MIN, nextLookup, provesAbsence } from "./absence.ts";

/** States of an order on a real account (SPEC 6). */
export type OrderState =
  | "PLANNED"
  | "SENDING"
  | "UNKNOWN"
  | "ACCEPTED"
  | "PARTIAL"
  | "FILLED"
  | "REJECTED"
  | "CANCELLED"
  | "EXPIRED"
  | "BLOCKED";

export type VenueState = "open" | "partial" | "filled" | "cancelled" | "rejected" | "expired";

/** All that decides what an order does next. */
export interface OrderLife {
  readonly state: OrderState;
  readonly qty: Dec;
  /** By our own fills, each counted once by its trade id. */
  readonly filled: Dec;
  /** What the venue last said; null before it ever answered. */
  readonly venue: { readonly state: VenueState; readonly filled: Dec } | null;
  /** The request leaves before this or never; null before the first send. */
  readonly sendBy: UtcMs | null;
  readonly unknownAt: UtcMs | null;
  /** When to ask next; null: nothing to ask. */
  readonly askAt: UtcMs | null;
  /** Look-ups since it became unknown, and how many of them found nothing; of one that rests, comparisons in a row that found it in no list. */
  readonly asked: number;
  readonly notFound: number;
}

export type OrderFact =
  /** Committed before the call. */
  | { readonly type: "sending"; readonly sendBy: UtcMs }
  /** Our own budget, circuit breaker or a switch held it back: nothing left this machine. */
  | { readonly type: "notSent" }
  /** The venue has it: as the answer to sending, to a look-up or in one of its lists. */
  | { readonly type: "seen"; readonly venue: { readonly state: VenueState; readonly filled: Dec } }
  /** A no that is proven to have done nothing. */
  | { readonly type: "refused" }
  /** No answer, or one that proves nothing; a start that finds SENDING. */
  | { readonly type: "unclear"; readonly at: UtcMs }
  /** Each of the venue's lists answered and none has it. `at`: when the look-up began. */
  | { readonly type: "notFound"; readonly at: UtcMs }
  /** The same of an order that rested, and is old enough for its venue to have struck it off (`mayBeUnlisted`). */
  | { readonly type: "unlisted" }
  | { readonly type: "askFailed"; readonly at: UtcMs }
  /** The sum of our fills, after one was added. */
  | { readonly type: "filled"; readonly total: Dec }
  /** A guard, a switch or a bound: before it was sent. */
  | { readonly type: "blocked" }
  /** After proven absence. */
  | { readonly type: "resend" }
  | { readonly type: "expired" };

export type OrderCommand =
  /** The venue counts more than our fills: read them. */
  | "catchUpFills"
  /** Proven absent: send again under the same id, or expire. */
  | "decideAbsent"
  /** It has ended: give back what of its budget was not used, look at its position. */
  | "ended"
  /** What was called ended lives at the venue. Never silent. */
  | "alarm";

export interface OrderStep {
  readonly life: OrderLife;
  readonly commands: readonly OrderCommand[];
}

/** What an order is in from its planning until it has ended: it is to be sent, or may still fill. Intents have the states of their orders. */
export const LIVING_STATES = [
  "PLANNED",
  "SENDING",
  "UNKNOWN",
  "ACCEPTED",
  "PARTIAL",
] as const satisfies readonly OrderState[];
const ENDED: ReadonlySet<OrderState> = new Set(["FILLED", "REJECTED", "CANCELLED", "EXPIRED", "BLOCKED"]);
const VENUE_ENDED: ReadonlySet<VenueState> = new Set(["filled", "cancelled", "rejected", "expired"]);

export function hasEnded(state: OrderState): boolean {
  return ENDED.has(state);
}

/** A new order before anything happened to it. */
export function plannedLife(qty: Dec): OrderLife {
  return {
    state: "PLANNED",
    qty,
    filled: dec(0),
    venue: null,
    sendBy: null,
    unknownAt: null,
    askAt: null,
    asked: 0,
    notFound: 0,
  };
}

/**
 * What a fact makes of an order. `null`: the fact changes nothing, being old, repeated or out of place; nothing is written then. Facts of
 * the venue count in every state, for it is the venue that holds the order, whatever we believed.
 */
export function stepOrder(life: OrderLife, fact: OrderFact): OrderStep | null {
  switch (fact.type) {
    case "sending":
      return life.state === "PLANNED" ? to(life, { state: "SENDING", sendBy: fact.sendBy }) : null;
    case "blocked":
      return life.state === "PLANNED" ? to(life, { state: "BLOCKED" }, "ended") : null;
    case "notSent":
      return life.state === "SENDING" ? to(life, { state: "PLANNED", sendBy: null }) : null;
    case "refused":
      return life.state === "SENDING" ? to(life, { state: "REJECTED" }, "ended") : null;
    case "unclear":
      return life.state === "SENDING" && life.sendBy !== null ? unknown(life, life.sendBy, fact.at) : null;
    case "notFound":
      return life.state === "UNKNOWN" ? absent(life, fact.at) : null;
    case "unlisted":
      return life.state === "ACCEPTED" || life.state === "PARTIAL" ? unlisted(life) : null;
    case "askFailed":
      return life.state === "UNKNOWN" ? askLater(life, fact.at) : null;
    case "resend":
      return life.state === "UNKNOWN" ? to(life, { ...FRESH, state: "PLANNED", sendBy: null }) : null;
    case "expired":
      return life.state === "UNKNOWN" || life.state === "PLANNED"
        ? to(life, { ...FRESH, state: "EXPIRED" }, "ended")
        : null;
    case "seen":
      return seen(life, fact.venue);
    case "filled":
      return fact.total.gt(life.filled) ? settle({ ...life, filled: fact.total }, life) : null;
  }
}

const FRESH = { unknownAt: null, askAt: null, asked: 0, notFound: 0 } as const;

function to(life: OrderLife, change: Partial<OrderLife>, ...commands: OrderCommand[]): OrderStep {
  return { life: { ...life, ...change }, commands };
}

function unknown(life: OrderLife, sendBy: UtcMs, at: UtcMs): OrderStep {
  return to(life, {
    ...FRESH,
    state: "UNKNOWN",
    unknownAt: at,
    askAt: nextLookup(at, 0, sendBy, at),
  });
}

function absent(life: OrderLife, at: UtcMs): OrderStep {
  const notFound = life.notFound + 1;
  const proven = life.sendBy !== null && provesAbsence({ sendBy: life.sendBy, notFound }, at);
  const step = askLater({ ...life, notFound }, at);
  return proven ? { ...step, commands: ["decideAbsent"] } : step;
}

/** What rested and is in no list any more has ended with what it had filled, once it was not found often enough. */
function unlisted(life: OrderLife): OrderStep {
  const notFound = life.notFound + 1;
  return notFound < NOT_FOUND_MIN ? to(life, { notFound }) : settle({ ...life, venue: endOfUnlisted(life) }, life);
}

/** How an order ended that its venue does not list any more: an order that executed is listed for longer, so it filled no more than is known. */
export function endOfUnlisted({ filled, venue }: Pick<OrderLife, "filled" | "venue">): NonNullable<OrderLife["venue"]> {
  return { state: "cancelled", filled: venue?.filled.gt(filled) === true ? venue.filled : filled };
}

function askLater(life: OrderLife, at: UtcMs): OrderStep {
  const asked = life.asked + 1;
  const askAt = nextLookup(life.unknownAt ?? at, asked, life.sendBy ?? at, at);
  return to(life, { asked, askAt });
}

/** What the venue says only ever goes on: an answer that was overtaken by a later one is dropped. */
function seen(life: OrderLife, told: NonNullable<OrderLife["venue"]>): OrderStep | null {
  const before = life.venue;
  const stale =
    before !== null &&
    (told.filled.lt(before.filled) || (VENUE_ENDED.has(before.state) && !VENUE_ENDED.has(told.state)));
  if (stale) return null;
  const same = before !== null && before.state === told.state && before.filled.eq(told.filled);
  if (same && life.notFound === 0 && life.state !== "UNKNOWN" && life.state !== "SENDING") return null;
  return settle({ ...life, venue: told }, life);
}

/** An order has ended when the venue says so and every execution that it counts is ours too. */
function settle(next: OrderLife, before: OrderLife): OrderStep {
  const missing = next.venue !== null && next.filled.lt(next.venue.filled);
  const state = stateOf(next, missing);
  const life: OrderLife = { ...next, ...FRESH, state };
  const commands: OrderCommand[] = [];
  if (missing) commands.push("catchUpFills");
  // A fill after CANCELLED is an ordinary race with the cancel; one after "it never was" is not.
  const denied = before.state === "EXPIRED" || before.state === "REJECTED" || before.state === "BLOCKED";
  if (denied && (state !== before.state || next.filled.gt(before.filled))) commands.push("alarm");
  if (hasEnded(state) && (state !== before.state || next.filled.gt(before.filled))) commands.push("ended");
  return { life, commands };
}

function stateOf({ venue, filled, qty, state }: OrderLife, missing: boolean): OrderState {
  if (!missing && filled.gte(qty)) return "FILLED";
  if (missing || venue === null || !VENUE_ENDED.has(venue.state)) {
    // Executions came before any answer, or late to an order that ended unfilled by its own lights.
    if (!missing && venue === null && hasEnded(state)) return state;
    return filled.gt(0) ? "PARTIAL" : "ACCEPTED";
  }
  if (venue.state === "filled") return "FILLED";
  if (venue.state === "rejected") return filled.gt(0) ? "CANCELLED" : "REJECTED";
  return venue.state === "expired" && filled.isZero() ? "EXPIRED" : "CANCELLED";
}
