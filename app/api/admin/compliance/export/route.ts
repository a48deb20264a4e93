import { reportQuery } from "@/lib/features/compliance/input";
import { complianceReport } from "@/lib/features/compliance/report-csv";
import { route } from "@/lib/runtime/route";

/** Real-money trades, or flags with their decisions, as CSV. */
export const GET = route({ access: "ADMIN", query: reportQuery }, async ({ ctx, query }) => {
  const { name, body } = await complianceReport(ctx, query);
  return new Response(body, {
    headers: { "content-type": "text/csv; charset=utf-8", "content-disposition": `attachment; filename="${name}"` },
  });
});
