import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { type OnceRefusal, once } from "@/lib/features/signals/once";
import type { Actor } from "@/lib/kernel/actor";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { oneOf, type Reader, shape, text } from "@/lib/kernel/shape";
import type { Ctx } from "@/lib/ports/ctx";
import { meetsMinNotional, roundAmount } from "@/lib/trading/market/instrument";
import { exitPriceOf } from "@/lib/trading/market/quote";
import { AccountBook, exitFill } from "./account-book.ts";
import { CopyBatch } from "./batch.ts";
import { saveBatch } from "./batch-repository.ts";
import type { ClosePositionInput } from "./input.ts";
import { readMarks } from "./marks.ts";
import { TICKER_MAX_AGE_MS } from "./plan-entry.ts";
import { countManualLegs, findHeld, lockAccounts, ownPositionState, type Tx } from "./repository.ts";

export interface ClosedPart {
  readonly positionId: string;
  readonly state: "OPEN" | "CLOSED";
  readonly price: string;
  readonly quantity: string;
  readonly fee: string;
  readonly grossPnl: string;
  /** grossPnl - fee of this fill. */
  readonly pnl: string;
}

const readClosed: Reader<ClosedPart> = shape<ClosedPart>({
  positionId: text,
  state: oneOf("OPEN", "CLOSED"),
  price: text,
  quantity: text,
  fee: text,
  grossPnl: text,
  pnl: text,
});

export type CloseRefusal = "not_found" | "conflict" | "invalid" | "no_market_price" | OnceRefusal;

export interface CloseOptions {
  readonly reason?: "manual" | "stopAll";
  /** Idempotency-Key: a repeat of the same request answers what the first one did, so that a part is not closed twice. */
  readonly key?: string | null;
}

/**
 * Closes a paper position, or a part of it, at the bid (ask for a short) of this moment. Never refused by a limit or a switch: it only
 * reduces. Needs a price of at most 30 s.
 */
export async function closePosition(
  ctx: Ctx,
  actor: Actor,
  positionId: string,
  input: ClosePositionInput,
  { reason = "manual", key = null }: CloseOptions = {},
): Promise<Result<ClosedPart, CloseRefusal>> {
  return ctx.db.transaction(async (tx) => {
    const request = ["close-position", positionId, input] as const;
    const answer = await once<ClosedPart, Exclude<CloseRefusal, OnceRefusal>>(
      tx,
      ctx.clock.now(),
      { userId: actor.userId, key, request, status: 200, read: readClosed },
      () => closeNow(ctx, tx, actor.userId, positionId, input, reason),
    );
    return answer.ok ? done(answer.value.value) : answer;
  });
}

async function closeNow(
  ctx: Ctx,
  tx: Tx,
  userId: string,
  positionId: string,
  input: ClosePositionInput,
  reason: string,
): Promise<Result<ClosedPart, Exclude<CloseRefusal, OnceRefusal>>> {
  const cash = (await lockAccounts(tx, [userId])).get(userId);
  const state = await ownPositionState(tx, userId, positionId);
  if (state === null || cash === undefined) return refuse("not_found");
  if (state === "CLOSED") return refuse("conflict", "This position is closed already.");
  const rows = await findHeld(tx, [userId]);
  const row = rows.find((one) => one.held.positionId === positionId);
  if (row === undefined) return refuse("not_found");
  const { held, copy } = row;
  const now = ctx.clock.now();
  const { quoteOf, tickerOf } = await readMarks(
    ctx,
    rows.map((one) => one.held),
  );
  const ticker = tickerOf(held.exchange, held.symbol);
  const instrument = await instrumentBySymbol(tx, held.exchange, held.symbol);
  if (ticker === null || instrument === null || now - ticker.receivedAt > TICKER_MAX_AGE_MS)
    return refuse("no_market_price", `${held.symbol} has no price younger than 30 s; nothing was closed.`);

  const price = exitPriceOf(held.book.side, ticker);
  const wanted = wantedQty(held.book.qty, input);
  const qty = wanted.eq(held.book.qty) ? wanted : roundAmount(instrument, wanted);
  const field = input.quantity === undefined ? "fraction" : "quantity";
  if (qty.gt(held.book.qty))
    return refuse("invalid", undefined, { [field]: [`You hold ${plain(held.book.qty)}; give at most that.`] });
  const rest = held.book.qty.minus(qty);
  if (qty.isZero() || (!rest.isZero() && !meetsMinNotional(instrument, qty, price)))
    return refuse("invalid", undefined, {
      [field]: [`The part is below the smallest order of ${held.symbol}; give a larger one or close the whole.`],
    });
  if (!rest.isZero() && !meetsMinNotional(instrument, rest, price))
    return refuse("invalid", undefined, {
      [field]: [`What stays (${plain(rest)}) could not be sold alone; close the whole position.`],
    });

  const batch = new CopyBatch(ctx.ids, now);
  const account = new AccountBook(
    userId,
    cash,
    rows.map((one) => one.held),
    quoteOf,
  );
  const traded = {
    exchange: held.exchange,
    market: instrument.market,
    symbol: held.symbol,
    side: held.book.side,
    leverage: held.leverage,
  };
  const fill = exitFill(instrument, held, price, qty);
  const leg = `manual:${(await countManualLegs(tx, copy.copyId)) + 1}`;
  const { book, grossPnl } = batch.exited(copy, traded, account, held, fill, {
    leg,
    type: "MARKET",
    price: null,
    reason,
  });
  const closed = book.qty.isZero();
  if (closed) batch.closedBeside(copy, reason);
  await saveBatch(tx, batch);
  return done({
    positionId,
    state: closed ? "CLOSED" : "OPEN",
    price: plain(fill.price),
    quantity: plain(qty),
    fee: plain(fill.fee),
    grossPnl: plain(grossPnl),
    pnl: plain(grossPnl.minus(fill.fee)),
  });
}

function wantedQty(held: Dec, input: ClosePositionInput): Dec {
  if (input.quantity !== undefined) return dec(input.quantity);
  return input.fraction === undefined ? held : held.times(input.fraction);
}
