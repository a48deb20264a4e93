import type { Refusal } from "../orders/order.ts";

/** An entry as a walk holds it. */
export interface Held {
  readonly side: -1 | 0 | 1;
  /** Of the fill. */
  readonly bar: number;
  readonly qty: number;
  readonly price: number;
  readonly fee: number;
  /** To the tick; NaN: none. */
  readonly stop: number;
  readonly target: number;
  /** Cash while it is held. */
  readonly cash: number;
}

/** What a walk over signals came to, besides the trades in its log. */
export interface Walked {
  /** After the last fill. */
  readonly cash: number;
  /** What is still open; null: nothing. */
  readonly held: Held | null;
  readonly barsInMarket: number;
  readonly refused: Readonly<Partial<Record<Refusal, number>>>;
}
