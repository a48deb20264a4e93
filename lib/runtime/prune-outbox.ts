import { Prisma } from "@/lib/db/client";
import { DAY_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";

const KEEP_MS = 7 * DAY_MS;

/** Takes events away that are a week old, that every handler has read and that no failure still waits for or was given up on. */
export async function pruneOutbox(ctx: Pick<Ctx, "db" | "clock" | "log">): Promise<void> {
  const before = new Date(ctx.clock.now() - KEEP_MS);
  const deleted = await ctx.db.$executeRaw(Prisma.sql`
    DELETE FROM outbox o WHERE o.at < ${before}
      AND EXISTS (SELECT 1 FROM outbox_cursors)
      AND NOT EXISTS (SELECT 1 FROM outbox_cursors c WHERE (c.xid, c.id) < (o.xid::text::bigint, o.id))
      AND NOT EXISTS (SELECT 1 FROM handler_failures f WHERE f."eventId" = o.id)`);
  if (deleted > 0) ctx.log.info({ deleted }, "outbox pruned");
}
