import { Prisma } from "@/lib/db/client";
import { PARTITIONED, type Retention } from "@/lib/db/partitioned";
import {
  dropPartition,
  type ExpiredPartition,
  ensurePartitions,
  expiredPartitions,
  sweepDefault,
} from "@/lib/db/partitions";
import { DAY_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { Settings } from "./env.ts";

type Keeper = Pick<Ctx, "db" | "clock" | "log">;

/** Days that rows are kept, by what their tables name; the record is not in it. */
export type RetentionDays = Readonly<Record<Exclude<Retention, "always">, number>>;

export function retentionOf(settings: Settings): RetentionDays {
  return {
    notifications: settings.KEEP_NOTIFICATIONS_DAYS,
    deliveries: settings.KEEP_DELIVERIES_DAYS,
    outbox: settings.KEEP_OUTBOX_DAYS,
    idempotency: settings.KEEP_IDEMPOTENCY_DAYS,
  };
}

const BEGIN = new Date(0);

/** Makes the partitions of this time by ctx.clock and of some time ahead: a table that cannot be locked now is tried in the next hour. */
export async function makeAhead(ctx: Keeper): Promise<void> {
  const now = new Date(ctx.clock.now());
  for (const partitioned of PARTITIONED) {
    try {
      const made = await ensurePartitions(ctx.db, partitioned, now);
      if (made > 0) ctx.log.info({ table: partitioned.table, made }, "partitions made");
    } catch (error) {
      ctx.log.warn({ table: partitioned.table, err: error }, "partitions could not be made; rows go to DEFAULT");
    }
  }
}

/**
 * Drops whole partitions whose last row is older than its table's retention, and deletes such rows where they lie in DEFAULT. Append-only
 * tables have no retention, and the database would refuse.
 */
export async function dropExpired(ctx: Keeper, days: RetentionDays): Promise<void> {
  for (const partitioned of PARTITIONED) {
    if (partitioned.keep === "always") continue;
    const before = new Date(ctx.clock.now() - days[partitioned.keep] * DAY_MS);
    for (const expired of await expiredPartitions(ctx.db, partitioned.table, before)) {
      if (partitioned.table === "outbox" && !(await isRead(ctx, expired))) continue;
      await dropPartition(ctx.db, partitioned.table, expired.part, before);
      ctx.log.info({ table: partitioned.table, partition: expired.part }, "partition dropped");
    }
    if (partitioned.table === "outbox" && !(await isRead(ctx, { lo: BEGIN, hi: before }))) continue;
    const swept = await sweepDefault(ctx.db, partitioned.table, before);
    if (swept > 0) ctx.log.info({ table: partitioned.table, rows: swept }, "rows outside of every partition deleted");
  }
}

/** Whether every handler has read these events, and none is kept as a failure that is still tried or that people should see. */
async function isRead(ctx: Keeper, { lo, hi }: Pick<ExpiredPartition, "lo" | "hi">): Promise<boolean> {
  const [row] = await ctx.db.$queryRaw<{ read: boolean }[]>(Prisma.sql`
    SELECT EXISTS (SELECT FROM outbox_cursors) AND NOT EXISTS (
      SELECT FROM outbox o WHERE o.at >= ${lo} AND o.at < ${hi} AND (
        EXISTS (SELECT FROM outbox_cursors c WHERE (c.xid, c.id) < (o.xid::text::bigint, o.id))
        OR EXISTS (SELECT FROM handler_failures f WHERE f."eventId" = o.id))) AS read`);
  return row?.read === true;
}
