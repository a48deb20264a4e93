import Link from "next/link";
import { EquityChart } from "@/components/charts/equity-chart";
import { StatusBadge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { EvidenceLine } from "@/components/ui/evidence";
import { Amount, Price, Qty, Stat, Stats } from "@/components/ui/figures";
import { formatNumber, formatPercent } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { SessionAccount } from "@/lib/features/trading-sessions/view";

const YEAR_MS = 365.25 * 86_400_000;

/** What a live session did on the user's own account, from its fills there: another record than its twin's on paper. */
export function AccountPanel({
  account,
  name,
  unit,
  from,
  to,
}: {
  readonly account: SessionAccount;
  /** `Binance ••••4f9c` */
  readonly name: string;
  readonly unit: string;
  readonly from: string;
  readonly to: number;
}) {
  const { closed, won, pnl, openPnl, equityNow, equity, sharpeDaily, positions, protectPct, maxSlippageBps } = account;
  return (
    <Panel
      title={`On ${name}`}
      aside={<EvidenceLine evidence="LIVE_FOLLOWER" from={from} to={to} count={closed} />}
      flush
    >
      <Stats>
        <Stat
          label="Equity at the last price"
          value={equityNow === null ? "—" : <Amount value={equityNow} />}
          unit={unit}
          sub={
            openPnl === null ? (
              "no price is known"
            ) : (
              <>the session's capital; open: {<Amount value={openPnl} delta />}</>
            )
          }
        />
        <Stat label="P&L of closed positions, after fees" value={<Amount value={pnl} delta />} unit={unit} />
        <Stat
          label="Sharpe, daily"
          value={formatNumber(sharpeDaily, 2)}
          sub={
            sharpeDaily === null
              ? "needs 30 days with a change"
              : `of the equity at the end of each UTC day${to - Date.parse(from) < YEAR_MS ? "; extrapolated, under a year" : ""}`
          }
        />
        <Stat
          label="Won"
          value={closed === 0 ? "—" : formatPercent((won / closed) * 100)}
          sub={`${won} of ${closed}`}
        />
      </Stats>
      <p className="my-4">
        Enters at most {maxSlippageBps} bps from the candle's close, with a stop {protectPct}&nbsp;% from it where the
        strategy gives none.
      </p>
      {closed > 1 && (
        <EquityChart
          title="Equity after each closed position"
          unit={unit}
          series={[
            {
              id: "account",
              name: "Your account",
              evidence: "LIVE_FOLLOWER",
              points: equity.map(([time, value]) => ({ time, value })),
            },
          ]}
        />
      )}
      {positions.length === 0 ? (
        <EmptyState title="Nothing was entered on your account yet" level={3}>
          An entry goes out when a candle closes on which the strategy enters. The log says what became of it.
        </EmptyState>
      ) : (
        <Table
          label="Positions on your account"
          minWidth={640}
          head={
            <>
              <Th>Position</Th>
              <Th num>Quantity</Th>
              <Th num>Entry</Th>
              <Th num>Average exit</Th>
              <Th num>Stop</Th>
              <Th num>Result, {unit}</Th>
              <Th num>Opened</Th>
            </>
          }
        >
          {positions.map((row) => (
            <tr key={row.id}>
              <Td>
                <Link href={`/positions/${row.id}`} className="font-semibold hover:underline">
                  {row.side === "LONG" ? "Long" : "Short"}
                </Link>{" "}
                <StatusBadge status={row.state} />
              </Td>
              <Td num>
                <Qty value={row.entryQty} />
              </Td>
              <Td num>
                <Price value={row.entryPrice} />
              </Td>
              <Td num>{row.exitPrice === null ? "—" : <Price value={row.exitPrice} average />}</Td>
              <Td num>{row.stopLoss === null ? "—" : <Price value={row.stopLoss} />}</Td>
              <Td num>{row.state === "OPEN" ? "—" : <Amount value={row.pnl} delta />}</Td>
              <Td num>
                <When at={row.openedAt} />
              </Td>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
