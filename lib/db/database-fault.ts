/**
 * Prisma's codes for a database that is away, busy or has cut the transaction: server or connection not reached, pool exhausted, transaction
 * expired or in conflict. What was asked for did not happen (or is not known to have), and may be asked for again.
 */
const PASSING = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2034"]);

/** Whether an error says that the database could not answer now, not that the question was wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && PASSING.has(error.code)) return true;
  return /Can't reach database server|Connection terminated/.test(error.message);
}
