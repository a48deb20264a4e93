import type { Tx } from "@/lib/db/client";

export interface AuditRow {
  readonly id: string;
  readonly seq: bigint;
  readonly at: Date;
  readonly actorId: string | null;
  readonly action: string;
  readonly subject: string;
  readonly subjectId: string;
  readonly detail: unknown;
  readonly ip: string;
  readonly prevHash: string;
  readonly hash: string;
}

/** Any number, the same in every process: who holds this lock may append. */
const AUDIT_LOCK = 7_241_001n;

export async function lockAuditHead(tx: Tx): Promise<{ seq: bigint; hash: string } | null> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${AUDIT_LOCK})`;
  return tx.auditEntry.findFirst({ orderBy: { seq: "desc" }, select: { seq: true, hash: true } });
}

export async function insertAudit(
  tx: Tx,
  row: Omit<AuditRow, "detail"> & { detail: Readonly<Record<string, string | number | boolean | null>> },
): Promise<void> {
  await tx.auditEntry.create({ data: row });
}

/** Up to `limit` entries after `seq`, in their order. */
export async function auditRows(db: Pick<Tx, "auditEntry">, after: bigint, limit: number): Promise<AuditRow[]> {
  const rows = await db.auditEntry.findMany({ where: { seq: { gt: after } }, orderBy: { seq: "asc" }, take: limit });
  return rows.map(({ id, seq, at, actorId, action, subject, subjectId, detail, ip, prevHash, hash }) => {
    return { id, seq, at, actorId, action, subject, subjectId, detail, ip, prevHash, hash };
  });
}
