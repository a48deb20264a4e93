import { DAY_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { dropCandles } from "./fed-repository.ts";
import { SESSION_LIMITS } from "./limits.ts";

/** Lets go of the candles of sessions that ended long ago, so that what is kept stays bounded. @returns how many */
export function pruneCandles({ db, clock }: Pick<Ctx, "db" | "clock">): Promise<number> {
  return dropCandles(db, clock.now() - SESSION_LIMITS.candleDays * DAY_MS);
}
