import { exportBars } from "@/lib/features/candles/export-bars";
import { candleExportQuery } from "@/lib/features/candles/input";
import { loadBars } from "@/lib/features/candles/load-bars";
import { AppError } from "@/lib/kernel/errors";
import { arrowFormat } from "@/lib/runtime/candle-task";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";
import { parseSymbol } from "@/lib/trading/market/symbol";

const TYPES = { csv: "text/csv; charset=utf-8", json: "application/json", arrow: "application/vnd.apache.arrow.file" };

/** One stored series as a file. */
export const GET = route({ access: "ADMIN", query: candleExportQuery }, async ({ ctx, query }) => {
  const { format, exchange, timeframe } = query;
  const symbol = parseSymbol(query.symbol);
  if (!symbol.ok) throw new AppError("not_found", symbol.detail);
  const { bars } = unwrap(await loadBars(ctx, { exchange, symbol: symbol.value.symbol, timeframe }), {
    not_stored: "not_found",
  });
  const name = `${exchange}_${symbol.value.symbol.replace(/\W/g, "")}_${timeframe}.${format}`;
  return new Response(streamOf(exportBars(bars, format, arrowFormat)), {
    headers: { "content-type": TYPES[format], "content-disposition": `attachment; filename="${name}"` },
  });
});

/** Block by block, as fast as the reader takes them. */
function streamOf(blocks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const next = await blocks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: async () => void (await blocks.return(undefined)),
  });
}
