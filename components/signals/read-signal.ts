import { byWord, listOf, nullable, number, oneOf, optional, type Reader, shape, text } from "@/lib/kernel/shape";
import type { SignalItem } from "./signal-row.tsx";

type Entry = SignalItem["entry"];

/** A signal as a message of the socket carries it, with the fields that lists show. */
export const readSignal: Reader<SignalItem> = shape<SignalItem>({
  id: text,
  strategyId: text,
  state: oneOf("PENDING", "OPEN", "CLOSED", "CANCELLED", "EXPIRED"),
  symbol: text,
  exchange: text,
  side: oneOf("LONG", "SHORT"),
  entry: byWord<Entry>("type", {
    market: shape<Extract<Entry, { type: "market" }>>({ type: oneOf("market"), reference: optional(text) }),
    limit: shape({ type: oneOf("limit"), low: text, high: text }),
    trigger: shape({ type: oneOf("trigger"), price: text, crossing: oneOf("up", "down") }),
  }),
  entryPrice: nullable(text),
  stopLoss: text,
  targets: listOf(shape({ price: text, fraction: text })),
  targetsHit: number,
  receivedAt: text,
  closedAt: nullable(text),
  closeCause: nullable(text),
  resultPct: nullable(number),
  note: text,
  lastSeq: number,
});
