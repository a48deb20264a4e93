import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { type Dec, plain } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { roundAmount } from "@/lib/trading/market/instrument";
import { lockPosition } from "./fill-repository.ts";
import { legsByHand } from "./intent-repository.ts";
import { planExitIn } from "./plan-exit.ts";
import { openPosition } from "./position-repository.ts";

/** A part of what is held, or an amount in base units; neither: all of it. */
export interface LeavePart {
  readonly fraction: Dec | null;
  readonly qty: Dec | null;
}

/**
 * Leaves a real position of one's own, or a part of it, at the market: plans the order, which the worker that holds the account sends. No guard, limit
 * or switch is asked. While one such order is under way another is refused, so that two presses sell once.
 */
export async function leaveByHand(
  ctx: Pick<Ctx, "db" | "clock" | "ids" | "config" | "log">,
  userId: string,
  positionId: string,
  part: LeavePart,
): Promise<Result<{ readonly qty: Dec }, "not_found" | "conflict" | "invalid">> {
  return ctx.db.transaction((tx) => leaveByHandIn(ctx, tx, userId, positionId, part));
}

/** The same inside a caller's transaction. */
export async function leaveByHandIn(
  ctx: Pick<Ctx, "clock" | "ids" | "config" | "log">,
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
  if (qty.isZero())
    return refuse("invalid", undefined, {
      [field]: [`The part is below the smallest order of ${position.symbol}; give a larger one or close the whole.`],
    });
  const exit = { purpose: "EXIT" as const, leg: `manual:${legs + 1}`, type: "market" as const, qty, trigger: null };
  await planExitIn(ctx, tx, position, exit);
  return done({ qty });
}
