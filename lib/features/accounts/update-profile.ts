import { appendEvent } from "@/lib/events/outbox";
import type { Actor, Role } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import type { ProfileInput } from "./input.ts";
import { changeRole, updateUser } from "./repository.ts";

/** Changes what others see of the actor, and the zone that times are shown in. */
export async function updateProfile(ctx: Ctx, actor: Actor, input: ProfileInput): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await updateUser(tx, actor.userId, { name: input.name, bio: input.bio, timeZone: input.timeZone });
    await appendEvent(tx, ctx.clock.now(), { type: "user.changed", userId: actor.userId });
  });
}

/**
 * A subscriber becomes a provider, who can do all that he could. The way back is closed: strategies and their record stay with their
 * provider for good. Nobody becomes an admin here.
 */
export async function chooseRole(
  ctx: Ctx,
  actor: Actor,
  role: "SUBSCRIBER" | "PROVIDER",
): Promise<Result<{ role: Role }, "conflict">> {
  if (actor.role === role) return done({ role });
  const changed = await ctx.db.transaction(async (tx) => {
    if (role !== "PROVIDER" || !(await changeRole(tx, actor.userId, "SUBSCRIBER", "PROVIDER"))) return false;
    await appendEvent(tx, ctx.clock.now(), { type: "user.changed", userId: actor.userId });
    await appendAudit(tx, ctx, {
      actorId: actor.userId,
      action: "role.chosen",
      subject: "user",
      subjectId: actor.userId,
      detail: { role },
    });
    return true;
  });
  return changed
    ? done({ role })
    : refuse("conflict", "A provider stays a provider, and can do all that a subscriber can.");
}
