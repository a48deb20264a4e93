import type { TrialRow } from "@/lib/features/backtests/report-trials";
import type { OptimisationSummary } from "@/lib/features/backtests/search";
import type { SettingsRecord } from "@/lib/features/backtests/settings-record";
import type { Objective } from "@/lib/trading/optimise/objective";
import type { Metrics } from "@/lib/trading/stats/metrics";
import { parameterText } from "./threads.ts";

/** Sets, best first, one a line. */
export function trialTable(rows: readonly TrialRow[], objective: Objective): string {
  const head = ["", objective, "return %", "drawdown %", "trades", "parameters"];
  const lines = rows.map(({ parameters, score, figures }, n) => [
    String(n + 1),
    numberText(score, 4),
    numberText(figures.return, 2),
    numberText(figures.maxDrawdown, 2),
    String(figures.trades),
    parameterText(parameters),
  ]);
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, n) => (n === head.length - 1 ? cell : cell.padStart(widths[n] ?? 0))).join("  ");
  return `${all.map(line).join("\n")}\n`;
}

/** What to think of the best set. */
export function verdictLines(
  summary: OptimisationSummary,
  settings: SettingsRecord,
  annualised: Metrics["annualised"] | undefined,
): string {
  const robust = summary.best?.robustness;
  const lines = [
    "",
    ...(annualised === "extrapolated" ? ["Under a year of bars: Sharpe and Calmar are extrapolated to one."] : []),
    summary.luck.text,
    ...(robust === undefined || robust.goodShare === null
      ? []
      : [
          `Of its ${robust.neighbours} tried neighbours ${Math.round(robust.goodShare * 100)} % come within 20 % of it.`,
        ]),
    `In sample: chosen on the very bars it is shown on. npm run walkforward trades it out of sample.`,
    `${settings.symbol} ${settings.timeframe}, ${settings.from} to ${settings.to}; data ${settings.dataHash.slice(0, 16)}, engine ${settings.engineVersion}, seed ${settings.seed}.`,
  ];
  return `${lines.join("\n")}\n`;
}

function numberText(value: number | null, digits: number): string {
  return value === null ? "–" : value.toFixed(digits);
}
