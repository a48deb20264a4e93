import type { Prisma, Tx } from "@/lib/db/client";
import { toIso, utcMs } from "@/lib/kernel/time";

/** One entry of the audit log as an admin reads it. */
export interface AuditView {
  /** Its place in the log, which begins with 1 and has no gaps. */
  readonly seq: string;
  readonly at: string;
  /** E-mail of who did it; null: the system or someone not signed in. One who is no user (the operator's token) by the name it has. */
  readonly actor: string | null;
  readonly action: string;
  readonly subject: string;
  readonly subjectId: string;
  /** What an auditor needs to know, as names with their values. */
  readonly detail: readonly (readonly [name: string, value: string])[];
  readonly ip: string;
}

export interface AuditSearch {
  /** Whose e-mail, an id of who did it or to what, or how an action begins; "" for all. */
  readonly words: string;
  /** Entries before this place; undefined: from the newest. */
  readonly before?: bigint | undefined;
  readonly limit: number;
}

/** The audit log, newest first. `next` is the place to go on before, or null at its end. */
export async function searchAudit(
  db: Pick<Tx, "auditEntry" | "user">,
  { words, before, limit }: AuditSearch,
): Promise<{ items: AuditView[]; next: string | null }> {
  const rows = await db.auditEntry.findMany({
    where: { ...(before === undefined ? {} : { seq: { lt: before } }), ...(await matching(db, words.trim())) },
    orderBy: { seq: "desc" },
    take: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const actors = await db.user.findMany({
    where: { id: { in: [...new Set(shown.flatMap(({ actorId }) => actorId ?? []))] } },
    select: { id: true, email: true },
  });
  const emails = new Map(actors.map(({ id, email }) => [id, email]));
  const items = shown.map(({ seq, at, actorId, action, subject, subjectId, detail, ip }) => ({
    seq: String(seq),
    at: toIso(utcMs(at)),
    actor: actorId === null ? null : (emails.get(actorId) ?? actorId),
    action,
    subject,
    subjectId,
    detail: namedValues(detail),
    ip,
  }));
  return { items, next: rows.length > limit ? (items.at(-1)?.seq ?? null) : null };
}

async function matching(db: Pick<Tx, "user">, words: string): Promise<Prisma.AuditEntryWhereInput> {
  if (words === "") return {};
  const user = words.includes("@")
    ? await db.user.findUnique({ where: { email: words.toLowerCase() }, select: { id: true } })
    : null;
  const id = user?.id ?? words;
  return {
    OR: [
      { actorId: id },
      { subjectId: id },
      { action: { startsWith: words.toLowerCase().replaceAll(/[\\%_]/g, "\\$&") } },
    ],
  };
}

function namedValues(detail: Prisma.JsonValue): [string, string][] {
  if (detail === null || typeof detail !== "object") return [];
  const named = Object.entries(detail).map(([name, value]): [string, string] => [name, String(value ?? "none")]);
  return named.sort(([a], [b]) => (a < b ? -1 : 1)); // jsonb has an order of its own
}
