import { type EvidenceClass, EvidenceLine } from "@/components/ui/evidence";
import { Stat, Stats } from "@/components/ui/figures";
import { formatAmount, formatNumber, formatPercent, plural } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { SignedPercent } from "./backtest-table.tsx";
import { figure, isExtrapolated, type Metrics } from "./figures.ts";

/** Worst before best, with the evidence that they rest on. */
export function KeyFigures({
  metrics,
  evidence,
  from,
  to,
  unit,
}: {
  readonly metrics: Metrics;
  readonly evidence: EvidenceClass;
  readonly from: number;
  readonly to: number;
  readonly unit: string;
}) {
  const of = (name: string): number | null => figure(metrics, name);
  const money = (name: string): string => {
    const value = of(name);
    return value === null ? "—" : formatAmount(String(value), { unit });
  };
  const won = of("winRatePct");
  return (
    <Panel
      title="Key figures, worst first"
      aside={<EvidenceLine evidence={evidence} from={from} to={to - 1} count={of("trades") ?? 0} />}
    >
      <Stats>
        <Stat
          label="Worst drawdown"
          value={<span className="num">{formatPercent(of("maxDrawdownPct"))}</span>}
          sub={`${money("maxDrawdownAbs")}; longest ${plural(Math.round(of("maxDrawdownDays") ?? 0), "day")}`}
        />
        <Stat
          label="Sharpe, daily"
          value={<span className="num">{formatNumber(of("sharpeDaily"), 2)}</span>}
          sub={
            of("sharpeDaily") === null
              ? "needs 30 days with a change"
              : `Sortino ${formatNumber(of("sortinoDaily"), 2)}${isExtrapolated(metrics) ? "; extrapolated, under a year" : ""}`
          }
        />
        <Stat
          label="Profit factor"
          value={<span className="num">{formatNumber(of("profitFactor"), 2)}</span>}
          sub={won === null ? "no closed trade" : `won ${formatPercent(won)} of trades`}
        />
        <Stat
          label="Return"
          value={<SignedPercent value={of("returnPct")} />}
          sub={`holding: ${formatPercent(of("buyAndHoldPct"), { sign: true })}; ends at ${money("finalEquity")}`}
        />
      </Stats>
    </Panel>
  );
}
