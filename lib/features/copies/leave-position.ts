import { leaveByHand } from "@/lib/features/orders/leave-by-hand";
import type { Actor } from "@/lib/kernel/actor";
import { dec, plain } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { type ClosedPart, type CloseOptions, type CloseRefusal, closePosition } from "./close-position.ts";
import type { ClosePositionInput } from "./input.ts";
import { ownPositionMode } from "./repository.ts";

/** On paper it is done; on a real account an order for `quantity` is planned and the exchange decides. */
export type LeftPart =
  | { readonly mode: "PAPER"; readonly closed: ClosedPart }
  | { readonly mode: "LIVE"; readonly ordered: { readonly positionId: string; readonly quantity: string } };

/**
 * Closes a position of one's own, or a part of it, on paper or on a real account. A program needs the scope `trade:live` for the latter. What is
 * asked twice on a real account while the first order is under way is refused, so there no key is needed.
 */
export async function leavePosition(
  ctx: Ctx,
  actor: Actor,
  positionId: string,
  input: ClosePositionInput,
  options: CloseOptions = {},
): Promise<Result<LeftPart, CloseRefusal | "insufficient_scope">> {
  if ((await ownPositionMode(ctx.db, actor.userId, positionId)) !== "LIVE") {
    const closed = await closePosition(ctx, actor, positionId, input, options);
    return closed.ok ? done({ mode: "PAPER", closed: closed.value }) : closed;
  }
  if (actor.scopes !== null && !actor.scopes.includes("trade:live"))
    return refuse("insufficient_scope", "This position is on a real account; the token needs the scope trade:live.");
  const part = {
    fraction: input.fraction === undefined ? null : dec(input.fraction),
    qty: input.quantity === undefined ? null : dec(input.quantity),
  };
  const planned = await leaveByHand(ctx, actor.userId, positionId, part);
  return planned.ok ? done({ mode: "LIVE", ordered: { positionId, quantity: plain(planned.value.qty) } }) : planned;
}
