import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/kernel/canonical-json";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { type AuditRow, auditRows, insertAudit, lockAuditHead } from "./audit-repository.ts";

export interface AuditFact {
  /** Who did it; null: the system or someone not signed in. */
  readonly actorId: string | null;
  /** `noun.verb`, e.g. "session.opened". */
  readonly action: string;
  /** What it was done to: the noun and its id. */
  readonly subject: string;
  readonly subjectId: string;
  /** What an auditor needs to know. Never a secret. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
  readonly ip?: string;
}

const FIRST_PREV_HASH = "0".repeat(64);

/**
 * Appends one entry to the audit log, in the transaction of what it tells. Each entry carries the hash of the one before; the head is
 * locked until the commit, so entries are in one line without gaps. Call it last: it serialises the audited transactions.
 */
export async function appendAudit(tx: Tx, ctx: Pick<Ctx, "clock" | "ids">, fact: AuditFact): Promise<void> {
  const head = await lockAuditHead(tx);
  const entry = {
    id: ctx.ids.make("audit"),
    seq: (head?.seq ?? 0n) + 1n,
    at: new Date(ctx.clock.now()),
    actorId: fact.actorId,
    action: fact.action,
    subject: fact.subject,
    subjectId: fact.subjectId,
    detail: { ...fact.detail },
    ip: fact.ip ?? "",
    prevHash: head?.hash ?? FIRST_PREV_HASH,
  };
  await insertAudit(tx, { ...entry, hash: auditHash(entry) });
}

/** sha256(prevHash + canonical JSON of the entry without its hashes), hex. */
function auditHash(entry: Omit<AuditRow, "hash">): string {
  const { id, seq, at, actorId, action, subject, subjectId, detail, ip, prevHash } = entry;
  const text = canonicalJson({
    id,
    seq: String(seq),
    at: at.toISOString(),
    actorId,
    action,
    subject,
    subjectId,
    detail,
    ip,
  });
  return createHash("sha256").update(prevHash).update(text).digest("hex");
}

/** Reads the whole log and says the first entry that does not fit the one before, or null when all do. */
export async function findAuditBreak(ctx: Pick<Ctx, "db">): Promise<bigint | null> {
  let prevHash = FIRST_PREV_HASH;
  let seq = 0n;
  for (;;) {
    const rows = await auditRows(ctx.db, seq, 1_000);
    if (rows.length === 0) return null;
    for (const row of rows) {
      seq += 1n;
      if (row.seq !== seq || row.prevHash !== prevHash || auditHash(row) !== row.hash) return seq;
      prevHash = row.hash;
    }
  }
}
