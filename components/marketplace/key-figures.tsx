import { EvidenceLine } from "@/components/ui/evidence";
import { Percent, Stat, Stats } from "@/components/ui/figures";
import { formatDuration, formatPercent, plural } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import type { RecordFigures } from "@/lib/features/marketplace/record";
import { DAY_MS } from "@/lib/kernel/time";

/** The four figures of a live record, worst first. */
export function KeyFigures({
  figures,
  from,
  to,
}: {
  readonly figures: RecordFigures;
  readonly from: string | null;
  readonly to: string | null;
}) {
  const lostMonths = figures.months.filter((month) => month.returnPct < 0).length;
  const none = "No trade has closed yet";
  return (
    <Panel
      title="Key figures, worst first"
      aside={<EvidenceLine evidence="LIVE_PROVIDER" from={from} to={to} count={figures.tradeCount} />}
    >
      <Stats>
        <Stat
          label="Worst drawdown"
          value={<Percent value={figures.maxDrawdownPct} reason={none} />}
          sub={
            figures.longestDrawdownDays === null ? none : belowHigh(figures.longestDrawdownDays, figures.maxDrawdownPct)
          }
        />
        <Stat
          label="Worst month"
          value={<Percent value={figures.worstMonthPct} sign reason={none} />}
          sub={figures.months.length === 0 ? none : `${lostMonths} of ${plural(figures.months.length, "month")} lost`}
        />
        <Stat
          label="Losses in a row"
          value={figures.tradeCount === 0 ? "—" : figures.lossesInRow}
          sub={
            figures.worstTradePct === null
              ? none
              : `worst trade ${formatPercent(figures.worstTradePct, { sign: true })}`
          }
        />
        <Stat
          label="Return"
          value={<Percent value={figures.returnPct} delta reason={none} />}
          sub={figures.tradeCount === 0 ? none : `${plural(figures.days, "day")}, not annualised`}
        />
      </Stats>
    </Panel>
  );
}

/** How long equity stood below a high at the longest, from whole days. */
function belowHigh(days: number, maxDrawdownPct: number | null): string {
  if (maxDrawdownPct === 0) return "never below a high";
  return `${days === 0 ? "under a day" : formatDuration(days * DAY_MS)} below a high, longest`;
}
