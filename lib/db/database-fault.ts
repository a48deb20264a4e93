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

/**
 * Whether the database refused a statement for what stood in it, or to end a deadlock: it certainly did nothing, which of a broken connection nobody
 * can say.
 */
export function isRefusedStatement(error: unknown): boolean {
  return /^(2[23]...|40001|40P01)$/.test(sqlState(error) ?? "");
}

/** PostgreSQL's code of a failed statement, sent past Prisma or as plain SQL through it. */
function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  if (error.code !== "P2010") return error.code;
  const cause = "meta" in error ? JSON.stringify(error.meta) : "";
  return /"originalCode":"(\w{5})"/.exec(cause)?.[1] ?? null;
}
