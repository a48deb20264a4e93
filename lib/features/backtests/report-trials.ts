import { csvCell, csvWords } from "@/lib/kernel/csv";
import { FIGURES, type TrialFigures } from "@/lib/trading/optimise/objective";
import { parametersAt } from "@/lib/trading/optimise/space";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";
import type { KeptTrials } from "./search.ts";

/** One parameter set of a search, with what it came to. */
export interface TrialRow {
  readonly parameters: ParameterValues;
  readonly score: number | null;
  readonly figures: TrialFigures;
}

/** All trials with their parameters, best first. */
export function trialRows({ space, tried }: Pick<KeptTrials, "space" | "tried">): TrialRow[] {
  return tried.map(({ index, score, figures }) => ({ parameters: parametersAt(space, index), score, figures }));
}

/** All trials as RFC 4180, best first: the parameters, the score, the figures. What is not defined is empty. */
export function trialsCsv(rows: readonly TrialRow[]): string {
  const names = Object.keys(rows[0]?.parameters ?? {});
  const lines = rows.map(({ parameters, score, figures }) =>
    [...names.map((name) => parameters[name]), score, ...FIGURES.map((name) => figures[name])]
      .map((value) => (value === null || value === undefined ? "" : csvCell(String(value))))
      .join(","),
  );
  return [[...names.map(csvWords), "score", ...FIGURES].join(","), ...lines, ""].join("\r\n");
}
