import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { ManagedPriceInput, ManagedRequestInput } from "./input.ts";
import { insertRequest, savePrice } from "./managed-repository.ts";

/** Asks for Managed in the user's own words; one request at a time. */
export async function askForManaged(
  ctx: Ctx,
  actor: Actor,
  { message }: ManagedRequestInput,
): Promise<Result<{ id: string }, "conflict">> {
  const id = ctx.ids.make("managedRequest");
  const made = await insertRequest(ctx.db, { id, userId: actor.userId, message, now: ctx.clock.now() });
  return made ? done({ id }) : refuse("conflict", "Your request is here already; we answer with a price.");
}

/** An admin's answer: the price a month at which its sender may have Managed. Who has it already keeps his price. */
export async function setManagedPrice(
  ctx: Ctx,
  admin: Actor,
  { id, amount }: ManagedPriceInput,
): Promise<Result<{ userId: string }, "not_found">> {
  return ctx.db.transaction(async (tx) => {
    const userId = await savePrice(tx, id, { amount, adminId: admin.userId, now: ctx.clock.now() });
    if (userId === null) return refuse("not_found", "There is no such request.");
    await appendAudit(tx, ctx, {
      actorId: admin.userId,
      action: "plan.priced",
      subject: "managed_request",
      subjectId: id,
      detail: { userId, amount },
    });
    return done({ userId });
  });
}
