import { DayBars, Histogram } from "@/components/charts/bars";
import { Figure } from "@/components/charts/figure";
import { formatAmount, formatNumber, formatPercent, plural } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import type { ReportView } from "@/lib/features/backtests/report-view";

/** How the trades' results are spread. */
export function TradeSpread({ bins }: { readonly bins: ReportView["distribution"] }) {
  const split = bins.findIndex((bin) => bin.fromPct >= 0);
  const low = bins[0];
  const high = bins.at(-1);
  return (
    <Panel label="Spread of results">
      <Figure
        title="Results of trades after fees, %"
        summary={
          low === undefined || high === undefined
            ? "No trade was closed."
            : `From ${formatPercent(low.fromPct, { sign: true })} to ${formatPercent(high.toPct, { sign: true })} of the stake, in steps of ${formatNumber(low.toPct - low.fromPct, 2)} points.`
        }
        table={
          <Table
            label="Results of trades"
            head={
              <>
                <Th num>From, %</Th>
                <Th num>To, %</Th>
                <Th num>Trades</Th>
              </>
            }
          >
            {bins
              .filter((bin) => bin.trades > 0)
              .map((bin) => (
                <tr key={bin.fromPct}>
                  <Td num>{formatPercent(bin.fromPct, { sign: true, unit: false, digits: 2 })}</Td>
                  <Td num>{formatPercent(bin.toPct, { sign: true, unit: false, digits: 2 })}</Td>
                  <Td num>{formatNumber(bin.trades)}</Td>
                </tr>
              ))}
          </Table>
        }
      >
        <Histogram counts={bins.map((bin) => bin.trades)} {...(split < 0 ? {} : { split })} />
      </Figure>
    </Panel>
  );
}

type Group = ReportView["sides"]["long"];

/** Figures for each side, and by the hour of entry. */
export function TradeGroups({ sides, hours, unit }: Pick<ReportView, "sides" | "hours"> & { readonly unit: string }) {
  const bySide = [
    ["Long", sides.long],
    ["Short", sides.short],
  ] as const;
  const byHour = hours.map((group, hour) => [`${String(hour).padStart(2, "0")}:00`, group] as const);
  const traded = byHour.filter(([, group]) => group.trades > 0).sort(([, a], [, b]) => a.pnl - b.pnl);
  const [worst, best] = [traded[0], traded.at(-1)];
  return (
    <Panel title="By side and by hour of entry">
      <GroupTable label="By side" name="Side" groups={bySide} unit={unit} />
      <Figure
        className="mt-5"
        title={`P&L by hour of entry, UTC, ${unit}`}
        summary={
          worst === undefined || best === undefined
            ? "No trade was closed."
            : `Worst ${worst[0]} with ${formatAmount(String(worst[1].pnl), { sign: true, unit })} in ${plural(worst[1].trades, "trade")}, best ${best[0]} with ${formatAmount(String(best[1].pnl), { sign: true, unit })} in ${plural(best[1].trades, "trade")}.`
        }
        table={<GroupTable label="By hour of entry" name="Hour, UTC" groups={byHour} unit={unit} />}
      >
        <DayBars values={hours.map((group) => group.pnl)} />
      </Figure>
    </Panel>
  );
}

function GroupTable({
  label,
  name,
  groups,
  unit,
}: {
  readonly label: string;
  readonly name: string;
  readonly groups: readonly (readonly [string, Group])[];
  readonly unit: string;
}) {
  return (
    <Table
      label={label}
      minWidth={560}
      head={
        <>
          <Th>{name}</Th>
          <Th num>Trades</Th>
          <Th num>Won, %</Th>
          <Th num>Profit factor</Th>
          <Th num>Fees, {unit}</Th>
          <Th num>P&L, {unit}</Th>
        </>
      }
    >
      {groups
        .filter(([, group]) => group.trades > 0)
        .map(([title, group]) => (
          <tr key={title}>
            <Td>{title}</Td>
            <Td num>{formatNumber(group.trades)}</Td>
            <Td num>{formatPercent(group.winRatePct, { unit: false })}</Td>
            <Td num>{formatNumber(group.profitFactor, 2)}</Td>
            <Td num>{formatAmount(String(group.fees))}</Td>
            <Td num>{formatAmount(String(group.pnl), { sign: true })}</Td>
          </tr>
        ))}
    </Table>
  );
}

/** How much of what was won went to fees. */
export function feesShareWords(fees: number | null, grossProfit: number | null, trades: number): string {
  if (fees === null || trades === 0) return "no trade";
  if (grossProfit === null || grossProfit <= 0) return `${plural(trades, "trade")}, none won`;
  return `${formatPercent((fees / (grossProfit + fees)) * 100)} of what was won`;
}
