import { type ClientView, clients } from "@/lib/features/accounts/client-queries";
import { decodeCursor, encodeCursor, type Page } from "@/lib/features/marketplace/cursor";
import type { Ctx } from "@/lib/ports/ctx";
import type { ListClientsQuery } from "./client-input.ts";

/** Tenants in the order of their making, a page at a time. */
export async function listClients(
  ctx: Pick<Ctx, "db">,
  { cursor, limit = 50, ...filter }: ListClientsQuery,
): Promise<Page<ClientView>> {
  const rows = await clients(ctx.db, decodeCursor(cursor)?.id ?? null, limit + 1, filter);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(last.createdAt, last.id) : null,
  };
}
