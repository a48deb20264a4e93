import { ParamHeatmap } from "@/components/charts/param-heatmap";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ExtrapolatedNote } from "@/components/ui/evidence";
import { Field, Select } from "@/components/ui/field";
import { Stat, Stats } from "@/components/ui/figures";
import { formatNumber, formatPercent } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import type { SearchView } from "@/lib/features/backtests/search-view";
import { SignedPercent } from "./backtest-table.tsx";
import { figure, isExtrapolated, type Metrics } from "./figures.ts";
import { SearchLuck } from "./search-luck.tsx";
import { OBJECTIVE_WORDS, parameterWords, valueWords } from "./words.ts";

const LUCK_TONES = { unknown: "info", likely_luck: "bad", doubtful: "warn", sound: "ok" } as const;

/** What a search found: how likely it is luck first, then the best set, its neighbourhood, and all the others as a map and a table. */
export function SearchReport({
  search,
  metrics,
  runAgain,
}: {
  readonly search: SearchView;
  /** Of the best set. */
  readonly metrics: Metrics;
  /** Address of a new run with these parameters. */
  readonly runAgain: (parameters: Readonly<Record<string, unknown>>) => string;
}) {
  const { summary, top, heat, varied } = search;
  const { best, luck } = summary;
  const objective = OBJECTIVE_WORDS[summary.objective];
  return (
    <div className="stack">
      <Notice tone={LUCK_TONES[luck.level]} title="In-sample.">
        {luck.text}
      </Notice>
      {best === null ? (
        <Panel label="Best set">
          <EmptyState title="No set has a score" level={2}>
            Not one of {formatNumber(summary.tried)} sets closed {formatNumber(summary.minTrades)} trades with a defined{" "}
            {objective.toLowerCase()}. Widen the range, or ask for fewer trades.
          </EmptyState>
        </Panel>
      ) : (
        <Panel
          title="Best set"
          sub={isExtrapolated(metrics) ? <ExtrapolatedNote /> : undefined}
          aside={
            <ButtonLink href={runAgain(best.parameters)} variant="primary">
              Run it
            </ButtonLink>
          }
        >
          <Stats columns={5}>
            <Stat
              label="Chance of overfitting (PBO)"
              value={<span className="num">{summary.pbo === null ? "—" : formatPercent(summary.pbo * 100)}</span>}
              sub={
                summary.pbo === null
                  ? "too few days or sets to tell"
                  : "of splits in which the best fell below the middle"
              }
            />
            <Stat
              label="Deflated Sharpe"
              value={
                <span className="num">
                  {summary.deflatedSharpe === null ? "—" : formatPercent(summary.deflatedSharpe * 100)}
                </span>
              }
              sub={`sure that it is not luck, after ${formatNumber(summary.tried)} trials`}
            />
            <Stat
              label="Neighbours as good"
              value={
                <span className="num">
                  {best.robustness.goodShare === null ? "—" : formatPercent(best.robustness.goodShare * 100)}
                </span>
              }
              sub={`of ${formatNumber(best.robustness.neighbours)}; worst ${formatNumber(best.robustness.worst, 2)}`}
            />
            <Stat
              label={objective}
              value={<span className="num">{formatNumber(best.score, 2)}</span>}
              sub={parameterWords(best.parameters)}
            />
            <Stat
              label="Return"
              value={<SignedPercent value={figure(metrics, "returnPct")} />}
              sub={`holding instead: ${formatPercent(figure(metrics, "buyAndHoldPct"), { sign: true })}`}
            />
          </Stats>
        </Panel>
      )}
      {summary.verdict !== null && <SearchLuck verdict={summary.verdict} extrapolated={isExtrapolated(metrics)} />}
      {heat !== null && (
        <Panel
          title={`${objective} over two parameters`}
          sub={<MapChoice varied={varied} x={heat.x.name} y={heat.y.name} />}
        >
          <ParamHeatmap
            label={`${objective} by ${heat.x.name} and ${heat.y.name}`}
            x={{ name: heat.x.name, values: heat.x.values.map(valueWords) }}
            y={{ name: heat.y.name, values: heat.y.values.map(valueWords) }}
            scores={heat.cells.map(({ score }) => score)}
          />
          <p className="mt-3 text-dense text-ink-2">
            Each cell is the best of all tried sets with these two values; the deeper its wash, the farther from zero it
            is among those of its sign. A lone high cell among low ones is luck.
          </p>
        </Panel>
      )}
      <Panel title="Best of the tried sets" sub={isExtrapolated(metrics) ? <ExtrapolatedNote /> : undefined} flush>
        <Table
          label="Best of the tried sets"
          minWidth={760}
          head={
            <>
              <Th>Parameters</Th>
              <Th num>Worst drawdown</Th>
              <Th num>Sharpe</Th>
              <Th num>Calmar</Th>
              <Th num>Profit factor</Th>
              <Th num>Trades</Th>
              <Th num>Return</Th>
            </>
          }
        >
          {top.map(({ parameters, figures }) => (
            <tr key={parameterWords(parameters)}>
              <Td>{parameterWords(parameters)}</Td>
              <Td num>{formatPercent(figures.maxDrawdown)}</Td>
              <Td num>{formatNumber(figures.sharpe, 2)}</Td>
              <Td num>{formatNumber(figures.calmar, 2)}</Td>
              <Td num>{formatNumber(figures.profitFactor, 2)}</Td>
              <Td num>{formatNumber(figures.trades)}</Td>
              <Td num>
                <SignedPercent value={figures.return} />
              </Td>
            </tr>
          ))}
        </Table>
      </Panel>
    </div>
  );
}

/** Which two parameters the map shows: a plain form, so it works without script and can be kept as an address. */
function MapChoice({ varied, x, y }: { readonly varied: readonly string[]; readonly x: string; readonly y: string }) {
  if (varied.length < 3) return null;
  const options = varied.map((name) => ({ value: name, label: name }));
  return (
    <form method="get" className="mt-2 flex flex-wrap items-end gap-3">
      <Field label="Across">
        <Select name="x" defaultValue={x} options={options} />
      </Field>
      <Field label="Down">
        <Select name="y" defaultValue={y} options={options} />
      </Field>
      <Button type="submit">Show</Button>
    </form>
  );
}
