import type { ReactNode } from "react";
import { Amount } from "@/components/ui/figures";
import { formatAmount, plural } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import { type CalendarCell, calendarOf } from "./calendar.ts";
import { Figure } from "./figure.tsx";

/** What closed on one UTC day. Exact decimal strings in `unit`. */
export interface DayResult {
  /** `2026-01-31` */
  readonly day: string;
  readonly pnl: string;
  readonly trades: number;
}

export interface MonthResult {
  /** `2026-01` */
  readonly month: string;
  readonly pnl: string;
  readonly trades: number;
}

const CELL = 12;
const STEP = 15;
const TOP = 18;
/** Room for the names of weekdays, at the right: where the page is narrow the newest weeks stay in sight and the oldest are cut off. */
const RIGHT = 30;
const WEEKDAYS = [
  { row: 0, name: "Mon" },
  { row: 2, name: "Wed" },
  { row: 4, name: "Fri" },
] as const;

/** Results by day as a calendar: a column a week, a row a weekday, depth by size; the months' sums as a table. Drawn on the server. */
export function DayHeatmap({
  title,
  unit,
  days,
  months,
  total,
  to,
  aside,
}: {
  readonly title: string;
  readonly unit: string;
  /** Days on which something closed, oldest first. */
  readonly days: readonly DayResult[];
  readonly months: readonly MonthResult[];
  readonly total: string;
  /** The last day shown; the calendar goes back 53 weeks from it. */
  readonly to: string;
  readonly aside?: ReactNode;
}) {
  const { weeks, cells, labels } = calendarOf(days, to);
  const [width, height] = [weeks * STEP + RIGHT, TOP + 7 * STEP];
  return (
    <Figure title={title} aside={aside} summary={summaryOf(days, total, unit)} table={<Months {...{ months, unit }} />}>
      <div className="flex justify-end overflow-hidden xl:justify-start">
        <svg
          className="day-heat shrink-0"
          viewBox={`0 0 ${width} ${height}`}
          width={width}
          height={height}
          aria-hidden="true"
        >
          {WEEKDAYS.map(({ row, name }) => (
            <text key={name} x={weeks * STEP + 6} y={TOP + row * STEP + CELL - 2}>
              {name}
            </text>
          ))}
          {labels.map(({ week, text }) => (
            <text key={week} x={week * STEP} y="10">
              {text}
            </text>
          ))}
          {cells.map((cell) => (
            <Cell key={cell.day} cell={cell} unit={unit} />
          ))}
        </svg>
      </div>
    </Figure>
  );
}

/** A gain carries a plus and a loss a minus, so that colour never speaks alone. */
function Cell({ cell, unit }: { readonly cell: CalendarCell; readonly unit: string }) {
  const [x, y] = [cell.week * STEP, TOP + cell.weekday * STEP];
  const { result } = cell;
  const told =
    result === null
      ? `${cell.day}: nothing closed`
      : `${cell.day}: ${formatAmount(result.pnl, { sign: true, unit })}, ${plural(result.trades, "trade")}`;
  return (
    <g className={cell.look}>
      <title>{told}</title>
      <rect x={x} y={y} width={CELL} height={CELL} rx="2" />
      {cell.sign !== 0 && <path d={`M${x + 3.5} ${y + 6}h5${cell.sign > 0 ? `M${x + 6} ${y + 3.5}v5` : ""}`} />}
    </g>
  );
}

function summaryOf(days: readonly DayResult[], total: string, unit: string): string {
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return "Nothing closed in these 53 weeks.";
  const bySize = [...days].sort((a, b) => Number(a.pnl) - Number(b.pnl));
  const [worst = first, best = last] = [bySize[0], bySize.at(-1)];
  const amount = (value: string): string => formatAmount(value, { sign: true, unit });
  if (days.length === 1) return `One day with closed trades, ${first.day}: ${amount(total)}.`;
  return `${plural(days.length, "day")} with closed trades, ${first.day} to ${last.day}: together ${amount(total)}, best day ${amount(best.pnl)} on ${best.day}, worst ${amount(worst.pnl)} on ${worst.day}.`;
}

function Months({ months, unit }: { readonly months: readonly MonthResult[]; readonly unit: string }) {
  return (
    <Table
      label="Results by month"
      head={
        <>
          <Th>Month</Th>
          <Th num>Closed trades</Th>
          <Th num>Result, {unit}</Th>
        </>
      }
    >
      {months.map((one) => (
        <tr key={one.month}>
          <Td>{one.month}</Td>
          <Td num>{one.trades}</Td>
          <Td num>
            <Amount value={one.pnl} delta />
          </Td>
        </tr>
      ))}
    </Table>
  );
}
