import { Prisma, type Tx } from "./client.ts";

/** Holds `name` against every other transaction that asks for it, until this one ends. */
export async function lockInTransaction(tx: Tx, name: string): Promise<void> {
  await tx.$executeRaw(Prisma.sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}
