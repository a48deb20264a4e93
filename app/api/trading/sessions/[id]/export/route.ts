import { sessionCsv } from "@/lib/features/trading-sessions/session-csv";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const GET = route({ access: "SUBSCRIBER", scope: "read" }, async ({ ctx, actor, params }) => {
  const { name, body } = unwrap(await sessionCsv(ctx, actor.userId, params.id ?? ""));
  return new Response(body, {
    headers: { "content-type": "text/csv; charset=utf-8", "content-disposition": `attachment; filename="${name}"` },
  });
});
