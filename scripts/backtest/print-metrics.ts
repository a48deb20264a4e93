import { EVIDENCE_SENTENCE } from "@/lib/features/backtests/report";
import type { SettingsRecord } from "@/lib/features/backtests/settings-record";
import type { Metrics } from "@/lib/trading/stats/metrics";

const ROWS: readonly (readonly [label: string, name: keyof Metrics, unit?: "%"])[] = [
  ["Return", "returnPct", "%"],
  ["Buy and hold", "buyAndHoldPct", "%"],
  ["A year", "cagrPct", "%"],
  ["Largest drawdown", "maxDrawdownPct", "%"],
  ["Sharpe, daily", "sharpeDaily"],
  ["Sortino, daily", "sortinoDaily"],
  ["Calmar", "calmar"],
  ["Trades", "trades"],
  ["Won", "winRatePct", "%"],
  ["Profit factor", "profitFactor"],
  ["Expectancy", "expectancy"],
  ["In the market", "exposurePct", "%"],
  ["Fees paid", "feesPaid"],
  ["Funding paid", "fundingPaid"],
  ["Final equity", "finalEquity"],
];

/** The figures that people look at first; the rest is in --json. */
export function metricLines(settings: SettingsRecord, metrics: Metrics): string {
  const head = `${settings.strategy} on ${settings.exchange} ${settings.symbol} ${settings.timeframe}, ${settings.from} to ${settings.to}`;
  const rows = ROWS.map(
    ([label, name, unit = ""]) => `  ${label.padEnd(18)}${textOf(metrics[name], unit).padStart(16)}`,
  );
  const notes = [
    ...(metrics.annualised === "extrapolated" ? ["Under a year of bars: yearly figures are extrapolated."] : []),
    EVIDENCE_SENTENCE[settings.evidenceClass],
    `Fee ${settings.fee}, slippage ${settings.slippageBps} bps, funding ${settings.funding === null ? "none" : `${settings.funding.events} events`}, seed ${settings.seed}.`,
    `Data ${settings.dataHash.slice(0, 16)}, engine ${settings.engineVersion}. What was is no promise of what will be.`,
  ];
  return `${[head, ...rows, ...notes].join("\n")}\n`;
}

function textOf(value: string | number | null, unit: string): string {
  if (value === null) return "not defined";
  if (typeof value === "string") return value;
  const digits = Number.isInteger(value) ? 0 : Math.abs(value) >= 1_000 ? 2 : 4;
  return `${value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })}${unit === "" ? "" : ` ${unit}`}`;
}
