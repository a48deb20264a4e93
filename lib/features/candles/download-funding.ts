import { AppError } from "@/lib/kernel/errors";
import type { CandleHistory } from "@/lib/ports/candle-history";
import type { Ctx } from "@/lib/ports/ctx";
import { type FundingKey, fundingFault, importFunding, loadFunding } from "./funding.ts";

export interface FundingProgress {
  /** Parts of the time that were looked at, 0 to 1. */
  readonly part: number;
  readonly added: number;
}

export interface FundingDownload {
  readonly from: number;
  readonly to?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: FundingProgress) => void | Promise<void>) | undefined;
}

/**
 * Adds what a perpetual's longs paid to its shorts in [from, to). What lies before the first and after the last stored event is asked for, page
 * by page, each stored before the next is asked.
 * @throws AppError as downloadCandles
 */
export async function downloadFunding(
  ctx: Pick<Ctx, "db" | "clock"> & { readonly history: CandleHistory },
  key: FundingKey,
  { from, to = Number.POSITIVE_INFINITY, signal, onProgress }: FundingDownload,
): Promise<{ readonly added: number; readonly present: number }> {
  const end = Math.min(to, ctx.clock.now());
  const stored = await loadFunding(ctx, key, from, end);
  const first = stored.time[0] ?? end;
  const last = stored.time.at(-1);
  const ranges = [{ from, to: first }, ...(last === undefined ? [] : [{ from: last + 1, to: end }])];
  const source = await ctx.history.open(key.exchange, key.symbol, signal);
  let added = 0;
  try {
    for (const range of ranges)
      for (let since = range.from; since < range.to; ) {
        signal?.throwIfAborted();
        const until = Math.min(range.to, since + source.fundingSpanMs);
        const page = await source.funding(since, until);
        const fault = [...page.time.keys()].map((row) => fundingFault(page, row)).find((one) => one !== null);
        if (fault !== undefined)
          throw new AppError("conflict", `${key.exchange} sent funding of ${key.symbol} that is none: ${fault}`);
        if (page.time.length > 0) {
          const imported = await importFunding(ctx, key, page);
          if (!imported.ok) throw new AppError("conflict", `${key.symbol}: ${imported.detail ?? imported.reason}`);
          added += imported.value.added;
        }
        since = until;
        await onProgress?.({ part: (since - from) / (end - from), added });
      }
  } finally {
    await source.close();
  }
  return { added, present: stored.time.length };
}
