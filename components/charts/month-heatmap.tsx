import { cx } from "@/components/ui/cx";
import { EVIDENCE, type EvidenceClass } from "@/components/ui/evidence";
import { formatPercent } from "@/components/ui/format";
import { Scroller } from "@/components/ui/table";

export interface MonthCell {
  /** `2026-01` */
  readonly month: string;
  readonly returnPct: number;
  readonly evidence: EvidenceClass;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** Four washes per sign: under 2, 5, 10 percent and above. */
function depth(value: number): string {
  if (value === 0) return "";
  const size = Math.abs(value);
  return `heat-${value > 0 ? "g" : "l"}${size < 2 ? 1 : size < 5 ? 2 : size < 10 ? 3 : 4}`;
}

/** Monthly returns in percent: a table, depth by wash, class by edge. */
export function MonthHeatmap({ label, months }: { readonly label: string; readonly months: readonly MonthCell[] }) {
  const cells = new Map(months.map((cell) => [cell.month, cell]));
  const years = [...new Set(months.map((cell) => cell.month.slice(0, 4)))].sort().reverse();
  return (
    <Scroller label={label}>
      <table className="heat">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr>
            <th scope="col">Year</th>
            {MONTHS.map((month) => (
              <th key={month} scope="col">
                {month}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {years.map((year) => (
            <tr key={year}>
              <th scope="row">{year}</th>
              {MONTHS.map((month, at) => {
                const cell = cells.get(`${year}-${String(at + 1).padStart(2, "0")}`);
                return (
                  <td key={month}>
                    {cell === undefined ? (
                      <span className="heat-cell heat-none">—</span>
                    ) : (
                      <span className={cx("heat-cell", depth(cell.returnPct), `edge-${EVIDENCE[cell.evidence].slug}`)}>
                        {formatPercent(cell.returnPct, { sign: true, unit: false })}
                      </span>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
