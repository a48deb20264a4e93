import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { offeredEvents } from "./event-kind.ts";
import { ownIds, saveRow } from "./grid-repository.ts";
import type { GridInput } from "./input.ts";

/** Says which kinds go out by which own channel, and how many an hour. Channels that the form does not name stay as they are. */
export async function saveGrid(
  ctx: Pick<Ctx, "db" | "clock">,
  actor: Pick<Actor, "userId" | "role">,
  input: GridInput,
): Promise<Result<null, "not_found">> {
  const offered: readonly string[] = offeredEvents(actor.role === "ADMIN");
  return ctx.db.transaction(async (tx) => {
    const own = await ownIds(tx, actor.userId, input.channels);
    if (input.channels.some((id) => !own.has(id))) return refuse("not_found", "There is no such channel.");
    for (const id of own) {
      const events = (input.events[id] ?? []).filter((event) => offered.includes(event));
      await saveRow(tx, { id, events, hourlyMax: input.hourlyMax[id] }, ctx.clock.now());
    }
    return done(null);
  });
}
