import { appendEvent } from "@/lib/events/outbox";
import type { Ctx } from "@/lib/ports/ctx";
import { findAuditBreak } from "./audit.ts";

/** Tells the operators, as one alert, of the first entry of the audit log that does not fit the one before. Only who owns the database can have changed it. */
export async function watchAudit(ctx: Ctx): Promise<void> {
  const seq = await findAuditBreak(ctx);
  if (seq === null) return;
  await ctx.db.transaction((tx) =>
    appendEvent(tx, ctx.clock.now(), {
      type: "operations.alarm",
      key: `audit.break:${seq}`,
      title: `The audit log does not hold at entry ${seq}`,
      body: "It was changed, or one before it is missing. The site's own roles cannot do that: find out who used the owner's, and compare with a backup.",
      link: "/admin/audit",
    }),
  );
}
