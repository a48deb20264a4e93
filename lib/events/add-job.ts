import { Prisma, type Tx } from "@/lib/db/client";

/**
 * Queues a job in the transaction of what it follows from: it runs after the commit, or never. For work that takes long; short work is
 * an event handler. `key` makes a second job of that key replace the first while it waits; jobs of one `queue` run one after the other.
 */
export async function addJob(
  tx: Pick<Tx, "$executeRaw">,
  task: string,
  payload: Readonly<Record<string, unknown>>,
  options: { key?: string; queue?: string; attemptsMax?: number } = {},
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    SELECT graphile_worker.add_job(
      identifier => ${task}, payload => ${JSON.stringify(payload)}::json,
      max_attempts => ${options.attemptsMax ?? 8}::int, job_key => ${options.key ?? null}::text,
      queue_name => ${options.queue ?? null}::text)`);
}
