import type { Bars } from "@/lib/trading/market/bars";
import type { KeptResult } from "./result-bytes.ts";
import { thinRows } from "./thin-rows.ts";

/** What is kept of the market that a run traded: as much of its closes as a chart shows, highest and lowest among them. */
export function marketOf({ close }: Pick<Bars, "close">): KeptResult["market"] {
  const bar = thinRows(close);
  return { bar, close: Float64Array.from(bar, (row) => close[row] ?? Number.NaN) };
}
