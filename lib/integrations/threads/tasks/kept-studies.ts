import type { SharedColumns } from "@/lib/ports/compute";
import { createStudyColumns, type StudyColumns } from "@/lib/trading/backtest/study-columns";
import type { Bars } from "@/lib/trading/market/bars";
import { sharedStudies } from "../shared-studies.ts";

/** Searches at once: the parts of two that take turns on one thread, and one. */
const KEPT_MAX = 3;
/** A thread's own, beside what it shares: 4 MiB, or 4 columns where that is more. */
const OWN_BYTES = 4 * 2 ** 20;
const OWN_COLUMNS = 4;

const kept = new Map<string | number, StudyColumns>();

/**
 * Columns of studies over these bars, kept from part to part of a search: parameter sets share them whichever part they came in. Never from
 * search to search, since the next one may have the same shared memory.
 */
export function keptStudies(barsKey: string, bars: Bars, shared?: SharedColumns): StudyColumns {
  const key = shared?.search ?? barsKey;
  const known = kept.get(key) ?? newStudies(bars, shared);
  kept.delete(key);
  kept.set(key, known);
  for (const [oldest, studies] of kept) {
    if (kept.size <= KEPT_MAX) break;
    kept.delete(oldest);
    studies.close();
  }
  return known;
}

function newStudies(bars: Bars, shared: SharedColumns | undefined): StudyColumns {
  const own = createStudyColumns(bars, Math.max(OWN_BYTES, OWN_COLUMNS * 8 * bars.length));
  return shared === undefined ? own : sharedStudies(own, shared.memory);
}
