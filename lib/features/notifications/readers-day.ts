import { type UtcMs, utcDay } from "@/lib/kernel/time";
import { dayIn } from "@/lib/kernel/zone";
import type { Ctx } from "@/lib/ports/ctx";
import { findZone } from "./repository.ts";

/** The day of an instant on the calendar of the reader's profile, `YYYY-MM-DD`: the one that his screens show for it. UTC where nobody is there. */
export async function readersDay(ctx: Pick<Ctx, "db">, userId: string, at: UtcMs): Promise<string> {
  const zone = await findZone(ctx.db, userId);
  return zone === null ? utcDay(at) : dayIn(at, zone);
}
