import { createStudyColumns, type StudyColumns } from "@/lib/trading/backtest/study-columns";
import type { Bars } from "@/lib/trading/market/bars";
import { sharedStudies } from "../shared-studies.ts";

/** Series at once: the parts of two searches that take turns on one thread. */
const KEPT_MAX = 3;
/** A thread's own, beside what it shares: 8 MiB, or 8 columns where that is more. */
const OWN_BYTES = 8 * 2 ** 20;
const OWN_COLUMNS = 8;

const kept = new Map<string, StudyColumns>();

/** Columns of studies over these bars, kept from part to part of a sweep: parameter sets share them whichever part they came in. */
export function keptStudies(barsKey: string, bars: Bars, shared?: SharedArrayBuffer): StudyColumns {
  const known = kept.get(barsKey) ?? newStudies(bars, shared);
  kept.delete(barsKey);
  kept.set(barsKey, known);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_MAX) break;
    kept.delete(oldest);
  }
  return known;
}

function newStudies(bars: Bars, shared: SharedArrayBuffer | undefined): StudyColumns {
  const own = createStudyColumns(bars, Math.max(OWN_BYTES, OWN_COLUMNS * 8 * bars.length));
  return shared === undefined ? own : sharedStudies(own, shared);
}
