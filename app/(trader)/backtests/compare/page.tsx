import type { Metadata } from "next";
import Link from "next/link";
import { SignedPercent } from "@/components/backtests/backtest-table";
import { KIND_WORDS, spanWords } from "@/components/backtests/words";
import { EquityChart } from "@/components/charts/equity-chart";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { EvidenceBadge } from "@/components/ui/evidence";
import { Checkbox } from "@/components/ui/field";
import { formatEnum, formatNumber, formatPercent, formatSymbol } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { requireRole } from "@/lib/auth/require-role";
import { comparisonOf } from "@/lib/features/backtests/compare-view";
import { type BacktestRow, listBacktests } from "@/lib/features/backtests/queries";
import { titleOf } from "@/lib/features/backtests/strategies";
import { looksLikeId } from "@/lib/kernel/ids";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Compare backtests" };

const OFFERED = 30;

export default async function CompareBacktestsPage({
  searchParams,
}: {
  searchParams: Promise<{ ids?: string | string[] }>;
}) {
  const actor = await requireRole("SUBSCRIBER");
  const { ids } = await searchParams;
  const wanted = [ids ?? []]
    .flat()
    .flatMap((one) => one.split(","))
    .filter(looksLikeId);
  const ctx = getCtx();
  const [compared, recent] = await Promise.all([
    comparisonOf(ctx, actor.userId, wanted),
    listBacktests(ctx, actor.userId, { kind: undefined, cursor: undefined, limit: OFFERED }),
  ]);
  const offered = recent.items.filter(
    ({ status, kind }) => status === "DONE" && (kind === "RUN" || kind === "WALK_FORWARD"),
  );
  return (
    <>
      <PageHead
        crumbs={[{ href: "/backtests", label: "Backtests" }]}
        title="Compare backtests"
        lead="Two to four runs over the days that all of them have, each starting at 100 %."
      />
      <div className="stack">
        {compared.ok ? (
          <Compared rows={compared.value.rows} comparison={compared.value.comparison} />
        ) : (
          wanted.length > 1 && <Notice tone="warn">{compared.detail}</Notice>
        )}
        <Panel title="Choose runs">
          {offered.length < 2 ? (
            <EmptyState
              title="Not enough to compare"
              action={
                <ButtonLink href="/backtests/new" variant="primary">
                  New backtest
                </ButtonLink>
              }
            >
              Two finished runs are needed; {formatNumber(offered.length)} of yours is there.
            </EmptyState>
          ) : (
            <form method="get">
              <div className="grid gap-2 sm:grid-cols-2">
                {offered.map((row) => (
                  <Checkbox
                    key={row.id}
                    name="ids"
                    value={row.id}
                    defaultChecked={wanted.includes(row.id)}
                    label={nameOf(row)}
                    hint={`${KIND_WORDS[row.kind]}, ${spanWords(row.request.from, row.request.to)}`}
                  />
                ))}
              </div>
              <Button type="submit" variant="primary" className="mt-4">
                Compare
              </Button>
            </form>
          )}
        </Panel>
      </div>
      <RiskLine />
    </>
  );
}

type Comparison = Extract<Awaited<ReturnType<typeof comparisonOf>>, { ok: true }>["value"]["comparison"];

function Compared({ rows, comparison }: { readonly rows: readonly BacktestRow[]; readonly comparison: Comparison }) {
  const { times, curves, figures, correlations, days, from, to, isCut } = comparison;
  const names = rows.map((row, at) => `${at + 1} ${nameOf(row)}`);
  return (
    <>
      <Panel
        title="Equity, same days"
        sub={
          <span className="text-dense text-ink-2">
            {from} – {to}, {formatNumber(days)} days{isCut ? "; figures here differ from each run's own report" : ""}
          </span>
        }
      >
        <EquityChart
          title="Equity, % since the first shared day"
          unit="%"
          series={curves.map((curve, at) => ({
            id: curve.name,
            // short: the chart writes it over the end of its line; the class stands with it, as no line is without its evidence
            name: `Run ${at + 1}, ${formatEnum(rows[at]?.evidenceClass ?? "").toLowerCase()}`,
            evidence: rows[at]?.evidenceClass ?? "IN_SAMPLE",
            points: curve.values.map((value, day) => ({ time: times[day] ?? 0, value: value - 100 })),
          }))}
        />
      </Panel>
      <Panel title="Side by side" flush>
        <Table
          label="Figures over the same days"
          minWidth={760}
          head={
            <>
              <Th>Run</Th>
              <Th>Class</Th>
              <Th num>Worst drawdown</Th>
              <Th num>Volatility a year</Th>
              <Th num>Sharpe</Th>
              <Th num>Sortino</Th>
              <Th num>Calmar</Th>
              <Th num>Return</Th>
            </>
          }
        >
          {rows.map((row, at) => {
            const own = figures[at];
            return (
              <tr key={row.id}>
                <Td>
                  <Link href={`/backtests/${row.id}`} className="font-semibold hover:underline">
                    {names[at]}
                  </Link>
                  <span className="block text-caption text-ink-3">
                    made <When at={row.createdAt} as="date" />
                  </span>
                </Td>
                <Td>
                  <EvidenceBadge evidence={row.evidenceClass} />
                </Td>
                <Td num>{formatPercent(own?.maxDrawdownPct)}</Td>
                <Td num>{formatPercent(own?.volatilityPct)}</Td>
                <Td num>{formatNumber(own?.sharpe, 2)}</Td>
                <Td num>{formatNumber(own?.sortino, 2)}</Td>
                <Td num>{formatNumber(own?.calmar, 2)}</Td>
                <Td num>
                  <SignedPercent value={own?.returnPct ?? null} />
                </Td>
              </tr>
            );
          })}
        </Table>
      </Panel>
      <Panel title="Correlation of daily returns" flush>
        <Table
          label="Correlation of daily returns"
          head={
            <>
              <Th>Run</Th>
              {names.map((name, at) => (
                <Th key={name} num>
                  {at + 1}
                </Th>
              ))}
            </>
          }
        >
          {correlations.map((row, at) => (
            <tr key={names[at]}>
              <Td>{names[at]}</Td>
              {row.map((value, other) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns are the runs, in their order
                <Td key={other} num>
                  {formatNumber(value, 2)}
                </Td>
              ))}
            </tr>
          ))}
        </Table>
      </Panel>
    </>
  );
}

function nameOf(row: BacktestRow): string {
  return `${titleOf(row.strategy)} · ${formatSymbol(row.symbol)} ${row.timeframe}`;
}
