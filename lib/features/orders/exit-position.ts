import { appendEvent } from "@/lib/events/outbox";
import { type Dec, plain } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Tx } from "@/lib/ports/ctx";
import type { OrderCtx } from "./order-ctx.ts";
import { planExit } from "./plan-exit.ts";
import { openPosition, setStop } from "./position-repository.ts";

/**
 * Leaves a real position, or a part of it: `fraction` of what was first entered (a target of the signal) or
 * `qty` where the caller knows it, at most what is held. Asked twice for
 * one leg, it is left once. No guard, limit or switch is asked: leaving is always possible. The worker sends it, after the stop has made room.
 */
export async function exitPosition(
  ctx: OrderCtx,
  userId: string,
  positionId: string,
  exit: { readonly leg: string; readonly fraction: Dec | null; readonly qty?: Dec },
): Promise<Result<null, "not_found">> {
  const position = await openPosition(ctx.db, userId, positionId);
  if (position === null) return refuse("not_found");
  const wanted = exit.qty ?? (exit.fraction === null ? position.qty : position.entryQty.times(exit.fraction));
  const qty = wanted.lt(position.qty) ? wanted : position.qty;
  await planExit(ctx, position, { purpose: "EXIT", leg: exit.leg, type: "market", qty, trigger: null });
  return done(null);
}

/** Moves a real position's stop (AMEND, break-even, trailing), or takes it off; the worker replaces the order that rests. */
export async function moveStop(
  ctx: Pick<OrderCtx, "db" | "clock">,
  userId: string,
  positionId: string,
  stopLoss: Dec | null,
): Promise<Result<null, "not_found">> {
  return ctx.db.transaction((tx) => moveStopIn(ctx, tx, userId, positionId, stopLoss));
}

/** The same inside a caller's transaction. */
export async function moveStopIn(
  ctx: Pick<OrderCtx, "clock">,
  tx: Tx,
  userId: string,
  positionId: string,
  stopLoss: Dec | null,
): Promise<Result<null, "not_found">> {
  const position = await openPosition(tx, userId, positionId);
  if (position === null) return refuse("not_found");
  await setStop(tx, positionId, stopLoss === null ? null : plain(stopLoss));
  await appendEvent(tx, ctx.clock.now(), { type: "position.changed", positionId, userId });
  return done(null);
}
