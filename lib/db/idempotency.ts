import type { Tx } from "./client.ts";
import { Prisma } from "./client.ts";

/** Answers are kept this long by ctx.clock (SPEC 4); after that the key is new again. */
export const IDEMPOTENCY_KEPT_MS = 24 * 3_600_000;

export interface IdempotentRequest {
  /** Whose key it is: one user's keys never meet another's. */
  readonly scope: string;
  readonly key: string;
  /** Hex SHA-256 over what was asked. */
  readonly bodyHash: string;
}

export type Claim =
  | { readonly kind: "new" }
  | { readonly kind: "repeat"; readonly status: number; readonly response: Prisma.JsonValue }
  | { readonly kind: "mismatch" }
  | { readonly kind: "in_flight" };

/**
 * Takes a key for the length of the transaction. The key lives in an advisory lock, not in a row written beforehand: a request that was
 * killed half way leaves nothing behind, so its repeat is simply the first. The lock is also what keeps a key once in 24 h: the table is
 * partitioned by time and cannot say so itself.
 */
export async function claimKey(tx: Tx, { scope, key, bodyHash }: IdempotentRequest, now: number): Promise<Claim> {
  // The same lock as claim_key takes (prisma/sql/wanted-state.sql).
  const [lock] = await tx.$queryRaw<{ got: boolean }[]>(
    Prisma.sql`SELECT pg_try_advisory_xact_lock(hashtextextended(${`${scope}\n${key}`}, 4)) AS got`,
  );
  if (lock?.got !== true) return { kind: "in_flight" };
  const row = await tx.idempotencyKey.findFirst({
    where: { scope, key, createdAt: { gt: new Date(now - IDEMPOTENCY_KEPT_MS) } },
    orderBy: { createdAt: "desc" },
  });
  if (row === null) return { kind: "new" };
  if (row.bodyHash !== bodyHash) return { kind: "mismatch" };
  return { kind: "repeat", status: row.status ?? 200, response: row.response };
}

/** Keeps the first answer, in the transaction of its effect. */
export async function keepAnswer(
  tx: Tx,
  { scope, key, bodyHash }: IdempotentRequest,
  answer: { readonly status: number; readonly response: Prisma.InputJsonValue },
  now: number,
): Promise<void> {
  await tx.idempotencyKey.create({ data: { scope, key, bodyHash, ...answer, createdAt: new Date(now) } });
}
