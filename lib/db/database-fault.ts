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

/** Whether a statement met a row that is there already (unique_violation), sent through Prisma's models or as plain SQL. */
export function isThereAlready(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return (
    error.code === "P2002" ||
    error.code === "23505" ||
    (error.code === "P2010" && /23505|UniqueConstraint/.test(JSON.stringify(error)))
  );
}
