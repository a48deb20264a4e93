import { Histogram } from "@/components/charts/bars";
import { Figure } from "@/components/charts/figure";
import { formatNumber, formatPercent } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import type { OptimisationSummary } from "@/lib/features/backtests/search";

/** How often the best of one half of the days was still good in the other half: what the probability of overfitting counts. */
export function SearchLuck({
  verdict,
  extrapolated,
}: {
  readonly verdict: NonNullable<OptimisationSummary["verdict"]>;
  /** It rests on under a year of bars. */
  readonly extrapolated: boolean;
}) {
  const { overfitting, sharpe } = verdict;
  if (overfitting === null) return null;
  const { histogram, splits, pbo, trials, lossProbability, degradation } = overfitting;
  const split = histogram.findIndex(({ from }) => from >= 0);
  const below = histogram.reduce((sum, bin) => sum + (bin.to <= 0 ? bin.splits : 0), 0);
  return (
    <Panel title="Would the best have stayed good?">
      <Figure
        title="Splits of the days by the rank that the best of one half had in the other (logit)"
        summary={`In ${formatNumber(below)} of ${formatNumber(splits)} splits (${formatPercent(pbo * 100)}) the best of ${formatNumber(trials)} sets fell into the lower half elsewhere; in ${formatPercent(lossProbability * 100)} it lost money there.`}
        table={
          <Table
            label="Splits by logit"
            head={
              <>
                <Th num>From</Th>
                <Th num>To</Th>
                <Th num>Splits</Th>
                <Th>The best was elsewhere</Th>
              </>
            }
          >
            {histogram
              .filter((bin) => bin.splits > 0)
              .map((bin) => (
                <tr key={bin.from}>
                  <Td num>{formatNumber(bin.from, 2)}</Td>
                  <Td num>{formatNumber(bin.to, 2)}</Td>
                  <Td num>{formatNumber(bin.splits)}</Td>
                  <Td>{bin.to <= 0 ? "in the lower half" : "in the upper half"}</Td>
                </tr>
              ))}
          </Table>
        }
      >
        <Histogram counts={histogram.map((bin) => bin.splits)} {...(split < 0 ? {} : { split })} />
      </Figure>
      <ul className="mt-3 grid gap-1 text-dense text-ink-2">
        <li>Left of the middle: chosen as best on half of the days, below the middle of all sets on the others.</li>
        {degradation !== null && (
          <li>
            {degradation.slope < 0
              ? "The better a set looked on one half, the worse it did on the other: a sign of overfitting."
              : "Sets that looked better on one half did better on the other too."}
          </li>
        )}
        {sharpe !== null && (
          <li>
            The best has a Sharpe ratio of {formatNumber(sharpe.observed, 2)} a year
            {extrapolated && ", extrapolated from less"}; the best of {formatNumber(verdict.trials)} sets without any
            skill would show {formatNumber(sharpe.expectedByLuck, 2)}.
          </li>
        )}
      </ul>
    </Panel>
  );
}
