import { tradeDistribution } from "@/lib/trading/stats/trade-distribution";
import { hourGroups, sideGroups } from "@/lib/trading/stats/trade-groups";
import { EVIDENCE_SENTENCE, type ReportInput, RISK_SENTENCE } from "./report.ts";
import { barChart, lineChart } from "./report-charts.ts";
import { escaped, numberText, percentText, signedText, timeText } from "./report-format.ts";
import { REPORT_STYLE } from "./report-style.ts";
import { factTable, groupTable, monthTable } from "./report-tables.ts";
import { tradeViews } from "./view.ts";

/** More rows than anyone reads, and a file that a browser still opens at once; the CSV has them all. */
const TRADES_SHOWN = 2_000;

/** One file that needs nothing but a browser: what was run, with what, and what came of it. The same run gives the same bytes. */
export function htmlReport(report: ReportInput): string {
  const { settings } = report;
  const title = `${settings.strategy} on ${settings.symbol} ${settings.timeframe}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)} · Heliograph backtest</title><style>${REPORT_STYLE}</style></head><body>
<h1>${escaped(title)}</h1>
<p class="note">${escaped(`${settings.exchange}, ${timeText(report.bars.time[0] ?? 0)} to ${timeText(report.bars.time[report.bars.length - 1] ?? 0)} UTC, ${numberText(report.bars.length, 0)} bars`)}</p>
<p><b>${escaped(EVIDENCE_SENTENCE[settings.evidenceClass])}</b> Parameter sets tried on these data so far: ${settings.trialCount}.</p>
<p class="risk">${escaped(RISK_SENTENCE)}</p>
${curves(report)}
${figures(report)}
<h2>When</h2><div class="card">${monthTable(report.bars.time, report.result.equity)}</div>
${tradesByKind(report)}
${tradeList(report)}
${madeWith(report)}
</body></html>
`;
}

function curves({ result, bars, settings, metrics }: ReportInput): string {
  const { equity } = result;
  const first = bars.close[0] ?? 1;
  const hold = Float64Array.from(
    { length: bars.length },
    (_, i) => (settings.initialCapital * (bars.close[i] ?? 0)) / first,
  );
  const drawdown = new Float64Array(equity.length);
  let highest = Number.NEGATIVE_INFINITY;
  for (const [i, value] of equity.entries()) {
    highest = Math.max(highest, value);
    drawdown[i] = highest > 0 ? (value / highest - 1) * 100 : 0;
  }
  return `<h2>Equity</h2>
${lineChart("Equity at each bar's close, quote money", bars.time, [
  { label: "Equity", values: equity, look: "solid" },
  { label: `Buy and hold (${signedText(metrics.buyAndHoldPct, 1, " %")})`, values: hold, look: "dashed" },
])}
${lineChart("Drawdown", bars.time, [{ label: "Below the highest equity so far", values: drawdown, look: "loss", filled: true }], " %")}`;
}

function figures({ metrics }: ReportInput): string {
  const yearly = metrics.annualised === "extrapolated" ? " (extrapolated, under a year of bars)" : "";
  const share = metrics.grossProfit > 0 ? (metrics.feesPaid / metrics.grossProfit) * 100 : null;
  return `<h2>Figures</h2><div class="two"><div class="card">${factTable("Result", [
    ["Return", signedText(metrics.returnPct, 2, " %")],
    ["Buy and hold", signedText(metrics.buyAndHoldPct, 2, " %")],
    [`Growth a year${yearly}`, signedText(metrics.cagrPct, 2, " %")],
    ["Net profit", signedText(metrics.netProfit)],
    ["Final equity", numberText(metrics.finalEquity)],
    [`Sharpe, daily, a year${yearly}`, numberText(metrics.sharpeDaily, 3)],
    [`Sortino, daily, a year${yearly}`, numberText(metrics.sortinoDaily, 3)],
    [`Volatility a year${yearly}`, percentText(metrics.volatilityDailyAnnPct)],
    ["Largest drawdown", `${percentText(metrics.maxDrawdownPct)} (${numberText(metrics.maxDrawdownAbs)})`],
    ["Longest drawdown", `${numberText(metrics.maxDrawdownDays, 1)} days`],
    [`Calmar${yearly}`, numberText(metrics.calmar, 3)],
    ["In the market", percentText(metrics.exposurePct)],
  ])}</div><div class="card">${factTable("Trades", [
    ["Closed trades", numberText(metrics.trades, 0)],
    ["Won", `${numberText(metrics.wins, 0)} (${percentText(metrics.winRatePct, 1)})`],
    ["Profit factor", numberText(metrics.profitFactor, 3)],
    ["Expectancy", signedText(metrics.expectancy)],
    ["Average win", signedText(metrics.avgWin)],
    ["Average loss", signedText(metrics.avgLoss)],
    ["Best trade", signedText(metrics.bestTrade)],
    ["Worst trade", signedText(metrics.worstTrade)],
    ["System quality number", numberText(metrics.sqn, 3)],
    [
      "Fees paid",
      `${numberText(metrics.feesPaid)}${share === null ? "" : `, ${percentText(share, 1)} of gross profit`}`,
    ],
    ["Funding paid", numberText(metrics.fundingPaid)],
  ])}</div></div>`;
}

function tradesByKind({ result, bars }: ReportInput): string {
  const { trades } = result;
  if (trades.length === 0) return "<h2>Trades</h2><p>No trade was closed.</p>";
  const { long, short } = sideGroups(trades);
  const hours = hourGroups(trades, bars.time).map(
    (group, hour) => [`${String(hour).padStart(2, "0")}:00`, group] as const,
  );
  const bins = tradeDistribution(trades).map((bin) => ({ label: numberText(bin.fromPct, 1), value: bin.trades }));
  return `<h2>Trades</h2>
${barChart("Net returns of trades", bins, { summary: `Trades by net return on their entry value, in bins from ${bins[0]?.label} %.` })}
${barChart(
  "Profit by hour of entry, UTC",
  hours.map(([label, { pnl }]) => ({ label: label.slice(0, 2), value: pnl })),
  { coloured: true, summary: "Sum of net profits of the trades entered in each hour of the UTC day." },
)}
<div class="card">${groupTable("By side", "Side", [
    ["Long", long],
    ["Short", short],
  ])}</div>
<div class="card">${groupTable("By hour of entry, UTC", "Hour", hours)}</div>`;
}

function tradeList({ result, bars }: ReportInput): string {
  const all = tradeViews(result, bars.time);
  const rows = all
    .slice(0, TRADES_SHOWN)
    .map(
      (trade, n) =>
        `<tr><th scope="row">${n + 1}</th><td>${trade.side === "LONG" ? "long" : "short"}</td><td>${timeText(trade.entryTime)}</td><td>${trade.entryPrice}</td><td>${timeText(trade.exitTime)}</td><td>${trade.exitPrice}</td><td>${trade.qty}</td><td>${numberText(trade.fees)}</td><td>${signedText(trade.pnl)}</td><td>${trade.exitReason}</td></tr>`,
    );
  const heads = ["No.", "Side", "Entry", "Price", "Exit", "Price", "Amount", "Fees", "Profit", "Ended by"]
    .map((head) => `<th scope="col">${head}</th>`)
    .join("");
  const more =
    all.length > TRADES_SHOWN ? `<p class="note">The first ${TRADES_SHOWN} of ${all.length}; the CSV has all.</p>` : "";
  const open =
    result.open.length === 0
      ? ""
      : `<p class="note">${result.open.length} still open at the end, marked at the last close, not counted above.</p>`;
  return `<details class="card"><summary>All ${all.length} closed trades</summary><table class="rows"><thead><tr>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table>${more}</details>${open}`;
}

function madeWith({ settings, result }: ReportInput): string {
  const refused = Object.entries(result.refused).map(([why, count]) => `${why} ${count}`);
  return `<h2>Made with</h2><div class="card">${factTable(
    "Everything that is needed to compute this again, to the bit",
    [
      ...Object.entries(settings).map(
        ([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)] as const,
      ),
      ["entries not made", refused.length === 0 ? "none" : refused.join(", ")],
    ],
  )}</div>`;
}
