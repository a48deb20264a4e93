import { DAY_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { turnOff } from "./turn-off.ts";
import { findFailingSince } from "./webhook-repository.ts";

const FAILING_DAYS_MAX = 5;

/** Turns off what took nothing for five days: its owner is told in the centre and on his other channels, and nothing more is tried. */
export async function turnOffFailing(ctx: Pick<Ctx, "db" | "clock">): Promise<number> {
  const before = utcMs(ctx.clock.now() - FAILING_DAYS_MAX * DAY_MS);
  const failing = await findFailingSince(ctx.db, ["DISCORD", "WEB_PUSH", "WEBHOOK"], before);
  for (const { id } of failing) await turnOff(ctx, id, `Every try of the last ${FAILING_DAYS_MAX} days failed`);
  return failing.length;
}
