import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { ownIds, saveHours } from "./grid-repository.ts";
import type { HoursInput } from "./input.ts";

/** Sets quiet hours and the second channel for trading failures. What is held already keeps its time. */
export async function saveQuietHours(
  ctx: Pick<Ctx, "db">,
  actor: Pick<Actor, "userId">,
  input: HoursInput,
): Promise<Result<null, "invalid">> {
  const named = [input.escalateFromId, input.escalateToId].filter((id) => id !== null);
  const own = await ownIds(ctx.db, actor.userId, named);
  if (named.some((id) => !own.has(id)))
    return refuse("invalid", undefined, { escalateToId: ["Choose two of your channels."] });
  await saveHours(ctx.db, actor.userId, input);
  return done(null);
}
