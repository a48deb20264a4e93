import { Prisma, type Tx } from "./client.ts";
import type { Partitioned } from "./partitioned.ts";

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
