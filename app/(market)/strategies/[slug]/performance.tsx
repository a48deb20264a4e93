import { EquityChart } from "@/components/charts/equity-chart";
import { MonthHeatmap } from "@/components/charts/month-heatmap";
import { type EvidenceColumn, EvidenceTable } from "@/components/marketplace/evidence-table";
import { KeyFigures } from "@/components/marketplace/key-figures";
import { EmptyState } from "@/components/ui/empty-state";
import { EVIDENCE, EvidenceLine } from "@/components/ui/evidence";
import { formatPercent } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { Tape } from "@/components/ui/tape";
import type { StatsRow } from "@/lib/features/marketplace/queries";
import { figuresOf, type RecordFigures, recordOf } from "@/lib/features/marketplace/record";

/** Live first, then ever less real. */
const ORDER = ["LIVE_PROVIDER", "LIVE_FOLLOWER", "PAPER", "OUT_OF_SAMPLE", "IN_SAMPLE"] as const;

interface Props {
  stats: readonly StatsRow[];
  figures: RecordFigures;
  live: StatsRow | undefined;
  end: number;
}

export function Performance({ stats, figures, live, end }: Props) {
  const rows = ORDER.flatMap((evidence) => stats.filter((row) => row.evidenceClass === evidence && row.tradeCount > 0));
  if (rows.length === 0) {
    return (
      <Panel label="Performance">
        <EmptyState title="Nothing to measure yet">
          Figures come from signals that have closed, at the prices a follower could get. Guests see them 24 hours late.
        </EmptyState>
      </Panel>
    );
  }
  const columns: EvidenceColumn[] = rows.map((row) => ({
    evidence: row.evidenceClass,
    from: row.from,
    to: row.to,
    figures: figuresOf(
      recordOf(row.equity, row.tradeCount),
      row.from === null ? null : Date.parse(row.from),
      row.evidenceClass === "LIVE_PROVIDER" || row.to === null ? end : Date.parse(row.to),
    ),
  }));
  const liveLine = (
    <EvidenceLine evidence="LIVE_PROVIDER" from={live?.from ?? null} to={live?.to ?? null} count={figures.tradeCount} />
  );
  const won = figures.months.filter((month) => month.returnPct > 0).length;
  return (
    <div className="stack">
      <KeyFigures figures={figures} from={live?.from ?? null} to={live?.to ?? null} />
      {rows.map((row) => (
        <Panel
          key={row.evidenceClass}
          title={`Equity, ${EVIDENCE[row.evidenceClass].word.toLowerCase()}`}
          sub={<EvidenceLine evidence={row.evidenceClass} from={row.from} to={row.to} count={row.tradeCount} />}
        >
          <EquityChart
            title="Each class starts again at 0 %. Fees counted."
            unit="%"
            drawdown
            series={[
              {
                id: row.evidenceClass,
                name: EVIDENCE[row.evidenceClass].word,
                evidence: row.evidenceClass,
                points: percentPoints(row),
              },
            ]}
          />
        </Panel>
      ))}
      <Panel
        title="Figures by evidence class"
        aside={<span className="text-caption text-ink-3">Classes are never added up</span>}
        flush
      >
        <EvidenceTable columns={columns} />
      </Panel>
      {figures.months.length > 0 && (
        <Panel title="Monthly returns, %" sub={liveLine}>
          <MonthHeatmap
            label="Monthly returns"
            months={figures.months.map(({ month, returnPct }) => ({
              month,
              returnPct,
              evidence: "LIVE_PROVIDER" as const,
            }))}
          />
          <p className="mt-3 text-dense text-ink-2">
            Live: best month{" "}
            {formatPercent(Math.max(...figures.months.map((month) => month.returnPct)), { sign: true })}, worst{" "}
            {formatPercent(figures.worstMonthPct, { sign: true })}, {won} of {figures.months.length} above zero.
          </p>
        </Panel>
      )}
      <Panel title="Last 40 live trades" sub={liveLine}>
        <Tape trades={figures.tradeResults.map((resultPct) => ({ resultPct }))} />
        <p className="mt-2 text-dense text-ink-2">
          Each stroke is one closed trade: above the line won, below lost, length is the result.
        </p>
      </Panel>
    </div>
  );
}

function percentPoints(row: StatsRow): { time: number; value: number }[] {
  const points = recordOf(row.equity, row.tradeCount);
  const first = points[0]?.[0] ?? 0;
  const start = row.from === null ? first - 1_000 : Math.min(Date.parse(row.from), first - 1_000);
  return [{ time: start, value: 0 }, ...points.map(([time, factor]) => ({ time, value: (factor - 1) * 100 }))];
}
