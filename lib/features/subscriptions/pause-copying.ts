import { appendEvent } from "@/lib/events/outbox";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { pauseFollows, resumeFollows } from "./repository.ts";

/** Copies nothing new until resumed; what is open runs on with its stops and targets. @returns how many follows copied until now */
export function pauseCopying(ctx: Pick<Ctx, "db" | "clock">, userId: string): Promise<number> {
  return change(ctx, userId, pauseFollows);
}

/** Copies again on paper what a pause set aside. @returns how many follows */
export function resumeCopying(ctx: Pick<Ctx, "db" | "clock">, userId: string): Promise<number> {
  return change(ctx, userId, resumeFollows);
}

function change(ctx: Pick<Ctx, "db" | "clock">, userId: string, of: typeof pauseFollows): Promise<number> {
  return ctx.db.transaction(async (tx: Tx) => {
    const now = ctx.clock.now();
    const changed = await of(tx, userId, now);
    await appendEvent(
      tx,
      now,
      ...changed.map(({ id, strategyId }) => ({ type: "follow.changed" as const, followId: id, userId, strategyId })),
    );
    return changed.length;
  });
}
