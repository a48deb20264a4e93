import { done, type Result, refuse } from "@/lib/kernel/result";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { FundingColumns } from "@/lib/trading/engine/settings";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { insertFunding, lockFunding, readFunding } from "./funding-repository.ts";

/** Which perpetual's funding. */
export interface FundingKey {
  readonly exchange: string;
  readonly symbol: string;
}

/** What is stored of one perpetual. */
export interface FundingSpan extends FundingKey {
  /** Times of the first and of the last event. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly events: number;
}

export interface FundingImported {
  readonly added: number;
  readonly present: number;
  readonly replaced: number;
}

/** More than a position is worth in one event: no venue's cap comes near it, so it is a fault of the data. */
const RATE_MAX = 1;

/** What is wrong with funding, in words, or null: rates that are numbers, times that rise. */
export function fundingFault(
  { time, rate }: { readonly time: ArrayLike<number>; readonly rate: ArrayLike<number> },
  row: number,
): string | null {
  const [at, value] = [time[row] ?? Number.NaN, rate[row] ?? Number.NaN];
  if (!Number.isSafeInteger(at) || at < 0) return "timestamp is not a whole number of milliseconds";
  if (!Number.isFinite(value)) return "funding_rate is not a number";
  if (Math.abs(value) > RATE_MAX)
    return `funding_rate ${value} is more than ${RATE_MAX * 100} %; it must be a fraction, 0.0001 is 0.01 %`;
  const previous = time[row - 1] ?? Number.NEGATIVE_INFINITY;
  if (at === previous) return "its timestamp was there before";
  return at < previous ? "its timestamp is before that of the row above" : null;
}

/**
 * Adds funding events of a perpetual, in one transaction. Rates that are stored with another value refuse all, unless `replace`.
 */
export async function importFunding(
  ctx: Pick<Ctx, "db">,
  key: FundingKey,
  funding: FundingColumns,
  { replace = false }: { replace?: boolean } = {},
): Promise<Result<FundingImported, "overlap_differs" | "no_perpetual">> {
  const symbol = parseSymbol(key.symbol);
  if (!symbol.ok || symbol.value.market !== "swap")
    return refuse("no_perpetual", `${key.symbol} is no perpetual; funding belongs to one, such as BTC/USDT:USDT.`);
  return ctx.db.transaction(async (tx) => {
    await lockFunding(tx, key);
    const from = funding.time[0] ?? 0;
    const to = (funding.time.at(-1) ?? 0) + 1;
    const old = await readFunding(tx, key, from, to);
    const stored = new Map([...old.time].map((time, row) => [time, old.rate[row]]));
    const fresh: { time: number; rate: number }[] = [];
    const changed: { time: number; rate: number; was: number }[] = [];
    for (const [row, time] of funding.time.entries()) {
      const rate = funding.rate[row] ?? 0;
      const was = stored.get(time);
      if (was === undefined) fresh.push({ time, rate });
      else if (was !== rate) changed.push({ time, rate, was });
    }
    const [first] = changed;
    if (first !== undefined && !replace)
      return refuse(
        "overlap_differs",
        `the funding of ${toIso(utcMs(first.time))} is stored as ${first.was}, the new one is ${first.rate}${changed.length > 1 ? `; and ${changed.length - 1} more differ` : ""}; nothing was stored`,
      );
    await insertFunding(tx, key, [...fresh, ...changed]);
    const present = funding.time.length - fresh.length - changed.length;
    return done({ added: fresh.length, present, replaced: changed.length });
  });
}

/** Funding events in [from, to) as the kernel takes them; empty columns where none are stored. */
export function loadFunding(
  ctx: Pick<Ctx, "db">,
  key: FundingKey,
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): Promise<FundingColumns> {
  return readFunding(ctx.db, key, from, to);
}
