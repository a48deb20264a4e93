import { FIGURES } from "@/lib/trading/optimise/objective";
import type { TrialRow } from "./print-trials.ts";

/** All trials as RFC 4180, best first: the parameters, the score, the figures. What is not defined is empty. */
export function trialsCsv(rows: readonly TrialRow[]): string {
  const names = Object.keys(rows[0]?.parameters ?? {});
  const lines = rows.map(({ parameters, score, figures }) =>
    [...names.map((name) => parameters[name]), score, ...FIGURES.map((name) => figures[name])]
      .map((value) => (value === null || value === undefined ? "" : quoted(String(value))))
      .join(","),
  );
  return [[...names, "score", ...FIGURES].join(","), ...lines, ""].join("\r\n");
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
