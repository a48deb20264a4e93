import { monthlyReturns } from "@/lib/trading/stats/monthly-returns";
import type { TradeGroup } from "@/lib/trading/stats/trade-groups";
import { escaped, numberText, percentText, signedText } from "./report-format.ts";

/** Names and values, one a line. Values are text of ours or were escaped. */
export function factTable(caption: string, rows: readonly (readonly [name: string, value: string])[]): string {
  const lines = rows.map(([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`);
  return `<table class="facts"><caption>${escaped(caption)}</caption><tbody>${lines.join("")}</tbody></table>`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** Percent a UTC month, a row a year; depth by wash, sign by the text. */
export function monthTable(time: Float64Array, equity: Float64Array): string {
  const cells = new Map(monthlyReturns(time, equity).map((row) => [`${row.year} ${row.month}`, row.returnPct]));
  const years = [...new Set([...cells.keys()].map((key) => key.split(" ")[0] ?? ""))];
  const rows = years.map((year) => {
    const months = MONTHS.map((_, n) => {
      const value = cells.get(`${year} ${n + 1}`);
      if (value === undefined || value === null) return "<td></td>";
      return `<td class="${heatOf(value)}">${signedText(value, 1)}</td>`;
    });
    return `<tr><th scope="row">${year}</th>${months.join("")}</tr>`;
  });
  const heads = MONTHS.map((month) => `<th scope="col">${month}</th>`).join("");
  return `<table class="heat"><caption>Return by month, percent</caption><thead><tr><th scope="col">Year</th>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function heatOf(value: number): string {
  if (value === 0) return "";
  const size = Math.abs(value);
  return `${value > 0 ? "g" : "l"}${size < 2 ? 1 : size < 5 ? 2 : size < 10 ? 3 : 4}`;
}

/** Trades by kind: sides, hours. */
export function groupTable(
  caption: string,
  head: string,
  groups: readonly (readonly [name: string, group: TradeGroup])[],
): string {
  const lines = groups
    .filter(([, group]) => group.trades > 0)
    .map(
      ([name, group]) =>
        `<tr><th scope="row">${escaped(name)}</th><td>${group.trades}</td><td>${percentText(group.winRatePct, 1)}</td><td>${signedText(group.pnl)}</td><td>${signedText(group.expectancy)}</td><td>${numberText(group.profitFactor)}</td><td>${numberText(group.fees)}</td></tr>`,
    );
  const heads = [head, "Trades", "Won", "Profit", "A trade", "Profit factor", "Fees"]
    .map((text) => `<th scope="col">${text}</th>`)
    .join("");
  return `<table class="rows"><caption>${escaped(caption)}</caption><thead><tr>${heads}</tr></thead><tbody>${lines.join("")}</tbody></table>`;
}
