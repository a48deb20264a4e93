import { done, type Result, refuse } from "@/lib/kernel/result";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { ArrowFormat } from "@/lib/ports/arrow-format";
import type { Ctx } from "@/lib/ports/ctx";
import { type Bars, sliceBars } from "@/lib/trading/market/bars";
import { barStart, type Timeframe } from "@/lib/trading/market/timeframe";
import { type FundingImported, importFunding } from "./funding.ts";
import { type Imported, importCandles } from "./import-candles.ts";
import { type Blocks, readCandles, readFundingFile } from "./read-file.ts";
import type { FileTarget } from "./target-of-path.ts";

/** `running`: the open of a last bar that still runs and was left out. */
export type FileImported =
  | { readonly kind: "candles"; readonly candles: Imported; readonly running: UtcMs | null }
  | { readonly kind: "funding"; readonly funding: FundingImported };

export type ImportRefusal = "bad_file" | "bad_rows" | "overlap_differs" | "real_bars_stored" | "no_perpetual";

export interface ImportFileOptions {
  /** Put the file's values in the place of stored ones that differ. */
  readonly replace?: boolean;
  /** Take bars with holes between them: an exchange that stood still, a market with closed days. Without it they refuse the file. */
  readonly gapsAllowed?: boolean;
  /** Told now and then how many of the file's bars are written. */
  readonly onStored?: ((done: number, total: number) => Promise<void>) | undefined;
}

/** Reads a file and stores what is in it: all of it in one transaction, or nothing. `detail` of a refusal names line and cause. */
export async function importFile(
  ctx: Pick<Ctx, "db" | "clock"> & { readonly arrow: ArrowFormat },
  target: FileTarget,
  blocks: Blocks,
  { replace = false, gapsAllowed = false, onStored }: ImportFileOptions = {},
): Promise<Result<FileImported, ImportRefusal>> {
  if (target.kind === "funding") {
    const read = await readFundingFile(blocks);
    if (!read.ok) return read;
    const imported = await importFunding(ctx, target.key, read.value, { replace });
    return imported.ok ? done({ kind: "funding", funding: imported.value }) : imported;
  }
  const read = await readCandles(blocks, target.key.timeframe, ctx.arrow, { gapsAllowed });
  if (!read.ok) return read;
  const { bars, running } = closedOf(read.value, target.key.timeframe, ctx.clock.now());
  if (bars.length === 0) return refuse("bad_file", "its only bar still runs; import it when it has closed");
  const imported = await importCandles(ctx, target.key, bars, {
    replace,
    onStored: onStored === undefined ? undefined : (stored) => onStored(stored, bars.length),
  });
  return imported.ok ? done({ kind: "candles", candles: imported.value, running }) : imported;
}

/**
 * Without the last bar where it still runs: exchanges and charts hand it out with the others. Stored, it would stay as it was at that moment, since a
 * download asks for what is missing alone.
 */
function closedOf(bars: Bars, timeframe: Timeframe, now: UtcMs): { bars: Bars; running: UtcMs | null } {
  const last = bars.time.at(-1) ?? 0;
  if (barStart(now, timeframe) !== last) return { bars, running: null };
  return { bars: sliceBars(bars, 0, bars.length - 1), running: utcMs(last) };
}
