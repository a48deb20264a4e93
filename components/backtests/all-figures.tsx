import { ExtrapolatedNote } from "@/components/ui/evidence";
import { formatAmount, formatNumber, formatPercent } from "@/components/ui/format";
import { KeyValues, Panel } from "@/components/ui/panel";
import { figure, isExtrapolated, type Metrics } from "./figures.ts";

type Kind = "percent" | "money" | "ratio" | "count";

/** Every figure of a run by its place: what it cost, what it gave, its trades. */
const GROUPS: readonly { readonly title: string; readonly rows: readonly (readonly [string, string, Kind])[] }[] = [
  {
    title: "What it cost",
    rows: [
      ["Worst drawdown", "maxDrawdownPct", "percent"],
      ["Worst drawdown in money", "maxDrawdownAbs", "money"],
      ["Longest drawdown, bars", "maxDrawdownDurationBars", "count"],
      ["Volatility a year", "volatilityDailyAnnPct", "percent"],
      ["Worst trade", "worstTrade", "money"],
      ["Losses in a row", "lossesInARow", "count"],
      ["Fees paid", "feesPaid", "money"],
      ["Funding paid", "fundingPaid", "money"],
      ["Time in the market", "exposurePct", "percent"],
    ],
  },
  {
    title: "What it gave",
    rows: [
      ["Return", "returnPct", "percent"],
      ["Growth a year", "cagrPct", "percent"],
      ["Holding instead", "buyAndHoldPct", "percent"],
      ["Sharpe, daily", "sharpeDaily", "ratio"],
      ["Sharpe, by bar", "sharpeBar", "ratio"],
      ["Sortino, daily", "sortinoDaily", "ratio"],
      ["Calmar", "calmar", "ratio"],
      ["SQN", "sqn", "ratio"],
    ],
  },
  {
    title: "Its trades",
    rows: [
      ["Closed trades", "trades", "count"],
      ["Won", "winRatePct", "percent"],
      ["Profit factor", "profitFactor", "ratio"],
      ["Expectancy", "expectancy", "money"],
      ["Expectancy of the stake", "expectancyPct", "percent"],
      ["Expectancy in R", "expectancyR", "ratio"],
      ["Average win", "avgWin", "money"],
      ["Average loss", "avgLoss", "money"],
      ["Best trade", "bestTrade", "money"],
    ],
  },
];

/** What its formula does not define is a dash. */
export function AllFigures({ metrics, unit }: { readonly metrics: Metrics; readonly unit: string }) {
  const shown = (name: string, kind: Kind): string => {
    const value = figure(metrics, name);
    if (value === null) return "—";
    if (kind === "percent") return formatPercent(value);
    if (kind === "money") return formatAmount(String(value), { unit });
    return formatNumber(value, kind === "ratio" ? 2 : 0);
  };
  return (
    <Panel title="All figures" sub={isExtrapolated(metrics) ? <ExtrapolatedNote /> : undefined}>
      <div className="grid gap-x-10 gap-y-6 md:grid-cols-2">
        {GROUPS.map(({ title, rows }) => (
          <section key={title} aria-label={title}>
            <h3 className="mb-2 text-caption text-ink-3">{title}</h3>
            <KeyValues
              rows={rows
                .filter(([, name]) => metrics !== null && name in metrics)
                .map(([label, name, kind]) => [label, <span key={name}>{shown(name, kind)}</span>] as const)}
            />
          </section>
        ))}
      </div>
    </Panel>
  );
}
