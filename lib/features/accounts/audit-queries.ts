import type { Prisma, Tx } from "@/lib/db/client";
import { likeLiteral } from "@/lib/db/like";

/** An entry of the audit log as admins read it. Its detail never holds a secret. */
export interface AuditView {
  readonly id: string;
  /** Its place in the log, which begins with 1 and has no gaps. */
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

export interface AuditSearch {
  /** Whose e-mail, an id of who did it or to what, or how an action begins; "" for all. */
  readonly words?: string | undefined;
  /** Who did it, by id or e-mail. */
  readonly actor?: string | undefined;
  /** A whole action, like kill_switch.engaged, or its first word. */
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly subjectId?: string | undefined;
  /** [from, to) */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Entries before this place; undefined: from the newest. */
  readonly before?: bigint | undefined;
  readonly limit: number;
}

/** The audit log, newest first. `next` is the place to go on before, or null at its end. */
export async function searchAudit(
  db: Pick<Tx, "auditEntry" | "user">,
  { words = "", actor, action, subject, subjectId, from, to, before, limit }: AuditSearch,
): Promise<{ items: AuditView[]; next: string | null }> {
  const rows = await db.auditEntry.findMany({
    where: {
      AND: [
        before === undefined ? {} : { seq: { lt: before } },
        await matching(db, words.trim()),
        actor === undefined ? {} : { actorId: await idOf(db, actor) },
        action === undefined ? {} : { action: action.includes(".") ? action : beginsWith(`${action}.`) },
        subject === undefined ? {} : { subject },
        subjectId === undefined ? {} : { subjectId },
        from === undefined ? {} : { at: { gte: from } },
        to === undefined ? {} : { at: { lt: to } },
      ],
    },
    orderBy: { seq: "desc" },
    take: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const actors = await db.user.findMany({
    where: { id: { in: [...new Set(shown.flatMap(({ actorId }) => actorId ?? []))] } },
    select: { id: true, email: true },
  });
  const emails = new Map(actors.map(({ id, email }) => [id, email]));
  const items = shown.map(({ id, seq, at, actorId, action, subject, subjectId, detail, ip, hash }) => ({
    id,
    seq: String(seq),
    at,
    actor: actorId === null ? null : { id: actorId, email: emails.get(actorId) ?? null },
    action,
    subject,
    subjectId,
    detail,
    ip,
    hash,
  }));
  return { items, next: rows.length > limit ? (items.at(-1)?.seq ?? null) : null };
}

/** A place in the log as an address or a cursor names it. More digits than a bigint has are none. */
export function auditPlace(text: string): bigint | undefined {
  return /^\d{1,18}$/.test(text) ? BigInt(text) : undefined;
}

/** What a user did that was audited, newest first. */
export async function auditOf(db: Pick<Tx, "auditEntry">, actorId: string, limit: number) {
  return db.auditEntry.findMany({
    where: { actorId },
    orderBy: { seq: "desc" },
    take: limit,
    select: { at: true, action: true, subject: true, subjectId: true, detail: true, ip: true },
  });
}

async function matching(db: Pick<Tx, "user">, words: string): Promise<Prisma.AuditEntryWhereInput> {
  if (words === "") return {};
  const id = await idOf(db, words);
  return { OR: [{ actorId: id }, { subjectId: id }, { action: beginsWith(words.toLowerCase()) }] };
}

/** The id behind an e-mail address; what is none, or nobody's, as it is. */
async function idOf(db: Pick<Tx, "user">, idOrEmail: string): Promise<string> {
  if (!idOrEmail.includes("@")) return idOrEmail;
  const user = await db.user.findUnique({ where: { email: idOrEmail.toLowerCase() }, select: { id: true } });
  return user?.id ?? idOrEmail;
}

function beginsWith(text: string): Prisma.StringFilter {
  return { startsWith: likeLiteral(text) };
}
