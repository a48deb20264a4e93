import { DAY_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { dropWebhookCalls } from "./webhook-repository.ts";

export const LOG_DAYS = 30;
const BATCH = 10_000;

/** Forgets calls older than 30 days, in batches, so that no transaction is long. */
export async function pruneWebhookCalls(ctx: Pick<Ctx, "db" | "clock">): Promise<void> {
  const before = utcMs(ctx.clock.now() - LOG_DAYS * DAY_MS);
  while ((await dropWebhookCalls(ctx.db, before, BATCH)) === BATCH);
}
