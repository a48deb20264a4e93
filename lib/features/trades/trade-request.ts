import type { Dec } from "@/lib/kernel/decimal";
import { flag, nullable, number, oneOf, type Reader, shape, text } from "@/lib/kernel/shape";
import { SECOND_MS, type UtcMs } from "@/lib/kernel/time";

/** What was asked for by hand is sent within this time or not at all: nobody wants the price of an hour later. */
export const REQUEST_MAX_AGE_SEC = 60;
export const REQUEST_MAX_AGE_MS = REQUEST_MAX_AGE_SEC * SECOND_MS;

/** The stop of a test buy, basis points below the price that it is measured from: far enough not to be touched while one looks at it. */
export const TEST_STOP_BPS = 500;

const REQUEST_STATES = ["WAITING", "PLANNED", "REFUSED"] as const;
export type TradeRequestState = (typeof REQUEST_STATES)[number];

/** A request as the worker that holds the account reads it. Exactly one of `amount` and `qty`, unless it is a test. */
export interface TradeRequest {
  readonly id: string;
  readonly userId: string;
  readonly keyId: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly amount: Dec | null;
  readonly qty: Dec | null;
  readonly test: boolean;
  readonly stopLoss: Dec | null;
  readonly maxSlippageBps: number;
  readonly reference: Dec | null;
  readonly createdAt: UtcMs;
}

/** The same as its user reads it; exact decimal strings. */
export interface TradeRequestView {
  readonly id: string;
  /** PLANNED: its order is planned, and how that went is the order's. */
  readonly state: TradeRequestState;
  readonly side: "BUY";
  readonly credentialId: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly amount: string | null;
  readonly quantity: string | null;
  readonly test: boolean;
  readonly stopLoss: string | null;
  readonly maxSlippageBps: number;
  /** The ask that the bound on slippage is measured from; null: the exchange's own when it is planned. */
  readonly reference: string | null;
  /** Why it was not done. */
  readonly reason: string | null;
  readonly createdAt: string;
}

export const readRequestView: Reader<TradeRequestView> = shape<TradeRequestView>({
  id: text,
  state: oneOf(...REQUEST_STATES),
  side: oneOf("BUY"),
  credentialId: text,
  exchange: text,
  symbol: text,
  amount: nullable(text),
  quantity: nullable(text),
  test: flag,
  stopLoss: nullable(text),
  maxSlippageBps: number,
  reference: nullable(text),
  reason: nullable(text),
  createdAt: text,
});

/** What the orders of a request share (Intent.origin). */
export function originOf(requestId: string): string {
  return `manual:${requestId}`;
}
