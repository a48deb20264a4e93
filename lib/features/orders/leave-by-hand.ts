import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { type Dec, plain } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { type Instrument, meetsMinNotional, roundAmount } from "@/lib/trading/market/instrument";
import { exitPriceOf } from "@/lib/trading/market/quote";
import { ENTRY_PRICE_MAX_AGE_MS } from "@/lib/trading/risk/guards";
import { lockPosition } from "./fill-repository.ts";
import { legsByHand } from "./intent-repository.ts";
import { planExitIn } from "./plan-exit.ts";
import { type OpenPosition, openPosition } from "./position-repository.ts";

/** A part of what is held, or an amount in base units; neither: all of it. */
export interface LeavePart {
  readonly fraction: Dec | null;
  readonly qty: Dec | null;
}

/**
 * Leaves a real position of one's own, or a part of it, at the market: plans the order in the caller's transaction, which the worker that holds the account
 * sends. No guard, limit or switch is asked. While one such order is under way another is refused, so that two presses sell once.
 */
export async function leaveByHandIn(
  ctx: Pick<Ctx, "clock" | "ids" | "config" | "log" | "prices">,
  tx: Tx,
  userId: string,
  positionId: string,
  part: LeavePart,
): Promise<Result<{ readonly qty: Dec }, "not_found" | "conflict" | "invalid">> {
  const found = await openPosition(tx, userId, positionId);
  if (found === null) return refuse("not_found");
  // Held until the order is planned; read again, since a fill may have come in between.
  await lockPosition(tx, userId, found.origin);
  const position = await openPosition(tx, userId, positionId);
  if (position === null) return refuse("conflict", "This position is closed already.");
  const { legs, underWay } = await legsByHand(tx, userId, position.origin);
  if (underWay) return refuse("conflict", "An order that closes it is on its way already.");
  const field = part.qty === null ? "fraction" : "quantity";
  const wanted = part.qty ?? (part.fraction === null ? position.qty : position.qty.times(part.fraction));
  if (wanted.gt(position.qty))
    return refuse("invalid", undefined, { [field]: [`You hold ${plain(position.qty)}; give at most that.`] });
  const instrument = await instrumentBySymbol(tx, position.exchange, position.symbol);
  const qty = instrument === null || wanted.eq(position.qty) ? wanted : roundAmount(instrument, wanted);
  const fault = instrument === null ? null : await partFault(ctx, position, instrument, qty);
  if (fault !== null) return refuse("invalid", undefined, { [field]: [fault] });
  const exit = { purpose: "EXIT" as const, leg: `manual:${legs + 1}`, type: "market" as const, qty, trigger: null };
  await planExitIn(ctx, tx, position, exit);
  return done({ qty });
}

/** Why a part cannot leave alone, or would leave what cannot, in the words of paper; null: it can. The whole always may. */
async function partFault(
  ctx: Pick<Ctx, "clock" | "prices">,
  { exchange, symbol, market, side, qty: held, entryPrice }: OpenPosition,
  instrument: Instrument,
  qty: Dec,
): Promise<string | null> {
  const rest = roundAmount(instrument, held.minus(qty));
  const small = `The part is below the smallest order of ${symbol}; give a larger one or close the whole.`;
  if (qty.isZero()) return small;
  // A swap's reduce-only order has no least value. What is less than a lot never leaves.
  if (market === "swap" || rest.isZero()) return null;
  const ticker = await ctx.prices.latest(exchange, symbol);
  const isFresh = ticker !== null && ctx.clock.now() - ticker.receivedAt <= ENTRY_PRICE_MAX_AGE_MS;
  const price = isFresh ? exitPriceOf(side, ticker) : entryPrice;
  if (!meetsMinNotional(instrument, qty, price)) return small;
  return meetsMinNotional(instrument, rest, price)
    ? null
    : `What stays (${plain(held.minus(qty))}) could not be sold alone; close the whole position.`;
}
