import { appendEvent } from "@/lib/events/outbox";
import type { UtcMs } from "@/lib/kernel/time";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { auditLive } from "./audit-live.ts";
import { pauseFollows, resumeFollows } from "./repository.ts";

/** Copies nothing new until resumed; what is open runs on with its stops and targets. @returns how many follows copied until now */
export function pauseCopying(ctx: Pick<Ctx, "db" | "clock" | "ids">, userId: string): Promise<number> {
  return change(ctx, userId, pauseFollows);
}

/** Copies again on paper what a pause set aside. @returns how many follows */
export function resumeCopying(ctx: Pick<Ctx, "db" | "clock" | "ids">, userId: string): Promise<number> {
  return change(ctx, userId, resumeFollows);
}

function change(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  userId: string,
  of: (tx: Tx, userId: string, at: UtcMs) => Promise<{ id: string; strategyId: string; wasLive?: boolean }[]>,
): Promise<number> {
  return ctx.db.transaction(async (tx: Tx) => {
    const now = ctx.clock.now();
    const changed = await of(tx, userId, now);
    await appendEvent(
      tx,
      now,
      ...changed.map(({ id, strategyId }) => ({ type: "follow.changed" as const, followId: id, userId, strategyId })),
    );
    for (const { id, wasLive } of changed)
      if (wasLive === true) await auditLive(tx, ctx, { userId }, id, "live.off", { by: "pause" });
    return changed.length;
  });
}
