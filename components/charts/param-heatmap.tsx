import { cx } from "@/components/ui/cx";
import { formatNumber } from "@/components/ui/format";
import { Scroller } from "@/components/ui/table";

export interface HeatAxis {
  readonly name: string;
  readonly values: readonly string[];
}

/** Scores over two parameters as a table: depth by wash, the number in ink, the best cell with an edge. Rows are `y`, columns `x`. */
export function ParamHeatmap({
  label,
  x,
  y,
  scores,
}: {
  readonly label: string;
  readonly x: HeatAxis;
  readonly y: HeatAxis;
  /** Row by row: all x of the first y, then of the second; null where nothing is defined. */
  readonly scores: readonly (number | null)[];
}) {
  const defined = scores.filter((score) => score !== null);
  const best = defined.length === 0 ? null : defined.reduce((a, b) => Math.max(a, b));
  const spans = {
    gain: spanOf(defined.filter((score) => score > 0)),
    loss: spanOf(defined.filter((score) => score < 0)),
  };
  return (
    <Scroller label={label}>
      <table className="heat" style={{ minWidth: 64 + x.values.length * 56 }}>
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr>
            <th scope="col">
              {y.name} ↓ {x.name} →
            </th>
            {x.values.map((value) => (
              <th key={value} scope="col">
                {value}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {y.values.map((value, row) => (
            <tr key={value}>
              <th scope="row">{value}</th>
              {x.values.map((column, at) => {
                const score = scores[row * x.values.length + at] ?? null;
                return (
                  <td key={column}>
                    <span
                      className={cx(
                        "heat-cell",
                        score === null ? "heat-none" : washOf(score, score > 0 ? spans.gain : spans.loss),
                        score !== null && score === best && "edge-live-provider",
                      )}
                    >
                      {formatNumber(score, 2)}
                    </span>
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

interface Span {
  readonly least: number;
  readonly most: number;
}

/** How far the scores of one sign are from zero. */
function spanOf(scores: readonly number[]): Span {
  const far = scores.map(Math.abs);
  return {
    least: far.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    most: far.reduce((a, b) => Math.max(a, b), 0),
  };
}

/** Four washes a sign, from its weakest score to its strongest: where all are losses, the least bad still stands out. */
function washOf(score: number, { least, most }: Span): string {
  if (score === 0) return "";
  const share = most > least ? (Math.abs(score) - least) / (most - least) : 1;
  return `heat-${score > 0 ? "g" : "l"}${Math.min(4, Math.floor(share * 4) + 1)}`;
}
