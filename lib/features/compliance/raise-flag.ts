import { appendEvent } from "@/lib/events/outbox";
import type { Ctx } from "@/lib/ports/ctx";
import { insertFlag, type NewFlag } from "./repository.ts";

/** Where admins decide about flags. */
const COMPLIANCE_PAGE = "/admin/compliance";

/**
 * Writes a flag and tells the admins, in one transaction; one that is there already is left alone. The tenant hears nothing: to be told would
 * warn him (K91). A large trade was told when it was planned (orders/flag-large-trade.ts).
 */
export async function raiseFlag(ctx: Pick<Ctx, "db" | "ids" | "clock">, flag: Omit<NewFlag, "id">): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const id = ctx.ids.make("complianceFlag");
    if (!(await insertFlag(tx, { id, ...flag }))) return false;
    if (flag.kind !== "LARGE_TRADE")
      await appendEvent(tx, ctx.clock.now(), {
        type: "operations.alarm",
        key: `compliance:${id}`,
        title: "Trading was flagged for review",
        body: `${flag.reason} User ${flag.userId}.`,
        link: COMPLIANCE_PAGE,
      });
    return true;
  });
}
