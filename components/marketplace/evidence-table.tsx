import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { type EvidenceClass, EvidenceLine } from "@/components/ui/evidence";
import { Percent, Undefined } from "@/components/ui/figures";
import { formatNumber } from "@/components/ui/format";
import { Scroller } from "@/components/ui/table";
import type { RecordFigures } from "@/lib/features/marketplace/record";

export interface EvidenceColumn {
  readonly evidence: EvidenceClass;
  readonly from: string | null;
  readonly to: string | null;
  readonly figures: RecordFigures;
}

type Row = readonly [label: string, cell: (figures: RecordFigures) => ReactNode];

const COST: readonly Row[] = [
  ["Worst drawdown, %", (f) => <Percent value={f.maxDrawdownPct} unit={false} />],
  [
    "Longest drawdown, days",
    (f) =>
      f.longestDrawdownDays === null ? (
        <Undefined reason="No trade has closed yet" />
      ) : (
        formatNumber(f.longestDrawdownDays)
      ),
  ],
  ["Worst month, %", (f) => <Percent value={f.worstMonthPct} unit={false} sign />],
  ["Losses in a row", (f) => f.lossesInRow],
  ["Worst trade, %", (f) => <Percent value={f.worstTradePct} unit={false} sign />],
];
const GAIN: readonly Row[] = [
  ["Return, %", (f) => <Percent value={f.returnPct} unit={false} delta />],
  [
    "Profit factor",
    (f) => (f.profitFactor === null ? <Undefined reason="No trade was lost" /> : formatNumber(f.profitFactor, 2)),
  ],
  ["Won, %", (f) => <Percent value={f.winRatePct} unit={false} />],
  ["Mean trade, %", (f) => <Percent value={f.expectancyPct} unit={false} sign digits={2} />],
];

/** One column a class, live first and tinted: what it cost, then what it gave. Classes are never added up. */
export function EvidenceTable({ columns }: { readonly columns: readonly EvidenceColumn[] }) {
  return (
    <Scroller label="Figures by evidence class">
      <table
        className="tbl evt"
        style={{
          minWidth: 126 + columns.length * 170,
          ...(columns.length < 3 && { width: `min(100%, ${260 + columns.length * 200}px)` }),
        }}
      >
        <caption className="sr-only">Figures by evidence class</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">Figure</span>
            </th>
            {columns.map((column) => (
              <th
                key={column.evidence}
                scope="col"
                className={cx("num", column.evidence.startsWith("LIVE") && "evt-live")}
              >
                <EvidenceLine
                  evidence={column.evidence}
                  from={column.from}
                  to={column.to}
                  count={column.figures.tradeCount}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Group title="What it cost" rows={COST} columns={columns} />
          <Group title="What it gave" rows={GAIN} columns={columns} />
        </tbody>
      </table>
    </Scroller>
  );
}

function Group({
  title,
  rows,
  columns,
}: {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly columns: readonly EvidenceColumn[];
}) {
  return (
    <>
      <tr className="evt-group">
        <th scope="row">{title}</th>
        {columns.map((column) => (
          <td key={column.evidence} className={cx(column.evidence.startsWith("LIVE") && "evt-live")} />
        ))}
      </tr>
      {rows.map(([label, cell]) => (
        <tr key={label}>
          <th scope="row">{label}</th>
          {columns.map((column) => (
            <td key={column.evidence} className={cx("num", column.evidence.startsWith("LIVE") && "evt-live")}>
              {cell(column.figures)}
            </td>
          ))}
        </tr>
      ))}
    </>
  );
}
