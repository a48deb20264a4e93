import { thinRows } from "@/lib/features/backtests/thin-rows";
import type { SessionDetail } from "./view.ts";

/** As many points of a session's equity as a chart shows, extremes kept. */
export function sessionCurve(equity: SessionDetail["equity"]): [number, number][] {
  const rows = thinRows(Float64Array.from(equity, ([, value]) => value));
  return Array.from(rows, (row) => [equity[row]?.[0] ?? 0, equity[row]?.[1] ?? 0]);
}
