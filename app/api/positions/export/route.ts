import { listPositions } from "@/lib/features/copies/queries";
import { tradesCsv } from "@/lib/features/copies/trades-csv";
import { utcDay } from "@/lib/kernel/time";
import { route } from "@/lib/runtime/route";

/** The newest trades; a longer history is read page by page from /api/positions. */
const TRADES_MAX = 10_000;

export const GET = route({ access: "SUBSCRIBER", scope: "read" }, async ({ ctx, actor }) => {
  const { items } = await listPositions(ctx, actor.userId, { state: "CLOSED", limit: TRADES_MAX });
  return new Response(tradesCsv(items), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="heliograph-trades-${utcDay(ctx.clock.now())}.csv"`,
    },
  });
});
