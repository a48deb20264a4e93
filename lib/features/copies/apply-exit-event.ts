import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import type { Ctx } from "@/lib/ports/ctx";
import type { Instrument } from "@/lib/trading/market/instrument";
import { priceText } from "@/lib/trading/market/price-text";
import { AccountBook, exitFill } from "./account-book.ts";
import { tradedOf } from "./apply-opening.ts";
import type { CopyBatch, OrderKind, Traded } from "./batch.ts";
import type { ChainEvent, ChainStep, ExitStep } from "./chain-event.ts";
import { readMarks } from "./marks.ts";
import { reduceAmount } from "./plan-exit.ts";
import { findCopies, findHeld, type HeldRow, lockAccounts, type SignalRow, type Tx, wasAddedTo } from "./repository.ts";

type ExitEvent = Omit<ChainEvent, "step"> & { readonly step: ExitStep };

/**
 * AMEND, REDUCE, CLOSE for the copies that hold a position; CANCEL and EXPIRE for those that still wait. Asks neither for access nor for the
 * follow's mode: what was opened while paid is led to its end.
 */
export async function applyExitEvent(
  ctx: Ctx,
  tx: Tx,
  batch: CopyBatch,
  signal: SignalRow,
  event: ExitEvent,
): Promise<void> {
  const { step, seq } = event;
  if (step.type === "CANCEL" || step.type === "EXPIRE") return endWaiting(tx, batch, signal, event);

  const open = await findCopies(tx, signal.id, "OPEN");
  if (open.length === 0) return;
  const userIds = open.map((copy) => copy.userId);
  const cash = await lockAccounts(tx, userIds);
  // Read after the lock: a manual close that came first is seen here.
  const held = await findHeld(tx, userIds);
  const ownRows = held.filter((row) => row.copy.signalId === signal.id);

  if (step.type === "AMEND") {
    for (const row of ownRows) moveStop(batch, row, seq, step);
    return;
  }
  const instrument = await instrumentBySymbol(tx, signal.exchange, signal.symbol);
  invariant(instrument !== null, `${signal.exchange} ${signal.symbol} was traded and has no instrument`);
  const { quoteOf } = await readMarks(
    ctx,
    held.map((row) => row.held),
  );
  const traded = tradedOf(signal);
  const grown = step.type === "REDUCE" && (await wasAddedTo(tx, event.strategyId, signal.id, seq));
  for (const row of ownRows) {
    const all = held.filter((other) => other.copy.userId === row.copy.userId).map((other) => other.held);
    const account = new AccountBook(row.copy.userId, cash.get(row.copy.userId) ?? dec(0), all, quoteOf);
    leave({ batch, row, account, traded, instrument, seq, step, grown });
  }
}

function leave(at: {
  batch: CopyBatch;
  row: HeldRow;
  account: AccountBook;
  traded: Traded;
  instrument: Instrument;
  seq: number;
  step: Extract<ChainStep, { type: "REDUCE" | "CLOSE" }>;
  /** The signal was added to before this event. */
  grown: boolean;
}): void {
  const { batch, row, account, traded, instrument, seq, step, grown } = at;
  const { held, copy } = row;
  const [base = ""] = traded.symbol.split("/");
  let qty: Dec = held.book.qty;
  if (step.type === "REDUCE") {
    // After an addition parts of the first size say nothing of a copy that could not follow it: its share of what it holds does.
    const part = grown
      ? reduceAmount({ qty: held.book.qty, entryQty: shareOf(held.book.qty, step) }, instrument, dec(1), step.price)
      : reduceAmount(held.book, instrument, step.fraction, step.price);
    if (part.take === "nothing") {
      batch.step(
        copy,
        seq,
        "nothing",
        `The part of ${priceText(part.qty)} ${base} is too small for an order of its own; it leaves with the last exit`,
      );
      return;
    }
    qty = part.qty;
  }
  const reason = step.cause;
  const fill = exitFill(instrument, held, step.price, qty);
  const { book, grossPnl } = batch.exited(copy, traded, account, held, fill, {
    leg: step.leg,
    ...orderOf(reason, step.price, row.stopLoss),
    reason,
  });
  const closed = book.qty.isZero();
  const net = grossPnl.minus(fill.fee);
  const text = `${traded.side === "LONG" ? "Sold" : "Bought back"} ${priceText(qty)} ${base} at ${priceText(fill.price)} (${EXIT_WORDS[reason] ?? reason}), ${signed(net)} USDT after the fee`;
  batch.step(copy, seq, closed ? "closed" : "reduced", text);
  if (closed) batch.copyChanges.push({ copyId: copy.copyId, state: "CLOSED", reason, reasonText: null });
}

/** Multiplied before it is divided: a third of 0.03 is 0.01 and not a lot less. */
function shareOf(qty: Dec, { fraction, before }: { readonly fraction: Dec; readonly before: Dec }): Dec {
  return qty.times(fraction).div(before);
}

/** A target rests at its price, a stop at its trigger; the rest is a plain market order. */
function orderOf(reason: string, price: Dec, stopLoss: Dec | null): { type: OrderKind; price: Dec | null } {
  if (reason === "target") return { type: "TAKE_PROFIT", price };
  if (reason === "stop") return { type: "STOP", price: stopLoss };
  return { type: "MARKET", price: null };
}

const EXIT_WORDS: Readonly<Record<string, string>> = {
  target: "target",
  stop: "stop",
  provider: "closed by the provider",
  expiry: "signal expired",
};

function moveStop(batch: CopyBatch, row: HeldRow, seq: number, step: Extract<ChainStep, { type: "AMEND" }>): void {
  const { copy, held, stopLoss } = row;
  if (step.stopLoss === null || (stopLoss !== null && step.stopLoss.eq(stopLoss))) {
    batch.step(copy, seq, "nothing", "The signal was amended; nothing of your position changed");
    return;
  }
  const why = step.cause === "breakEven" ? " (break-even)" : step.cause === "trailing" ? " (trailing)" : "";
  batch.stopMoved(copy, held.positionId, step.stopLoss);
  batch.step(copy, seq, "stopMoved", `Stop moved to ${priceText(step.stopLoss)}${why}`);
}

async function endWaiting(tx: Tx, batch: CopyBatch, signal: SignalRow, event: ExitEvent): Promise<void> {
  const cancelled = event.step.type === "CANCEL";
  const text = cancelled
    ? "The provider cancelled the signal before its entry was reached"
    : "The signal expired before its entry was reached";
  for (const copy of await findCopies(tx, signal.id, "WAITING")) {
    batch.copyChanges.push({
      copyId: copy.copyId,
      state: "CLOSED",
      reason: cancelled ? "cancelled" : "expired",
      reasonText: text,
    });
    batch.step(copy, event.seq, "closed", text);
  }
}

/** `+12.34`, `−0.05`, to the cent; for sentences, never for sums. */
function signed(value: Dec): string {
  const text = value.abs().toFixed(2);
  if (Number(text) === 0) return "0.00";
  return `${value.isNegative() ? "−" : "+"}${priceText(dec(text))}`;
}
