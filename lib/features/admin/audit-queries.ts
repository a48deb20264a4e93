import { Prisma, type Tx } from "@/lib/db/client";
import { decodeCursor, encodeCursor, type Page } from "@/lib/features/marketplace/cursor";
import { DAY_MS } from "@/lib/kernel/time";
import type { ListAuditQuery } from "./client-input.ts";

/** An entry of the audit log as admins read it. Its detail never holds a secret. */
export interface AuditView {
  readonly id: string;
  /** Its place in the log, which has no gaps. */
  readonly seq: string;
  readonly at: Date;
  /** null: the system, or somebody not signed in. `email` is null for who is no user: client-admin, admin-api-token. */
  readonly actor: { readonly id: string; readonly email: string | null } | null;
  readonly action: string;
  readonly subject: string;
  readonly subjectId: string;
  readonly detail: Prisma.JsonValue;
  readonly ip: string;
  readonly hash: string;
}

/** The audit log, newest first. `action` is a whole one or its first word; an actor is found by id or address. */
export async function listAudit(
  db: Pick<Tx, "$queryRaw">,
  { actor, action, subject, subjectId, from, to, cursor, limit = 50 }: ListAuditQuery,
): Promise<Page<AuditView>> {
  const after = /^\d{1,18}$/.exec(decodeCursor(cursor)?.id ?? "")?.[0];
  const wanted = [
    after === undefined ? null : Prisma.sql`a.seq < ${BigInt(after)}`,
    actor === undefined
      ? null
      : Prisma.sql`a."actorId" IN (SELECT ${actor} UNION SELECT id FROM users WHERE email = ${actor.toLowerCase()})`,
    action === undefined
      ? null
      : action.includes(".")
        ? Prisma.sql`a.action = ${action}`
        : Prisma.sql`split_part(a.action, '.', 1) = ${action}`,
    subject === undefined ? null : Prisma.sql`a.subject = ${subject}`,
    subjectId === undefined ? null : Prisma.sql`a."subjectId" = ${subjectId}`,
    from === undefined ? null : Prisma.sql`a.at >= ${new Date(from)}`,
    to === undefined ? null : Prisma.sql`a.at < ${new Date(Date.parse(to) + DAY_MS)}`,
  ].filter((one) => one !== null);
  const where = wanted.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(wanted, " AND ")}`;
  const rows = await db.$queryRaw<
    (Omit<AuditView, "seq" | "actor"> & { seq: bigint; actorId: string | null; email: string | null })[]
  >(Prisma.sql`
    SELECT a.id, a.seq, a.at, a."actorId", u.email, a.action, a.subject, a."subjectId", a.detail, a.ip, a.hash
    FROM audit_log a LEFT JOIN users u ON u.id = a."actorId" ${where} ORDER BY a.seq DESC LIMIT ${limit + 1}`);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ id, seq, at, actorId, email, action, subject, subjectId, detail, ip, hash }) => ({
      id,
      seq: String(seq),
      at,
      actor: actorId === null ? null : { id: actorId, email },
      action,
      subject,
      subjectId,
      detail,
      ip,
      hash,
    })),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(last.at, String(last.seq)) : null,
  };
}
