import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Column } from "@uwdata/flechette";
import { AppError } from "@/lib/kernel/errors";
import type { ArrowFormat } from "@/lib/ports/arrow-format";
import { unpackLz4Frame } from "./lz4-frame.ts";

/** A column of float64 of more bars than a file may hold. */
const COLUMN_BYTES_MAX = 64 * 1_048_576;

/** Arrow files by flechette, loaded when one is read or written: no page and no job needs it otherwise. */
export const arrowFormat: ArrowFormat = {
  async read(bytes) {
    const { tableFromIPC } = await load();
    try {
      const table = tableFromIPC(bytes);
      return table.names.flatMap((name) => {
        const values = numbersOf(table.getChild(name));
        return values === null ? [] : [{ name, values }];
      });
    } catch (error) {
      throw new AppError(
        "bad_request",
        `The Arrow file is damaged: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  },

  async write(bars) {
    const arrow = await load();
    const { time, ...values } = bars;
    const columns = Object.fromEntries(
      (["open", "high", "low", "close", "volume"] as const).map((name) => [
        name,
        arrow.columnFromArray(values[name], arrow.float64()),
      ]),
    );
    const timestamp = arrow.columnFromArray(time, arrow.timestamp(arrow.TimeUnit.MILLISECOND, "UTC"));
    const bytes = arrow.tableToIPC(arrow.tableFromColumns({ timestamp, ...columns }), { format: "file" });
    if (bytes === null) throw new AppError("invariant", "flechette wrote no bytes");
    return bytes;
  },
};

async function load(): Promise<typeof import("@uwdata/flechette")> {
  // Next leaves it to Node: it belongs to no page's bundle
  const arrow = await import(/* turbopackIgnore: true */ "@uwdata/flechette");
  const never = (): never => {
    throw new Error("we write Arrow files without LZ4");
  };
  arrow.setCompressionCodec(arrow.CompressionType.LZ4_FRAME, { encode: never, decode: unpackLz4Frame });
  arrow.setCompressionCodec(arrow.CompressionType.ZSTD, {
    encode: zstdCompressSync,
    decode: (bytes) => zstdDecompressSync(bytes, { maxOutputLength: COLUMN_BYTES_MAX }),
  });
  return arrow;
}

/** A column as float64; null for one of texts or lists. A missing value is NaN, which no bar may hold. */
function numbersOf(column: Column): Float64Array | null {
  const values = column.toArray();
  if (values instanceof Float64Array) return values;
  const numbers = new Float64Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row];
    if (value !== null && typeof value !== "number" && typeof value !== "bigint") return null;
    numbers[row] = value === null ? Number.NaN : Number(value);
  }
  return numbers;
}
