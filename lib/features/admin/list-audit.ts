import { type AuditView, auditPlace, searchAudit } from "@/lib/features/accounts/audit-queries";
import { decodeCursor, encodeCursor, type Page } from "@/lib/features/marketplace/cursor";
import { DAY_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { ListAuditQuery } from "./client-input.ts";

/** The audit log, newest first, a page at a time. */
export async function listAudit(
  ctx: Pick<Ctx, "db">,
  { from, to, cursor, limit = 50, ...filter }: ListAuditQuery,
): Promise<Page<AuditView>> {
  const { items, next } = await searchAudit(ctx.db, {
    ...filter,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(Date.parse(to) + DAY_MS),
    before: auditPlace(decodeCursor(cursor)?.id ?? ""),
    limit,
  });
  const last = items.at(-1);
  return { items, nextCursor: next === null || last === undefined ? null : encodeCursor(last.at, next) };
}
