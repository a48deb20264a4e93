import { done, type Result } from "@/lib/kernel/result";
import type { ArrowFormat } from "@/lib/ports/arrow-format";
import type { Ctx } from "@/lib/ports/ctx";
import { type FundingImported, importFunding } from "./funding.ts";
import { type Imported, importCandles } from "./import-candles.ts";
import { type Blocks, readCandles, readFundingFile } from "./read-file.ts";
import type { FileTarget } from "./target-of-path.ts";

export type FileImported =
  | { readonly kind: "candles"; readonly candles: Imported }
  | { readonly kind: "funding"; readonly funding: FundingImported };

export type ImportRefusal = "bad_file" | "bad_rows" | "overlap_differs" | "real_bars_stored" | "no_perpetual";

/** Reads a file and stores what is in it: all of it in one transaction, or nothing. `detail` of a refusal names line and cause. */
export async function importFile(
  ctx: Pick<Ctx, "db" | "clock"> & { readonly arrow: ArrowFormat },
  target: FileTarget,
  blocks: Blocks,
  options: { readonly replace?: boolean } = {},
): Promise<Result<FileImported, ImportRefusal>> {
  if (target.kind === "funding") {
    const read = await readFundingFile(blocks);
    if (!read.ok) return read;
    const imported = await importFunding(ctx, target.key, read.value, options);
    return imported.ok ? done({ kind: "funding", funding: imported.value }) : imported;
  }
  const read = await readCandles(blocks, target.key.timeframe, ctx.arrow);
  if (!read.ok) return read;
  const imported = await importCandles(ctx, target.key, read.value, options);
  return imported.ok ? done({ kind: "candles", candles: imported.value }) : imported;
}
