import type { Json } from "@/lib/kernel/canonical-json";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { toIso, type UtcMs } from "@/lib/kernel/time";
import type { MarketKind } from "@/lib/trading/market/instrument";
import type { Quote, Side } from "@/lib/trading/market/quote";
import type { Crossing, Entry, SignalPlan, SignalState, WatchedSignal } from "@/lib/trading/signals/plan";

/** A price older than this (by ctx.clock) is no price: nothing is published or closed on it (SPEC 4). */
export const PRICE_MAX_AGE_MS = 30_000;

// What stands in JSON is a `type`: an interface could grow elsewhere, so TypeScript takes none for JSON.

/** The market as an event carries it. `at` is the exchange's own time of the quote: market time in a replay. */
export type MarketAt = {
  readonly bid: string;
  readonly ask: string;
  readonly at: string;
};

export function marketAt(quote: Quote & { readonly exchangeAt: UtcMs }): MarketAt {
  return { bid: plain(quote.bid), ask: plain(quote.ask), at: toIso(quote.exchangeAt) };
}

/** Entry as chain and projection hold it. */
export type EntryBody =
  /** `reference`: the price that the provider of the older flat form had in mind; copies measure slippage from it. */
  | { readonly type: "market"; readonly reference?: string }
  | { readonly type: "limit"; readonly low: string; readonly high: string }
  | { readonly type: "trigger"; readonly price: string; readonly crossing: Crossing };

export type TargetBody = {
  readonly price: string;
  /** Part of the first size. */
  readonly fraction: string;
};

export type TrailingBody = {
  readonly armPct: string;
  readonly distancePct: string;
};

export type BreakEvenBody = { readonly afterTarget: number } | { readonly triggerPct: string };

/** What the OPEN event says: the publication, in canonical texts; absent fields are left out. */
export type OpenBody = {
  readonly symbol: string;
  readonly exchange: string;
  readonly market: MarketKind;
  readonly side: Side;
  readonly entry: EntryBody;
  /** What a follower could get at receipt; only for a market entry. */
  readonly entryPrice?: string;
  readonly stopLoss: string;
  readonly targets: readonly TargetBody[];
  readonly trailing?: TrailingBody;
  readonly breakEven?: BreakEvenBody;
  readonly expiresAt?: string;
  readonly maxAgeSec: number;
  readonly maxSlippageBps: number;
  readonly leverage: string;
  readonly timeframe?: string;
  readonly indicators?: Readonly<Record<string, Json>>;
  readonly note?: string;
};

/** What a provider may change; `null` takes a rule away. `targets` is the whole list: those already hit stay as they are. */
export type AmendBody = {
  readonly cause: "provider" | "trailing" | "breakEven";
  readonly entry?: EntryBody;
  readonly stopLoss?: string;
  readonly targets?: readonly TargetBody[];
  readonly trailing?: TrailingBody | null;
  readonly breakEven?: BreakEvenBody | null;
  readonly expiresAt?: string | null;
  readonly note?: string;
};

/** An exit: `fraction` is a part of the first size, `price` what a follower could get, `remaining` what is left after. */
export type ExitBody = {
  readonly cause: "target" | "stop" | "provider" | "expiry";
  /** Number of the target, from 1. */
  readonly target?: number;
  readonly fraction: string;
  readonly price: string;
  readonly remaining: string;
};

/**
 * An addition: `fraction` in parts of the first size (1 doubles an untouched signal), `price` what a follower could get, `remaining` what is
 * open after it (above 1 where more is held than at first), `entryPrice` the average of what is held then, to 18 decimals. Targets ahead
 * grow with what is held; the stop stays. A copy grows by the same factor, `fraction / (remaining - fraction)` of what it holds.
 */
export type AddBody = {
  readonly cause: "provider";
  readonly fraction: string;
  readonly price: string;
  readonly remaining: string;
  readonly entryPrice: string;
};

/** An event by its type, as project() and copies read it. */
export type SignalChange =
  | { readonly type: "OPEN"; readonly body: OpenBody }
  | { readonly type: "ENTER"; readonly body: { readonly price: string } }
  | { readonly type: "AMEND"; readonly body: AmendBody }
  | { readonly type: "ADD"; readonly body: AddBody }
  | { readonly type: "REDUCE" | "CLOSE"; readonly body: ExitBody }
  | { readonly type: "CANCEL"; readonly body: { readonly cause: "provider" } }
  | { readonly type: "EXPIRE"; readonly body: { readonly cause: "expiry" } };

/** What a signal stands at: the fold of its events, in exact numbers. */
export interface Projection {
  readonly id: string;
  readonly strategyId: string;
  readonly strategyVersion: number;
  readonly symbol: string;
  readonly exchange: string;
  readonly market: MarketKind;
  readonly side: Side;
  readonly state: SignalState;
  readonly entry: EntryBody;
  readonly stopLoss: Dec;
  readonly initialStop: Dec;
  readonly targets: readonly TargetBody[];
  readonly targetsHit: number;
  readonly remaining: Dec;
  readonly entryPrice: Dec | null;
  readonly trailing: TrailingBody | null;
  readonly breakEven: BreakEvenBody | null;
  readonly leverage: Dec;
  readonly maxAgeSec: number;
  readonly maxSlippageBps: number;
  readonly timeframe: string | null;
  readonly indicators: Readonly<Record<string, Json>> | null;
  readonly note: string;
  readonly expiresAt: UtcMs | null;
  readonly receivedAt: UtcMs;
  readonly openedAt: UtcMs | null;
  readonly closedAt: UtcMs | null;
  readonly closeCause: string | null;
  readonly resultPct: number | null;
  readonly lastSeq: number;
}

function entryOf(entry: EntryBody): Entry {
  switch (entry.type) {
    case "market":
      return { type: "market" };
    case "limit":
      return { type: "limit", low: dec(entry.low), high: dec(entry.high) };
    case "trigger":
      return { type: "trigger", price: dec(entry.price) };
  }
}

/** The plan as it stands, in the words of lib/trading. */
export function planOf(
  signal: Pick<
    Projection,
    | "side"
    | "entry"
    | "stopLoss"
    | "targets"
    | "trailing"
    | "breakEven"
    | "expiresAt"
    | "maxAgeSec"
    | "maxSlippageBps"
    | "leverage"
  >,
): SignalPlan {
  const { trailing, breakEven } = signal;
  return {
    side: signal.side,
    entry: entryOf(signal.entry),
    stopLoss: signal.stopLoss,
    targets: signal.targets.map(({ price, fraction }) => ({ price: dec(price), fraction: dec(fraction) })),
    trailing: trailing && { armPct: dec(trailing.armPct), distancePct: dec(trailing.distancePct) },
    breakEven: breakEven && ("afterTarget" in breakEven ? breakEven : { triggerPct: dec(breakEven.triggerPct) }),
    expiresAt: signal.expiresAt,
    maxAgeSec: signal.maxAgeSec,
    maxSlippageBps: signal.maxSlippageBps,
    leverage: signal.leverage,
  };
}

/** What a tick needs to decide what happens next. */
export function watchedOf(signal: Projection): WatchedSignal {
  return {
    plan: planOf(signal),
    state: signal.state,
    stopLoss: signal.stopLoss,
    targetsHit: signal.targetsHit,
    remaining: signal.remaining,
    entryPrice: signal.entryPrice,
    crossing: signal.entry.type === "trigger" ? signal.entry.crossing : null,
  };
}

/** The price that slippage of a copy is measured from: the provider's reference, else what the signal itself entered at. */
export function slippageReference(signal: Pick<Projection, "entry" | "entryPrice">): Dec | null {
  return signal.entry.type === "market" && signal.entry.reference !== undefined
    ? dec(signal.entry.reference)
    : signal.entryPrice;
}
