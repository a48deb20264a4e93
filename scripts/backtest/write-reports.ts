import { writeFileSync } from "node:fs";
import type { ReportInput } from "@/lib/features/backtests/report";
import { say } from "./prepare.ts";

export interface ReportOptions {
  readonly csv?: string;
  readonly report?: string;
}

/** Writes what was asked for; what draws a report is loaded when one is. @throws Error when a file cannot be written */
export async function writeReports(report: ReportInput, { csv, report: page }: ReportOptions): Promise<void> {
  if (csv !== undefined) {
    const { csvReport } = await import("@/lib/features/backtests/report-csv");
    writeFileSync(csv, csvReport(report));
    say(`Trades are in ${csv}`);
  }
  if (page !== undefined) {
    const { htmlReport } = await import("@/lib/features/backtests/report-html");
    writeFileSync(page, htmlReport(report));
    say(`The report is in ${page}`);
  }
}
