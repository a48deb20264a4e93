import type { EntryWords } from "./messages.ts";
import type { Scenario } from "./scenario.ts";
import type { VenueFigures } from "./venue.ts";

/** A trade by hand that its user had counted in stands in our books as an intent; at the venue it is the hand's. */
export function isAdopted({ leg }: Pick<OurIntent, "leg">): boolean {
  return leg.startsWith("adopted:");
}

/** A number of the database or a decimal string. */
export interface Figure {
  toString(): string;
}

export interface OurFill {
  readonly side: string;
  readonly price: Figure;
  readonly qty: Figure;
  readonly fee: Figure;
  readonly feeCurrency: string;
}

export interface OurOrder {
  readonly id: string;
  readonly clientOrderId: string;
  readonly state: string;
  readonly fills: readonly OurFill[];
}

export interface OurIntent {
  readonly origin: string | null;
  readonly leg: string;
  readonly purpose: string | null;
  readonly state: string;
  readonly reason: string | null;
  /** That it was planned with. */
  readonly leverage: Figure | null;
  readonly orders: readonly OurOrder[];
}

export interface OurPosition {
  readonly id: string;
  readonly origin: string | null;
  readonly side: "LONG" | "SHORT";
  readonly state: string;
  readonly qty: Figure;
  readonly entryPrice: Figure;
  readonly grossPnl: Figure;
  readonly fees: Figure;
  readonly stopLoss: Figure | null;
}

/** Money or coins that the user moved himself. */
export type HandMove =
  | { readonly type: "trade"; readonly side: "BUY" | "SELL"; readonly qty: string }
  | { readonly type: "money"; readonly currency: string; readonly amount: string };

/** What a run leaves to be judged. */
export interface Judged {
  readonly scenario: Pick<Scenario, "coin" | "stage" | "symbol" | "end" | "withdrawsCoins" | "kills">;
  readonly ours: { readonly intents: readonly OurIntent[]; readonly positions: readonly OurPosition[] };
  /** The venue's word, asked once, at the end. */
  readonly theirs: VenueFigures;
  readonly planned: readonly Pick<EntryWords, "signalId" | "qty">[];
  readonly byHand: readonly HandMove[];
  /** What was still open when its time was up; null: nothing. */
  readonly open: string | null;
}
