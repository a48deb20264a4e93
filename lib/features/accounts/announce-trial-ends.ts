import { appendEvent } from "@/lib/events/outbox";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { takeEndingTrials } from "./trial-repository.ts";

const AHEAD_MS = 3 * DAY_MS;
const BATCH = 500;

/**
 * Says of each trial of the platform once, 3 days ahead, that it ends. Run hourly by the worker; what it missed is said as long as the trial runs.
 * @returns how many it said
 */
export async function announceTrialEnds(ctx: Pick<Ctx, "db" | "clock">): Promise<number> {
  const now = ctx.clock.now();
  return ctx.db.transaction(async (tx) => {
    const ending = await takeEndingTrials(tx, { now, until: utcMs(now + AHEAD_MS), limit: BATCH });
    await appendEvent(tx, now, ...ending.map((trial) => ({ type: "trial.ending" as const, ...trial })));
    return ending.length;
  });
}
