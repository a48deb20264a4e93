import type { Dec } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";
import type { OrderRequest, Traded } from "@/lib/ports/trade-venue";
import type { OrderLife } from "@/lib/trading/orders/order-life";

export type Purpose = "ENTRY" | "STOP" | "EXIT";

/** What an entry must still meet when it leaves. Measured from `reference` at `signalAt`. */
export interface EntryBounds {
  /** When the signal came, or the user asked by hand; null: of a session's own clock, which has no age. */
  readonly signalAt: UtcMs | null;
  readonly maxAgeSec: number | null;
  readonly reference: Dec;
  readonly maxSlippageBps: number;
}

/** Whether a trade was asked for by its user's own hand, by what its orders share. */
export function isByHand(origin: string): boolean {
  return origin.startsWith("manual:");
}

/** An order on a real account with what its intent says of it. */
export interface LiveOrder extends Traded {
  readonly id: string;
  readonly intentId: string;
  readonly keyId: string;
  readonly userId: string;
  readonly exchange: string;
  readonly clientOrderId: string;
  readonly venueOrderId: string | null;
  readonly attempt: number;
  readonly sends: number;
  readonly purpose: Purpose;
  readonly leg: string;
  /** What all orders of one trade share: `signal:…`, `session:…:n`, `manual:…`. */
  readonly origin: string;
  readonly positionId: string | null;
  readonly copyId: string | null;
  readonly strategyId: string | null;
  readonly sessionId: string | null;
  readonly positionSide: "LONG" | "SHORT";
  readonly side: "BUY" | "SELL";
  readonly type: OrderRequest["type"];
  readonly timeInForce: OrderRequest["timeInForce"];
  readonly qty: Dec;
  /** What its intent is for: more than `qty` of one that reduces by more than its exchange takes at once, and of a replaced entry. */
  readonly meant: Dec;
  readonly price: Dec | null;
  readonly trigger: Dec | null;
  readonly reduceOnly: boolean;
  readonly stopLoss: Dec | null;
  readonly leverage: Dec;
  /** Dollars that one quote unit was worth when it was planned; null: it reduces, and its position's counts. */
  readonly usdPerQuote: Dec | null;
  readonly bounds: EntryBounds | null;
  readonly createdAt: UtcMs;
  /** When its row last took a step. */
  readonly changedAt: UtcMs;
  readonly sentAt: UtcMs | null;
  readonly holdUntil: UtcMs | null;
  readonly cancelAskedAt: UtcMs | null;
  readonly cancelReason: string | null;
  readonly refusal: string | null;
  readonly life: OrderLife;
}
