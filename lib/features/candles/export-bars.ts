import type { ArrowFormat } from "@/lib/ports/arrow-format";
import type { Bars } from "@/lib/trading/market/bars";

export const EXPORT_FORMATS = ["csv", "json", "arrow"] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const ROWS_AT_ONCE = 20_000;

/** Bars as the bytes of a file, piece by piece: CSV as we read it, ccxt's arrays, or an Arrow file. Each number is the shortest text of its double. */
export async function* exportBars(bars: Bars, format: ExportFormat, arrow: ArrowFormat): AsyncGenerator<Uint8Array> {
  if (format === "arrow") {
    yield await arrow.write(bars);
    return;
  }
  const csv = format === "csv";
  yield Buffer.from(csv ? "timestamp,open,high,low,close,volume\n" : "[");
  for (let from = 0; from < bars.length; from += ROWS_AT_ONCE) {
    const rows: string[] = [];
    for (let row = from; row < Math.min(bars.length, from + ROWS_AT_ONCE); row += 1) {
      const { time, open, high, low, close, volume } = bars;
      const text = `${time[row]},${open[row]},${high[row]},${low[row]},${close[row]},${volume[row]}`;
      rows.push(csv ? `${text}\n` : `${row === 0 ? "" : ",\n"}[${text}]`);
    }
    yield Buffer.from(rows.join(""));
  }
  if (!csv) yield Buffer.from("]\n");
}
