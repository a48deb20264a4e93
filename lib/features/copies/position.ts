import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { toIso, type UtcMs } from "@/lib/kernel/time";
import { exitPriceOf, type Quote, type Side } from "@/lib/trading/market/quote";
import { positionOf, realisedPnl, unrealisedPnl } from "@/lib/trading/portfolio/position";

/** A position as the API, the socket and the pages show it. Amounts in the quote currency, all numbers exact decimal strings. */
export interface PositionView {
  readonly id: string;
  readonly copyId: string | null;
  readonly signalId: string | null;
  readonly strategyId: string | null;
  readonly strategy: { readonly name: string; readonly slug: string } | null;
  /** The trading session that entered it; null with no copy either: its user's own hand. */
  readonly sessionId: string | null;
  readonly mode: "PAPER" | "LIVE";
  readonly exchange: string;
  readonly market: "spot" | "swap";
  readonly symbol: string;
  readonly side: Side;
  readonly state: "OPEN" | "CLOSED";
  /** Held now; `entryQty` is what was first entered. */
  readonly qty: string;
  readonly entryQty: string;
  readonly entryPrice: string;
  /** Average price of all that has left so far; null before the first exit. */
  readonly exitPrice: string | null;
  readonly stopLoss: string | null;
  readonly leverage: string;
  /** What leaving now would pay a unit: the bid, for a short the ask. Null once closed, or where no price was ever seen. */
  readonly markPrice: string | null;
  /** When that price reached us. */
  readonly markAt: string | null;
  /** Realised before fees. */
  readonly grossPnl: string;
  /** Paid so far, entry and exits. */
  readonly fees: string;
  /** grossPnl - fees. */
  readonly realisedPnl: string;
  /** At the mark, before the exit's fee; 0 once closed, null without a mark. */
  readonly unrealisedPnl: string | null;
  /** realisedPnl + unrealisedPnl. */
  readonly pnl: string | null;
  readonly closeReason: string | null;
  readonly openedAt: string;
  readonly closedAt: string | null;
}

export interface Mark extends Quote {
  readonly receivedAt: UtcMs;
}

/** The exact numbers of a position row, as the database hands them over. */
export interface PositionNumbers {
  readonly side: Side;
  readonly state: "OPEN" | "CLOSED";
  readonly qty: Dec;
  readonly entryQty: Dec;
  readonly entryPrice: Dec;
  readonly grossPnl: Dec;
  readonly fees: Dec;
}

type MarkedFields = Pick<
  PositionView,
  "markPrice" | "markAt" | "grossPnl" | "fees" | "realisedPnl" | "unrealisedPnl" | "pnl"
>;

/** The money of a position at `mark`. Page, API and socket all say this one computation. */
export function markedFields(position: PositionNumbers, mark: Mark | null): MarkedFields {
  const book = positionOf(position);
  const realised = realisedPnl(book);
  const base = { grossPnl: plain(book.grossPnl), fees: plain(book.fees), realisedPnl: plain(realised) };
  if (position.state === "CLOSED")
    return { ...base, markPrice: null, markAt: null, unrealisedPnl: "0", pnl: plain(realised) };
  if (mark === null) return { ...base, markPrice: null, markAt: null, unrealisedPnl: null, pnl: null };
  const unrealised = unrealisedPnl(book, mark);
  return {
    ...base,
    markPrice: plain(exitPriceOf(position.side, mark)),
    markAt: toIso(mark.receivedAt),
    unrealisedPnl: plain(unrealised),
    pnl: plain(realised.plus(unrealised)),
  };
}

/** A stored decimal as ours; Prisma's own Decimal has another precision. */
export function exact(value: { toString(): string }): Dec {
  return dec(value.toString());
}
