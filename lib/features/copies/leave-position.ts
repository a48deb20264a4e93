import { leaveByHandIn } from "@/lib/features/orders/leave-by-hand";
import { type OnceRefusal, once } from "@/lib/features/signals/once";
import type { Actor } from "@/lib/kernel/actor";
import { dec, plain } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { type Reader, shape, text } from "@/lib/kernel/shape";
import type { Ctx } from "@/lib/ports/ctx";
import { type ClosedPart, type CloseOptions, type CloseRefusal, closePosition } from "./close-position.ts";
import type { ClosePositionInput } from "./input.ts";
import { ownPositionMode } from "./repository.ts";

interface OrderedPart {
  readonly positionId: string;
  readonly quantity: string;
}

const readOrdered: Reader<OrderedPart> = shape<OrderedPart>({ positionId: text, quantity: text });

/** On paper it is done; on a real account an order for `quantity` is planned and the exchange decides. */
export type LeftPart =
  | { readonly mode: "PAPER"; readonly closed: ClosedPart }
  | { readonly mode: "LIVE"; readonly ordered: OrderedPart };

/**
 * Closes a position of one's own, or a part of it, on paper or on a real account. A program needs the scope `trade:live` for the latter. What is
 * asked twice on a real account while the first order is under way is refused; a repeat with the same Idempotency-Key (`options.key`) answers what the first
 * request did, also once that order has executed, so that a part leaves once.
 */
export async function leavePosition(
  ctx: Ctx,
  actor: Actor,
  positionId: string,
  input: ClosePositionInput,
  options: CloseOptions = {},
): Promise<Result<LeftPart, CloseRefusal | "forbidden">> {
  if ((await ownPositionMode(ctx.db, actor.userId, positionId)) !== "LIVE") {
    const closed = await closePosition(ctx, actor, positionId, input, options);
    return closed.ok ? done({ mode: "PAPER", closed: closed.value }) : closed;
  }
  if (actor.scopes !== null && !actor.scopes.includes("trade:live"))
    return refuse("forbidden", "This position is on a real account; the token needs the scope trade:live.");
  const part = {
    fraction: input.fraction === undefined ? null : dec(input.fraction),
    qty: input.quantity === undefined ? null : dec(input.quantity),
  };
  return ctx.db.transaction(async (tx) => {
    const answer = await once<OrderedPart, Exclude<CloseRefusal, OnceRefusal>>(
      tx,
      ctx.clock.now(),
      {
        userId: actor.userId,
        key: options.key ?? null,
        request: ["close-position", positionId, input],
        status: 200,
        read: readOrdered,
      },
      async () => {
        const planned = await leaveByHandIn(ctx, tx, actor.userId, positionId, part);
        return planned.ok ? done({ positionId, quantity: plain(planned.value.qty) }) : planned;
      },
    );
    return answer.ok ? done({ mode: "LIVE", ordered: answer.value.value }) : answer;
  });
}
