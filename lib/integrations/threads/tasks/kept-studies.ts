import type { SharedColumns } from "@/lib/ports/compute";
import { createStudyColumns, type StudyColumns } from "@/lib/trading/backtest/study-columns";
import type { Bars } from "@/lib/trading/market/bars";
import { sharedStudies } from "../shared-studies.ts";

/** Searches at once: the parts of two that take turns on one thread, and one. */
const KEPT_MAX = 3;
/** A thread's own, beside what it shares: 4 MiB, or 4 columns where that is more. */
const OWN_BYTES = 4 * 2 ** 20;
const OWN_COLUMNS = 4;

interface Kept {
  /** undefined: nothing is shared, and bars alone tell it. */
  readonly search: number | undefined;
  readonly studies: StudyColumns;
}

/** By what their memory is: of one block there is one search at a time. */
const kept = new Map<string | number, Kept>();

/**
 * Columns of studies over these bars, kept from part to part of a search: parameter sets share them whichever part they came in. Never from
 * search to search: the next one that has the same shared memory finds other columns there, and says by that that this one is over.
 */
export function keptStudies(barsKey: string, bars: Bars, shared?: SharedColumns): StudyColumns {
  const key = shared?.block ?? barsKey;
  const before = kept.get(key);
  kept.delete(key);
  const isSame = before !== undefined && before.search === shared?.search;
  if (!isSame) before?.studies.close();
  const known = isSame ? before : { search: shared?.search, studies: newStudies(bars, shared) };
  kept.set(key, known);
  for (const [oldest, { studies }] of kept) {
    if (kept.size <= KEPT_MAX) break;
    kept.delete(oldest);
    studies.close();
  }
  return known.studies;
}

function newStudies(bars: Bars, shared: SharedColumns | undefined): StudyColumns {
  const own = createStudyColumns(bars, Math.max(OWN_BYTES, OWN_COLUMNS * 8 * bars.length));
  return shared === undefined ? own : sharedStudies(own, shared.memory);
}
