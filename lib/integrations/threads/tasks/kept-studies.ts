import { createStudyColumns, type StudyColumns } from "@/lib/trading/backtest/study-columns";
import type { Bars } from "@/lib/trading/market/bars";

/** Series at once: the parts of two searches that take turns on one thread. */
const KEPT_MAX = 3;
const BYTES_MAX = 32 * 2 ** 20;

const kept = new Map<string, StudyColumns>();

/** Columns of studies over these bars, kept from part to part of a sweep: parameter sets share them whichever part they came in. */
export function keptStudies(barsKey: string, bars: Bars): StudyColumns {
  const known = kept.get(barsKey) ?? createStudyColumns(bars, BYTES_MAX);
  kept.delete(barsKey);
  kept.set(barsKey, known);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_MAX) break;
    kept.delete(oldest);
  }
  return known;
}
