import type { Tx } from "@/lib/db/client";
import { canonicalJson } from "@/lib/kernel/canonical-json";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { type Reader, text } from "@/lib/kernel/shape";
import type { UtcMs } from "@/lib/kernel/time";
import { sha256Hex } from "./chain.ts";
import { claimKey, keepAnswer } from "./repository.ts";

/** The answer to a request that may come twice: `repeated` says that nothing was done now. */
export interface Answer<T> {
  readonly value: T;
  readonly status: number;
  readonly repeated: boolean;
}

export type OnceRefusal = "idempotency_mismatch" | "in_flight";

export interface Once<T> {
  readonly userId: string;
  /** null: every request is its own. */
  readonly key: string | null;
  /** What is asked, with its input: the same key with another of these is a mistake. */
  readonly request: readonly [verb: string, ...parts: unknown[]];
  /** HTTP status of the answer. */
  readonly status: number;
  /** Reads an answer that was kept. */
  readonly read: Reader<T>;
}

/**
 * Does `work` at most once a key, within the caller's transaction: effect and answer are kept together or not at all. A refusal is not
 * kept, so that the same request may succeed later (a price that was missing has come).
 */
export async function once<T extends object, R extends string>(
  tx: Tx,
  now: UtcMs,
  { userId, key, request, status, read }: Once<T>,
  work: () => Promise<Result<T, R>>,
): Promise<Result<Answer<T>, R | OnceRefusal>> {
  if (key === null) {
    const result = await work();
    return result.ok ? done({ value: result.value, status, repeated: false }) : result;
  }
  const claimed = { scope: `user:${userId}`, key, bodyHash: sha256Hex(canonicalJson(request)) };
  const claim = await claimKey(tx, claimed, now);
  if (claim.kind === "in_flight")
    return refuse("in_flight", "The first request with this Idempotency-Key is not done yet.");
  if (claim.kind === "mismatch")
    return refuse("idempotency_mismatch", "This Idempotency-Key was used for another request; take a new one.");
  if (claim.kind === "repeat")
    return done({ value: read(JSON.parse(text(claim.response))), status: claim.status, repeated: true });
  const result = await work();
  if (!result.ok) return result;
  // As a text: jsonb would sort its fields, and a repeat gets the first answer to the byte.
  await keepAnswer(tx, claimed, { status, response: JSON.stringify(result.value) }, now);
  return done({ value: result.value, status, repeated: false });
}
