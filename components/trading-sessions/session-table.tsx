import Link from "next/link";
import { SignedPercent } from "@/components/backtests/backtest-table";
import { ModeBadge, StatusBadge } from "@/components/ui/badge";
import { EvidenceBadge } from "@/components/ui/evidence";
import { Amount } from "@/components/ui/figures";
import { formatNumber, formatPercent, formatSymbol, symbolCoins } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { SessionRow } from "@/lib/features/trading-sessions/view";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { parityWords } from "./words.ts";

/** Sessions in the order given. Every figure is of the run on paper as of its last closed candle, also where orders go to an account beside it. */
export function SessionTable({
  rows,
  titles,
}: {
  readonly rows: readonly SessionRow[];
  /** What people call a strategy, by its name. */
  readonly titles: Readonly<Record<string, string>>;
}) {
  return (
    <Table
      label="Sessions"
      minWidth={980}
      head={
        <>
          <Th>Session</Th>
          <Th>Market</Th>
          <Th>State</Th>
          <Th>Evidence</Th>
          <Th num>Trades</Th>
          <Th num>Won</Th>
          <Th num>Same as backtest</Th>
          <Th num>P&L</Th>
          <Th num>Return</Th>
          <Th num>Started</Th>
        </>
      }
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <Td>
            <Link href={`/sessions/${row.id}`} className="font-semibold hover:underline">
              {titles[row.strategy] ?? row.strategy}
            </Link>{" "}
            {row.mode === "LIVE" && <ModeBadge mode="LIVE" />}
            <span className="block text-caption text-ink-3">{formatNumber(row.bars)} candles</span>
          </Td>
          <Td>
            {formatSymbol(row.symbol)} · {row.timeframe}
            <span className="block text-caption text-ink-3">{exchangeName(row.exchange)}</span>
          </Td>
          <Td>
            <StatusBadge status={row.status} />
          </Td>
          <Td>
            <EvidenceBadge evidence={row.evidenceClass} />
            {row.mode === "LIVE" && <span className="block text-caption text-ink-3">your account: in the session</span>}
          </Td>
          <Td num>{formatNumber(row.tradeCount)}</Td>
          <Td num>{row.winRatePct === null ? "—" : formatPercent(row.winRatePct)}</Td>
          <Td num>{parityWords(row.parity)}</Td>
          <Td num>
            <Amount value={row.pnl.toFixed(2)} unit={symbolCoins(row.symbol).quote} delta />
          </Td>
          <Td num>
            <SignedPercent value={row.returnPct} />
          </Td>
          <Td num>
            <When at={row.startedAt} />
          </Td>
        </tr>
      ))}
    </Table>
  );
}
