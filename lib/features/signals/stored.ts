import {
  byField,
  byWord,
  json,
  listOf,
  number,
  oneOf,
  optional,
  type Reader,
  recordOf,
  shape,
  text,
} from "@/lib/kernel/shape";
import type { BreakEvenBody, EntryBody, MarketAt, TargetBody, TrailingBody } from "./signal.ts";

/** What this feature keeps in JSON columns, read back as the types that it was written from. */

export const readMarket: Reader<MarketAt> = shape<MarketAt>({ bid: text, ask: text, at: text });

export const readEntry: Reader<EntryBody> = byWord<EntryBody>("type", {
  market: shape<Extract<EntryBody, { type: "market" }>>({ type: oneOf("market"), reference: optional(text) }),
  limit: shape({ type: oneOf("limit"), low: text, high: text }),
  trigger: shape({ type: oneOf("trigger"), price: text, crossing: oneOf("up", "down") }),
});

export const readTargets: Reader<TargetBody[]> = listOf(shape<TargetBody>({ price: text, fraction: text }));

export const readTrailing: Reader<TrailingBody> = shape<TrailingBody>({ armPct: text, distancePct: text });

export const readBreakEven: Reader<BreakEvenBody> = byField<BreakEvenBody>({
  afterTarget: shape({ afterTarget: number }),
  triggerPct: shape({ triggerPct: text }),
});

export const readIndicators = recordOf(json);

/** One entry or exit of a chain: a part of the first size at a price. Other fields of its event are passed over. */
export type Leg = { readonly fraction: string; readonly price: string };

export const readLeg: Reader<Leg> = shape<Leg>({ fraction: text, price: text });

export const readEnter: Reader<{ readonly price: string }> = shape({ price: text });

export const readOpening: Reader<{ readonly entryPrice?: string }> = shape<{ readonly entryPrice?: string }>({
  entryPrice: optional(text),
});
