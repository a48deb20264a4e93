import { type ClientView, clients } from "@/lib/features/accounts/client-queries";
import { decodeCursor, type Page, pageOf } from "@/lib/features/marketplace/cursor";
import type { Ctx } from "@/lib/ports/ctx";
import type { ListClientsQuery } from "./client-input.ts";

/** Tenants in the order of their making, a page at a time. */
export async function listClients(
  ctx: Pick<Ctx, "db">,
  { cursor, limit = 50, ...filter }: ListClientsQuery,
): Promise<Page<ClientView>> {
  const rows = await clients(ctx.db, decodeCursor(cursor)?.id ?? null, limit + 1, filter);
  return pageOf(rows, limit, (row) => row.createdAt);
}
