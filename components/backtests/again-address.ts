import type { BacktestDetail } from "@/lib/features/backtests/queries";

type Ground = Pick<BacktestDetail, "kind" | "strategy" | "exchange" | "symbol" | "timeframe"> & {
  /** Of a batch. */
  readonly runs: readonly Pick<BacktestDetail, "symbol" | "timeframe">[] | null;
};

/** A new run of the same strategy on the same market, or a new batch over the same markets, with these parameters filled in. */
export function againAddress(run: Ground, parameters: Readonly<Record<string, unknown>>): string {
  const rows = run.kind === "BATCH" ? (run.runs ?? []) : [];
  const several = (name: "symbol" | "timeframe"): [string, string][] =>
    [...new Set(rows.map((row) => row[name]))].map((value) => [`${name}s`, value]);
  const place: [string, string][] =
    run.kind === "BATCH"
      ? [["kind", "batch"], ["exchange", run.exchange], ...several("symbol"), ...several("timeframe")]
      : [["series", `${run.exchange} ${run.symbol} ${run.timeframe}`]];
  const typed = Object.entries(parameters).map(([name, value]): [string, string] => [`p.${name}`, String(value)]);
  return `/backtests/new?${new URLSearchParams([["strategy", run.strategy], ...place, ...typed])}`;
}
