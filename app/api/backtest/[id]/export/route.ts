import { exportReport } from "@/lib/features/backtests/export-report";
import { exportQuery } from "@/lib/features/backtests/input";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** The self-contained report is a download like the others: our pages never show what a file says. */
export const GET = route({ access: "SUBSCRIBER", scope: "read", query: exportQuery }, async (asked) => {
  const { ctx, actor, params, query } = asked;
  const { name, type, body } = unwrap(await exportReport(ctx, actor.userId, params.id ?? "", query.format));
  return new Response(body, {
    headers: { "content-type": type, "content-disposition": `attachment; filename="${name}"` },
  });
});
