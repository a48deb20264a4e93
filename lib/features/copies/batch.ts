import type { DomainEvent } from "@/lib/events/catalogue";
import { clientOrderId } from "@/lib/features/orders/client-order-id";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import type { UtcMs } from "@/lib/kernel/time";
import type { Ids } from "@/lib/ports/ids";
import type { Side } from "@/lib/trading/market/quote";
import type { PositionBook } from "@/lib/trading/portfolio/position";
import type { QuoteFill } from "@/lib/trading/simulated/quote-fills";
import type { AccountBook, HeldCopy } from "./account-book.ts";
import type { Skip } from "./skip.ts";

export type Outcome =
  | "waiting"
  | "ordered"
  | "entered"
  | "added"
  | "reduced"
  | "stopMoved"
  | "closed"
  | "skipped"
  | "nothing";
export type OrderKind = "MARKET" | "STOP" | "TAKE_PROFIT";

/** What every row of one copy needs to know of its signal. */
export interface Traded {
  readonly exchange: string;
  readonly market: "spot" | "swap";
  readonly symbol: string;
  readonly side: Side;
  readonly leverage: Dec;
}

/** A copy that is there, or that is about to be made. */
export interface CopyRef {
  readonly copyId: string;
  readonly userId: string;
  readonly followId: string;
  readonly strategyId: string;
  readonly signalId: string;
}

interface IntentRow {
  id: string;
  userId: string;
  copyId: string;
  leg: string;
  reduceOnly: boolean;
  state: "FILLED" | "BLOCKED";
  reason: string | null;
  traded: Traded;
  side: "BUY" | "SELL";
  qty: Dec;
}
interface OrderRow {
  id: string;
  intentId: string;
  userId: string;
  clientOrderId: string;
  traded: Traded;
  side: "BUY" | "SELL";
  type: OrderKind;
  qty: Dec;
  price: Dec | null;
}
interface FillRow {
  id: string;
  orderId: string;
  positionId: string;
  userId: string;
  fill: QuoteFill;
  grossPnl: Dec;
  reason: string;
}
interface NewPosition {
  id: string;
  copy: CopyRef;
  traded: Traded;
  book: PositionBook;
  stopLoss: Dec;
}
interface ChangedPosition {
  id: string;
  book: PositionBook;
  exitPrice: Dec | null;
  closeReason: string | null;
}
export interface CopyChange {
  copyId: string;
  state: "WAITING" | "OPEN" | "CLOSED" | "SKIPPED";
  reason: string | null;
  reasonText: string | null;
}

interface StepRow {
  readonly copyId: string;
  readonly strategyId: string;
  readonly seq: number;
  readonly eventAt: Date;
  readonly outcome: Outcome;
  readonly text: string;
}

/**
 * All rows that one event writes, for every copy it touches, so that they are saved set by set in one transaction. Paper fills are known at
 * once: intent and order pass PLANNED … FILLED inside that transaction, and only the end is ever seen.
 */
export class CopyBatch {
  readonly now: UtcMs;
  /** receivedAt of the chain event that this applies, a part of its key; null for what a follower does by hand. */
  readonly #eventAt: Date | null;
  readonly #ids: Ids;
  readonly newCopies: (CopyRef & CopyChange)[] = [];
  readonly copyChanges: CopyChange[] = [];
  readonly steps: StepRow[] = [];
  readonly intents: IntentRow[] = [];
  readonly orders: OrderRow[] = [];
  readonly fills: FillRow[] = [];
  readonly newPositions: NewPosition[] = [];
  readonly changedPositions: ChangedPosition[] = [];
  readonly movedStops: { positionId: string; stopLoss: Dec }[] = [];
  readonly books = new Map<string, AccountBook>();
  readonly events: DomainEvent[] = [];

  constructor(ids: Ids, now: UtcMs, eventAt: Date | null = null) {
    this.#ids = ids;
    this.now = now;
    this.#eventAt = eventAt;
  }

  newCopyId(): string {
    return this.#ids.make("copy");
  }

  step(copy: CopyRef, seq: number, outcome: Outcome, text: string): void {
    invariant(this.#eventAt !== null, "a step applies a chain event");
    this.steps.push({ copyId: copy.copyId, strategyId: copy.strategyId, seq, eventAt: this.#eventAt, outcome, text });
    if (outcome !== "nothing") this.#copyChanged(copy);
  }

  /** The copy did not happen. Its intent stays on record as BLOCKED with the reason; `qty` is what was wanted, 0 where no size came about. */
  skipped(copy: CopyRef, traded: Traded, reason: Skip, qty: Dec): CopyChange {
    this.intents.push({
      id: this.#ids.make("intent"),
      userId: copy.userId,
      copyId: copy.copyId,
      leg: "entry",
      reduceOnly: false,
      state: "BLOCKED",
      reason: reason.text,
      traded,
      side: traded.side === "LONG" ? "BUY" : "SELL",
      qty,
    });
    return { copyId: copy.copyId, state: "SKIPPED", reason: reason.code, reasonText: reason.text };
  }

  entered(copy: CopyRef, traded: Traded, account: AccountBook, fill: QuoteFill, stopLoss: Dec): CopyChange {
    const positionId = this.#ids.make("position");
    const { exchange, market, symbol, leverage } = traded;
    const book = account.enter(traded.side, fill, {
      positionId,
      followId: copy.followId,
      exchange,
      market,
      symbol,
      leverage,
      exitPrice: null,
    });
    this.newPositions.push({ id: positionId, copy, traded, book, stopLoss });
    this.#filled(copy, traded, positionId, fill, {
      leg: "entry",
      reduceOnly: false,
      type: "MARKET",
      price: null,
      grossPnl: dec(0),
      reason: "entry",
    });
    this.books.set(account.userId, account);
    return { copyId: copy.copyId, state: "OPEN", reason: null, reasonText: null };
  }

  /** A further entry of a held copy. The book's average price and size move; what was realised stays. */
  added(copy: CopyRef, traded: Traded, account: AccountBook, held: HeldCopy, fill: QuoteFill, seq: number): void {
    const book = account.add(held, fill);
    this.changedPositions.push({ id: held.positionId, book, exitPrice: held.exitPrice, closeReason: null });
    this.#filled(copy, traded, held.positionId, fill, {
      leg: `add:${seq}`,
      reduceOnly: false,
      type: "MARKET",
      price: null,
      grossPnl: dec(0),
      reason: "entry",
    });
    this.books.set(account.userId, account);
  }

  /** One exit of a held copy. `grossPnl` of the answer is what this fill realised before its fee. */
  exited(
    copy: CopyRef,
    traded: Traded,
    account: AccountBook,
    held: HeldCopy,
    fill: QuoteFill,
    how: { readonly leg: string; readonly type: OrderKind; readonly price: Dec | null; readonly reason: string },
  ): { readonly book: PositionBook; readonly grossPnl: Dec } {
    const { book, grossPnl } = account.exit(held, fill);
    const closed = book.qty.isZero();
    this.changedPositions.push({
      id: held.positionId,
      book,
      exitPrice: averageExit(held, book, fill),
      closeReason: closed ? how.reason : null,
    });
    this.#filled(copy, traded, held.positionId, fill, { ...how, reduceOnly: true, grossPnl });
    this.books.set(account.userId, account);
    return { book, grossPnl };
  }

  /** Closed by no event of its chain: by its user's hand, or because its margin was used up. */
  closedBeside(copy: CopyRef, reason: string, text: string | null = null): void {
    this.copyChanges.push({ copyId: copy.copyId, state: "CLOSED", reason, reasonText: text });
    this.#copyChanged(copy);
  }

  stopMoved(copy: CopyRef, positionId: string, stopLoss: Dec): void {
    this.movedStops.push({ positionId, stopLoss });
    this.events.push({ type: "position.changed", positionId, userId: copy.userId });
  }

  #filled(
    copy: CopyRef,
    traded: Traded,
    positionId: string,
    fill: QuoteFill,
    how: { leg: string; reduceOnly: boolean; type: OrderKind; price: Dec | null; grossPnl: Dec; reason: string },
  ): void {
    const intentId = this.#ids.make("intent");
    const orderId = this.#ids.make("order");
    const { userId, copyId } = copy;
    const { side, qty } = fill;
    this.intents.push({
      id: intentId,
      userId,
      copyId,
      leg: how.leg,
      reduceOnly: how.reduceOnly,
      state: "FILLED",
      reason: null,
      traded,
      side,
      qty,
    });
    this.orders.push({
      id: orderId,
      intentId,
      userId,
      clientOrderId: clientOrderId(intentId, 1),
      traded,
      side,
      type: how.type,
      qty,
      price: how.price,
    });
    this.fills.push({
      id: this.#ids.make("fill"),
      orderId,
      positionId,
      userId,
      fill,
      grossPnl: how.grossPnl,
      reason: how.reason,
    });
    this.events.push({ type: "position.changed", positionId, userId });
  }

  #copyChanged({ copyId, userId, signalId }: CopyRef): void {
    this.events.push({ type: "copy.changed", copyId, userId, signalId });
  }
}

/** Average price of all that has left so far, to 18 decimals. From the exits alone: an addition moves the entry's average under them. */
function averageExit(before: HeldCopy, after: PositionBook, fill: QuoteFill): Dec {
  const left = before.book.entryQty.minus(before.book.qty);
  const proceeds = left.times(before.exitPrice ?? 0).plus(fill.price.times(fill.qty));
  return proceeds.div(after.entryQty.minus(after.qty)).toDecimalPlaces(18);
}
