import { loadBars } from "@/lib/features/candles/load-bars";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { firstRowAt, sliceBars } from "@/lib/trading/market/bars";
import type { REPORT_FORMATS } from "./input.ts";
import { type BacktestDetail, getBacktest, keptResultOf, trialsOf } from "./queries.ts";
import { jsonReport, type ReportInput } from "./report.ts";
import { csvReport } from "./report-csv.ts";
import { htmlReport } from "./report-html.ts";
import { trialRows, trialsCsv } from "./report-trials.ts";
import { readMetrics, readSettings } from "./stored.ts";

export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface ReportFile {
  readonly name: string;
  readonly type: string;
  readonly body: string;
}

const TYPES: Readonly<Record<ReportFormat, string>> = {
  csv: "text/csv; charset=utf-8",
  json: "application/json; charset=utf-8",
  html: "text/html; charset=utf-8",
};

/**
 * A finished run of one's own as a file. The page in one file draws the market beside the equity, so it needs the very candles of the run:
 * "conflict" once they are others.
 */
export async function exportReport(
  ctx: Ctx,
  userId: string,
  id: string,
  format: ReportFormat,
): Promise<Result<ReportFile, "not_found" | "conflict">> {
  const [run, kept] = await Promise.all([getBacktest(ctx, userId, id), keptResultOf(ctx, userId, id)]);
  if (run?.kind === "OPTIMISATION") return exportTrials(ctx, userId, run, format);
  if (run === null || kept === null || run.metrics === null || run.settings === null) return refuse("not_found");
  const { result, time, barMs } = kept;
  const settings = readSettings(run.settings, `settings of ${id}`);
  const report: ReportInput = {
    settings,
    metrics: readMetrics(run.metrics, `metrics of ${id}`),
    result,
    bars: { length: time.length, time, close: new Float64Array(0) },
    barMs,
  };
  const file = (body: string) => done(fileOf(run, format, body));
  if (format === "csv") return file(csvReport(report));
  if (format === "json") return file(jsonReport(report));
  const loaded = await loadBars(ctx, run, { from: run.request.from, to: run.request.to });
  if (!loaded.ok || loaded.value.hash() !== settings.dataHash)
    return refuse("conflict", "The candles of this run are not stored as they were then. Run it again for a report.");
  // A walk-forward trades from its first out-of-sample bar on.
  const first = firstRowAt(loaded.value.bars, time[0] ?? 0);
  return file(htmlReport({ ...report, bars: sliceBars(loaded.value.bars, first, first + time.length) }));
}

/** A search as its trials. It has no one curve to draw a page of: its best set is run for that. */
async function exportTrials(
  ctx: Ctx,
  userId: string,
  run: BacktestDetail,
  format: ReportFormat,
): Promise<Result<ReportFile, "not_found" | "conflict">> {
  const kept = await trialsOf(ctx, userId, run.id);
  if (kept === null) return refuse("not_found");
  if (format === "html")
    return refuse("conflict", "A search has trials and no one curve. Run its best set for a report.");
  const trials = trialRows(kept);
  const { settings, metrics, summary } = run;
  const text = format === "csv" ? trialsCsv(trials) : `${JSON.stringify({ settings, metrics, summary, trials })}\n`;
  return done(fileOf(run, format, text));
}

function fileOf({ id, strategy, symbol }: BacktestDetail, format: ReportFormat, body: string): ReportFile {
  return { name: `${strategy}-${symbol.replace(/\W+/g, "-")}-${id}.${format}`, type: TYPES[format], body };
}
