import { statementQuery } from "@/lib/features/billing/input";
import { statementCsv } from "@/lib/features/billing/statement-csv";
import { statementLines } from "@/lib/features/billing/statement-queries";
import { utcMs } from "@/lib/kernel/time";
import { route } from "@/lib/runtime/route";

/** A calendar year (UTC), for taxes; this year without one. */
export const GET = route(
  { access: "PROVIDER", scope: "read", query: statementQuery },
  async ({ ctx, actor, query }) => {
    const year = query.year ?? new Date(ctx.clock.now()).getUTCFullYear();
    const range = { from: utcMs(Date.UTC(year, 0, 1)), to: utcMs(Date.UTC(year + 1, 0, 1)) };
    return new Response(statementCsv(await statementLines(ctx.db, actor.userId, range)), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="heliograph-earnings-${year}.csv"`,
      },
    });
  },
);
