import { Bands } from "@/components/charts/bands";
import { Figure } from "@/components/charts/figure";
import { ButtonLink } from "@/components/ui/button";
import { formatAmount, formatNumber, formatPercent } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import type { otherOrdersOf } from "@/lib/features/backtests/other-orders";

export type OtherOrdersView = NonNullable<Awaited<ReturnType<typeof otherOrdersOf>>>;

const TABLE_ROWS = 11;

/** What the same trades would have given in other orders: how bad the way could have been. Drawn when asked for. */
export function OtherOrders({
  orders,
  cash,
  unit,
}: {
  readonly orders: OtherOrdersView | null;
  readonly cash: number;
  readonly unit: string;
}) {
  if (orders === null)
    return (
      <Panel
        id="orders"
        title="Other orders of the same trades"
        aside={<ButtonLink href="?orders=1#orders">Draw them</ButtonLink>}
      >
        <p className="text-ink-2">
          The trades came in one order among many. Shuffled some hundreds of times, they tell how deep the drawdown
          could have been with the very same trades.
        </p>
      </Panel>
    );
  const { bands, maxDrawdownPct, ruinProbability, runs, trades } = orders;
  const step = Math.max(1, Math.floor(bands.length / (TABLE_ROWS - 1)));
  return (
    <Panel id="orders" title="Other orders of the same trades">
      <Figure
        title={`Equity after each trade, ${unit}: half of ${formatNumber(runs)} shuffles lie in the darker band, nine of ten in the pale one`}
        summary={`In one of twenty the worst drawdown is below ${formatPercent(maxDrawdownPct.p5)}; in half of them below ${formatPercent(maxDrawdownPct.p50)}. Nothing was left at some moment in ${formatPercent(ruinProbability * 100)}.`}
        table={
          <Table
            label="Equity in other orders"
            head={
              <>
                <Th num>After trade</Th>
                <Th num>5 % below, {unit}</Th>
                <Th num>Middle, {unit}</Th>
                <Th num>5 % above, {unit}</Th>
              </>
            }
          >
            {bands
              .filter((row, at) => at % step === 0 || row.trade === trades)
              .map((row) => (
                <tr key={row.trade}>
                  <Td num>{formatNumber(row.trade)}</Td>
                  <Td num>{formatAmount(String(row.p5))}</Td>
                  <Td num>{formatAmount(String(row.p50))}</Td>
                  <Td num>{formatAmount(String(row.p95))}</Td>
                </tr>
              ))}
          </Table>
        }
      >
        <Bands rows={bands} base={cash} />
      </Figure>
    </Panel>
  );
}
