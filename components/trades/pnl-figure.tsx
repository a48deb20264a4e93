import { DayBars } from "@/components/charts/bars";
import { Figure } from "@/components/charts/figure";
import { Sparkline } from "@/components/charts/sparkline";
import { ButtonLink } from "@/components/ui/button";
import { Amount } from "@/components/ui/figures";
import { formatAmount, plural } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import type { PnlPeriod, PnlRow } from "@/lib/features/trades/pnl-periods";

const PERIODS = [
  { value: "day", label: "Day" },
  { value: "week", label: "Week" },
  { value: "month", label: "Month" },
] as const satisfies readonly { value: PnlPeriod; label: string }[];

export interface PnlFigureProps {
  readonly rows: readonly PnlRow[];
  readonly period: PnlPeriod;
  /** How many months are shown, this one with them. */
  readonly months: number;
  readonly evidence: "PAPER" | "LIVE_FOLLOWER";
  readonly unit: string;
  readonly hrefOf: (period: PnlPeriod) => string;
}

/** Results by day, week or month, and added up: bars, the sum as a line, every figure as a table. Drawn on the server. */
export function PnlFigure({ rows, period, months, evidence, unit, hrefOf }: PnlFigureProps) {
  return (
    <Figure
      title={`Results by ${period}, last ${months} months`}
      aside={
        <nav aria-label="Results by" className="flex gap-1">
          {PERIODS.map(({ value, label }) => (
            <ButtonLink
              key={value}
              href={hrefOf(value)}
              size="sm"
              {...(value === period ? { variant: "primary" as const, "aria-current": "true" as const } : {})}
            >
              {label}
            </ButtonLink>
          ))}
        </nav>
      }
      summary={summaryOf(rows, period, unit)}
      table={<Rows {...{ rows, period, unit }} />}
    >
      <DayBars values={rows.map(({ pnl }) => Number(pnl))} />
      <p className="mt-3 text-caption text-ink-3">Added up</p>
      <Sparkline values={[0, ...rows.map(({ cumulative }) => Number(cumulative))]} base={0} evidence={evidence} />
    </Figure>
  );
}

function summaryOf(rows: readonly PnlRow[], period: PnlPeriod, unit: string): string {
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return "Nothing closed in this time.";
  const sums = rows.map(({ cumulative }) => cumulative).sort((a, b) => Number(a) - Number(b));
  const amount = (value = "0"): string => formatAmount(value, { sign: true, unit });
  return `${plural(rows.length, period)} with closed trades, from ${first.from} on: together ${amount(last.cumulative)}; the sum was ${amount(sums[0])} at its lowest and ${amount(sums.at(-1))} at its highest.`;
}

function Rows({ rows, period, unit }: Pick<PnlFigureProps, "rows" | "period" | "unit">) {
  return (
    <Table
      label={`Results by ${period}`}
      minWidth={420}
      head={
        <>
          <Th>{period === "day" ? "Day (UTC)" : `First day of the ${period} (UTC)`}</Th>
          <Th num>Closed trades</Th>
          <Th num>Result, {unit}</Th>
          <Th num>Added up, {unit}</Th>
        </>
      }
    >
      {rows.toReversed().map(({ from, trades, pnl, cumulative }) => (
        <tr key={from}>
          <Td>{from}</Td>
          <Td num>{trades}</Td>
          <Td num>
            <Amount value={pnl} delta />
          </Td>
          <Td num>
            <Amount value={cumulative} delta />
          </Td>
        </tr>
      ))}
    </Table>
  );
}
