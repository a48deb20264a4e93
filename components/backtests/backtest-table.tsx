import Link from "next/link";
import { StatusBadge } from "@/components/ui/badge";
import { EvidenceBadge, YearlyRatio } from "@/components/ui/evidence";
import { Delta } from "@/components/ui/figures";
import { formatNumber, formatPercent, formatSymbol, plural } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { BacktestRow } from "@/lib/features/backtests/queries";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { figure, isExtrapolated } from "./figures.ts";
import { KIND_WORDS, percentDone, spanWords } from "./words.ts";

/** Runs in the order given, each with its worst figure before its best. */
export function BacktestTable({
  label,
  rows,
  titles,
}: {
  readonly label: string;
  readonly rows: readonly BacktestRow[];
  /** What people call a strategy, by its name. */
  readonly titles: Readonly<Record<string, string>>;
}) {
  return (
    <Table
      label={label}
      minWidth={940}
      head={
        <>
          <Th>Run</Th>
          <Th>Market</Th>
          <Th>State</Th>
          <Th>Class</Th>
          <Th num>Worst drawdown</Th>
          <Th num>Sharpe, daily</Th>
          <Th num>Trades</Th>
          <Th num>Return</Th>
          <Th num>Made</Th>
        </>
      }
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <Td>
            <Link href={`/backtests/${row.id}`} className="font-semibold hover:underline">
              {titles[row.strategy] ?? row.strategy}
            </Link>
            <span className="block text-caption text-ink-3">{KIND_WORDS[row.kind]}</span>
          </Td>
          <Td>
            {row.kind === "BATCH"
              ? plural(row.progress.total, "market")
              : `${formatSymbol(row.symbol)} · ${row.timeframe}`}
            <span className="block text-caption text-ink-3">
              {exchangeName(row.exchange)}, {spanWords(row.request.from, row.request.to)}
            </span>
          </Td>
          <Td>
            <StatusBadge
              status={row.status}
              {...(row.status === "RUNNING" ? { label: `Running, ${percentDone(row.progress)} %` } : {})}
            />
          </Td>
          <Td>
            <EvidenceBadge evidence={row.evidenceClass} />
          </Td>
          <Td num>{formatPercent(figure(row.metrics, "maxDrawdownPct"))}</Td>
          <Td num>
            <YearlyRatio value={figure(row.metrics, "sharpeDaily")} extrapolated={isExtrapolated(row.metrics)} />
          </Td>
          <Td num>{formatNumber(figure(row.metrics, "trades"))}</Td>
          <Td num>
            <SignedPercent value={figure(row.metrics, "returnPct")} />
          </Td>
          <Td num>
            <When at={row.createdAt} />
          </Td>
        </tr>
      ))}
    </Table>
  );
}

/** A result in percent: sign, arrow and colour; undefined is a dash. */
export function SignedPercent({ value }: { readonly value: number | null }) {
  if (value === null) return "—";
  const text = formatPercent(value, { sign: true });
  return <Delta sign={text.startsWith("+") ? 1 : text.startsWith("−") ? -1 : 0}>{text}</Delta>;
}
