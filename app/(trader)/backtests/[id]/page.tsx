import { Download, RotateCw } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AllFigures } from "@/components/backtests/all-figures";
import { BacktestTable } from "@/components/backtests/backtest-table";
import { ComputedWith } from "@/components/backtests/computed-with";
import { figure } from "@/components/backtests/figures";
import { KeyFigures } from "@/components/backtests/key-figures";
import { OtherOrders, type OtherOrdersView } from "@/components/backtests/other-orders";
import { RunCurve } from "@/components/backtests/run-curve";
import { RunProgress } from "@/components/backtests/run-progress";
import { SearchReport } from "@/components/backtests/search-report";
import { readSorting } from "@/components/backtests/sorting";
import { TradeGroups, TradeSpread } from "@/components/backtests/spread";
import { TRADES_A_PAGE, TradeTable } from "@/components/backtests/trade-table";
import { WalkReport } from "@/components/backtests/walk-report";
import { KIND_WORDS, spanWords } from "@/components/backtests/words";
import { MonthHeatmap } from "@/components/charts/month-heatmap";
import { StatusBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { EvidenceLine } from "@/components/ui/evidence";
import { formatAmount, formatSymbol, symbolCoins } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { Columns, PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { isFinal } from "@/lib/features/backtests/backtest";
import { otherOrdersOf } from "@/lib/features/backtests/other-orders";
import { type BacktestDetail, getBacktest } from "@/lib/features/backtests/queries";
import { type ReportView, reportOf } from "@/lib/features/backtests/report-view";
import { searchOf, walkOf } from "@/lib/features/backtests/search-view";
import { strategyTitles, titleOf } from "@/lib/features/backtests/strategies";
import { getCtx } from "@/lib/runtime/ctx";
import { sortBatch } from "@/lib/trading/validation/comparison/batch";
import { cancelBacktestAction } from "../actions.ts";

export const metadata: Metadata = { title: "Backtest" };

interface Props {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<
    Readonly<Record<"trade" | "trades" | "x" | "y" | "orders" | "sort", string | string[] | undefined>>
  >;
}

export default async function BacktestPage({ params, searchParams }: Props) {
  const actor = await requireRole("SUBSCRIBER");
  const [{ id }, asked] = await Promise.all([params, searchParams]);
  const ctx = getCtx();
  const run = await getBacktest(ctx, actor.userId, id);
  if (run === null) notFound();
  const isSearch = run.kind === "OPTIMISATION";
  const report = run.hasResult && !isSearch ? await reportOf(ctx, actor.userId, id) : null;
  const search =
    run.hasResult && isSearch
      ? await searchOf(ctx, actor.userId, run, { x: textOf(asked.x), y: textOf(asked.y) })
      : null;
  const walk = walkOf(run);
  const { cash, sizing } = run.request.settings;
  const orders =
    report === null || asked.orders === undefined
      ? null
      : await otherOrdersOf(ctx, actor.userId, { id, cash, seed: run.request.seed, sizing: sizing.type });
  const sorting = readSorting(asked.sort, `/backtests/${id}`);
  const { quote } = symbolCoins(run.symbol);
  const title = `${titleOf(run.strategy)} on ${formatSymbol(run.symbol)}`;
  const { from, to, settings } = run.request;
  return (
    <>
      <PageHead
        crumbs={[
          { href: "/backtests", label: "Backtests" },
          ...(run.parentId === null ? [] : [{ href: `/backtests/${run.parentId}`, label: "Batch" }]),
        ]}
        title={title}
        badges={<StatusBadge status={run.status} />}
        facts={[
          KIND_WORDS[run.kind],
          `${run.timeframe}, ${run.exchange}`,
          spanWords(from, to),
          formatAmount(String(settings.cash), { unit: quote }),
        ]}
        actions={report === null ? undefined : <Actions run={run} />}
      />
      {!isFinal(run.status) ? (
        <RunProgress
          id={id}
          title={`${KIND_WORDS[run.kind]} of ${title}`}
          status={run.status}
          progress={run.progress}
          queuePlace={run.queuePlace}
          cancelRequested={run.cancelRequested}
          evidence={run.evidenceClass}
          unit={quote}
          cancel={cancelBacktestAction}
        />
      ) : run.status === "FAILED" ? (
        <Notice tone="bad" title="It failed.">
          {run.error ?? "Nothing was kept of it."}
        </Notice>
      ) : run.status === "CANCELLED" ? (
        <Notice title="It was cancelled.">Nothing of it was kept. Run it again whenever you like.</Notice>
      ) : null}
      {run.runs !== null && (
        <Panel title="Its runs" className="mt-5" flush>
          <BacktestTable
            label="Runs of this batch"
            rows={
              sorting.by === null
                ? run.runs
                : sortBatch(run.runs, sorting.by, sorting.direction, (row, name) => figure(row.metrics, name))
            }
            titles={strategyTitles()}
            sorting={sorting}
          />
        </Panel>
      )}
      {search !== null && <SearchReport search={search} runAgain={(parameters) => againAddress(run, parameters)} />}
      {walk !== null && report !== null && (
        <div className="stack mb-5">
          <WalkReport walk={walk} />
        </div>
      )}
      {report !== null && <Report run={run} report={report} orders={orders} unit={quote} asked={asked} />}
      <RiskLine />
    </>
  );
}

function Actions({ run }: { readonly run: BacktestDetail }) {
  return (
    <>
      {(["csv", "json", "html"] as const).map((format) => (
        <a key={format} className="btn" href={`/api/backtest/${run.id}/export?format=${format}`} download>
          <Download className="ic" aria-hidden="true" />
          {format === "html" ? "Report" : format.toUpperCase()}
        </a>
      ))}
      <ButtonLink href={`/backtests/compare?ids=${run.id}`}>Compare</ButtonLink>
      <ButtonLink
        href={againAddress(run, run.request.parameters)}
        variant="primary"
        icon={<RotateCw className="ic" aria-hidden="true" />}
      >
        Run again
      </ButtonLink>
    </>
  );
}

function Report({
  run,
  report,
  orders,
  unit,
  asked,
}: {
  readonly run: BacktestDetail;
  readonly report: ReportView;
  readonly orders: OtherOrdersView | null;
  readonly unit: string;
  readonly asked: Awaited<Props["searchParams"]>;
}) {
  const { metrics, evidenceClass } = run;
  const { trades, curve, months } = report;
  const chosen = numberIn(asked.trade, trades.length);
  const page =
    numberIn(asked.trades, Math.max(1, Math.ceil(trades.length / TRADES_A_PAGE))) ??
    (chosen === null ? 1 : Math.ceil(chosen / TRADES_A_PAGE));
  const marked = chosen === null ? undefined : trades[chosen - 1];
  const evidence = (
    <EvidenceLine evidence={evidenceClass} from={report.from} to={report.to - 1} count={trades.length} />
  );
  return (
    <div className="stack">
      <KeyFigures metrics={metrics} evidence={evidenceClass} from={report.from} to={report.to} unit={unit} />
      <Panel id="equity" title="Equity and drawdown" sub={evidence}>
        <RunCurve
          title={`Equity, ${unit}`}
          unit={unit}
          evidence={evidenceClass}
          curve={curve}
          exits={trades.map((trade) => trade.exitTime)}
          marked={
            marked === undefined ? undefined : { from: marked.entryTime, to: marked.exitTime, gain: marked.pnl > 0 }
          }
        />
      </Panel>
      <Columns
        side={
          <ComputedWith
            request={run.request}
            settings={run.settings}
            trials={run.trials}
            fees={figure(metrics, "feesPaid")}
            grossProfit={figure(metrics, "grossProfit")}
            trades={trades.length}
          />
        }
      >
        <AllFigures metrics={metrics} unit={unit} />
        <TradeSpread bins={report.distribution} />
        <TradeGroups sides={report.sides} hours={report.hours} unit={unit} />
      </Columns>
      <OtherOrders orders={orders} cash={run.request.settings.cash} unit={unit} />
      <Panel title="Monthly returns, %" sub={evidence}>
        <MonthHeatmap
          label="Monthly returns"
          months={months.flatMap(({ year, month, returnPct }) =>
            returnPct === null
              ? []
              : [{ month: `${year}-${String(month).padStart(2, "0")}`, returnPct, evidence: evidenceClass }],
          )}
        />
      </Panel>
      <Panel id="trades" title="Trades" sub={evidence} flush>
        {trades.length === 0 ? (
          <EmptyState title="No trade was closed">Loosen the parameters, or test a longer span.</EmptyState>
        ) : (
          <TradeTable trades={trades} chosen={chosen} page={page} unit={unit} />
        )}
      </Panel>
    </div>
  );
}

/** A new run of the same strategy on the same market, with these parameters filled in. */
function againAddress(run: BacktestDetail, parameters: Readonly<Record<string, unknown>>): string {
  const asked = new URLSearchParams({
    strategy: run.strategy,
    series: `${run.exchange} ${run.symbol} ${run.timeframe}`,
    ...Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`p.${name}`, String(value)])),
  });
  return `/backtests/new?${asked}`;
}

function textOf(asked: string | string[] | undefined): string | undefined {
  return typeof asked === "string" ? asked : undefined;
}

/** A whole number from 1 to `most`, or null. */
function numberIn(text: string | string[] | undefined, most: number): number | null {
  const number = typeof text === "string" && /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : null;
}
