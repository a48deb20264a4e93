import Link from "next/link";
import { StatusBadge } from "@/components/ui/badge";
import { YearlyRatio } from "@/components/ui/evidence";
import { formatNumber, formatPercent, formatSymbol } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import type { BacktestRow } from "@/lib/features/backtests/queries";
import { SignedPercent } from "./backtest-table.tsx";
import { figure, isExtrapolated } from "./figures.ts";
import { SortHead } from "./sort-head.tsx";
import type { Sorting } from "./sorting.ts";
import { percentDone, spanWords } from "./words.ts";

/** The runs of a batch, a market a row: worst figure before best, and of one that failed the reason. */
export function BatchTable({ rows, sorting }: { readonly rows: readonly BacktestRow[]; readonly sorting: Sorting }) {
  return (
    <Table
      label="Runs of this batch"
      minWidth={880}
      head={
        <>
          <SortHead by="symbol" sorting={sorting}>
            Market
          </SortHead>
          <Th>State</Th>
          <SortHead by="maxDrawdownPct" sorting={sorting} num>
            Worst drawdown
          </SortHead>
          <SortHead by="sharpeDaily" sorting={sorting} num>
            Sharpe, daily
          </SortHead>
          <SortHead by="profitFactor" sorting={sorting} num>
            Profit factor
          </SortHead>
          <SortHead by="trades" sorting={sorting} num>
            Trades
          </SortHead>
          <SortHead by="returnPct" sorting={sorting} num>
            Return
          </SortHead>
          <SortHead by="buyAndHoldPct" sorting={sorting} num>
            Holding instead
          </SortHead>
        </>
      }
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <Td>
            <Link href={`/backtests/${row.id}`} className="font-semibold hover:underline">
              {formatSymbol(row.symbol)} · {row.timeframe}
            </Link>
            <span className="block text-caption text-ink-3">{spanWords(row.request.from, row.request.to)}</span>
          </Td>
          <Td>
            <StatusBadge
              status={row.status}
              {...(row.status === "RUNNING" ? { label: `Running, ${percentDone(row.progress)} %` } : {})}
            />
            {row.status === "FAILED" && (
              <span className="block text-caption text-ink-2">{row.error ?? "Nothing was kept of it."}</span>
            )}
          </Td>
          <Td num>{formatPercent(figure(row.metrics, "maxDrawdownPct"))}</Td>
          <Td num>
            <YearlyRatio value={figure(row.metrics, "sharpeDaily")} extrapolated={isExtrapolated(row.metrics)} />
          </Td>
          <Td num>{formatNumber(figure(row.metrics, "profitFactor"), 2)}</Td>
          <Td num>{formatNumber(figure(row.metrics, "trades"))}</Td>
          <Td num>
            <SignedPercent value={figure(row.metrics, "returnPct")} />
          </Td>
          <Td num>{formatPercent(figure(row.metrics, "buyAndHoldPct"), { sign: true })}</Td>
        </tr>
      ))}
    </Table>
  );
}
