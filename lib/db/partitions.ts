import { Prisma, type Tx } from "./client.ts";

/** How long rows of a partitioned table are kept: "always" for the record, else the days of a setting (lib/runtime/retention.ts). */
export type Retention = "always" | "notifications" | "outbox" | "idempotency" | "deliveries";

export interface Partitioned {
  readonly table: string;
  /** Length of one partition, by UTC. */
  readonly unit: "day" | "month";
  /** Partitions made ahead of the clock. Few: each is opened by every statement; after a longer absence DEFAULT catches what comes. */
  readonly ahead: number;
  readonly keep: Retention;
}

/**
 * Tables that grow with every signal and notification, partitioned by time (docs/decisions/0019). To add one: `PARTITION BY RANGE (…)` in its
 * migration with that column in every key, PARTITIONED in the schema's comment, a row here. Partitions, guards and retention follow.
 */
export const PARTITIONED: readonly Partitioned[] = [
  { table: "signal_events", unit: "month", ahead: 3, keep: "always" },
  { table: "copied_events", unit: "month", ahead: 3, keep: "always" },
  { table: "copy_steps", unit: "month", ahead: 3, keep: "always" },
  { table: "notifications", unit: "month", ahead: 3, keep: "notifications" },
  { table: "signal_notices", unit: "month", ahead: 3, keep: "notifications" },
  { table: "deliveries", unit: "month", ahead: 3, keep: "deliveries" },
  { table: "delivery_attempts", unit: "month", ahead: 3, keep: "deliveries" },
  { table: "outbox", unit: "day", ahead: 3, keep: "outbox" },
  { table: "idempotency_keys", unit: "day", ahead: 3, keep: "idempotency" },
];

type Sql = Pick<Tx, "$queryRaw" | "$executeRaw">;

/** Makes what is missing from `now` on. Safe to repeat. @returns how many were made */
export async function ensurePartitions(db: Sql, { table, unit, ahead }: Partitioned, now: Date): Promise<number> {
  const [row] = await db.$queryRaw<{ made: number }[]>(
    Prisma.sql`SELECT public.ensure_partitions(${table}, ${unit}, ${now}, ${ahead}::int) AS made`,
  );
  return row?.made ?? 0;
}

export interface ExpiredPartition {
  readonly part: string;
  readonly lo: Date;
  readonly hi: Date;
}

/** Partitions whose last row is older than `before`; none of an append-only table. */
export async function expiredPartitions(db: Sql, table: string, before: Date): Promise<ExpiredPartition[]> {
  return db.$queryRaw<ExpiredPartition[]>(
    Prisma.sql`SELECT part, lo, hi FROM public.expired_partitions(${table}, ${before})`,
  );
}

/** Drops one of them. The database asks again whether it may. */
export async function dropPartition(db: Sql, table: string, part: string, before: Date): Promise<void> {
  await db.$executeRaw(Prisma.sql`SELECT public.drop_partition(${table}, ${part}, ${before})`);
}

/** Deletes expired rows that lie in DEFAULT, since they came for a time that had no partition. @returns how many */
export async function sweepDefault(db: Sql, table: string, before: Date): Promise<number> {
  const [row] = await db.$queryRaw<{ rows: bigint }[]>(
    Prisma.sql`SELECT public.sweep_default(${table}, ${before}) AS rows`,
  );
  return Number(row?.rows ?? 0);
}
