import { Download, RotateCw } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { againAddress, runAddress } from "@/components/backtests/again-address";
import { BatchTable } from "@/components/backtests/batch-table";
import { figure } from "@/components/backtests/figures";
import { RunProgress } from "@/components/backtests/run-progress";
import { chosenTrade, RunReport } from "@/components/backtests/run-report";
import { SearchReport } from "@/components/backtests/search-report";
import { readSorting } from "@/components/backtests/sorting";
import { WalkReport } from "@/components/backtests/walk-report";
import { KIND_WORDS, spanWords } from "@/components/backtests/words";
import { StatusBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { formatAmount, formatSymbol, plural, symbolCoins } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { isFinal } from "@/lib/features/backtests/backtest";
import { otherOrdersOf } from "@/lib/features/backtests/other-orders";
import { type BacktestDetail, getBacktest } from "@/lib/features/backtests/queries";
import { reportOf } from "@/lib/features/backtests/report-view";
import { searchOf, walkOf } from "@/lib/features/backtests/search-view";
import { titleOf } from "@/lib/features/backtests/strategies";
import { tradeBars } from "@/lib/features/backtests/trade-bars";
import { exchangeName } from "@/lib/kernel/exchange-name";
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
  // Both at once: the person waits for the slower one alone.
  const [run, result] = await Promise.all([getBacktest(ctx, actor.userId, id), reportOf(ctx, actor.userId, id)]);
  if (run === null) notFound();
  // A run that ended between the two answers has its report with the next look.
  const report = run.status === "DONE" ? result : null;
  const search =
    run.hasResult && run.kind === "OPTIMISATION"
      ? await searchOf(ctx, actor.userId, run, { x: textOf(asked.x), y: textOf(asked.y) })
      : null;
  const walk = walkOf(run);
  const { cash, sizing } = run.request.settings;
  const orders =
    report === null || asked.orders === undefined
      ? null
      : await otherOrdersOf(ctx, actor.userId, { id, cash, seed: run.request.seed, sizing: sizing.type });
  const marked = report?.trades[(chosenTrade(asked.trade, report.trades.length) ?? 0) - 1];
  const market = marked === undefined ? null : await tradeBars(ctx, run.request, marked);
  const sorting = readSorting(asked.sort, `/backtests/${id}`);
  const { quote } = symbolCoins(run.symbol);
  const isBatch = run.kind === "BATCH";
  const title = isBatch
    ? `${titleOf(run.strategy)} on ${plural(run.runs?.length ?? 0, "market")}`
    : `${titleOf(run.strategy)} on ${formatSymbol(run.symbol)}`;
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
          ...(isBatch
            ? [exchangeName(run.exchange)]
            : [`${run.timeframe}, ${exchangeName(run.exchange)}`, spanWords(from, to)]),
          formatAmount(String(settings.cash), { unit: quote }),
        ]}
        actions={
          isFinal(run.status) ? <Actions run={run} formats={formatsOf(report !== null, search !== null)} /> : undefined
        }
      />
      {!isFinal(run.status) ? (
        <RunProgress
          id={id}
          title={`${KIND_WORDS[run.kind]} of ${title}`}
          isBatch={isBatch}
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
          <BatchTable
            rows={
              sorting.by === null
                ? run.runs
                : sortBatch(run.runs, sorting.by, sorting.direction, (row, name) => figure(row.metrics, name))
            }
            sorting={sorting}
          />
        </Panel>
      )}
      {search !== null && (
        <SearchReport search={search} metrics={run.metrics} runAgain={(parameters) => runAddress(run, parameters)} />
      )}
      {walk !== null && report !== null && (
        <div className="stack mb-5">
          <WalkReport walk={walk} />
        </div>
      )}
      {report !== null && (
        <RunReport run={run} report={report} orders={orders} market={market} unit={quote} asked={asked} />
      )}
      <RiskLine />
    </>
  );
}

type Format = "csv" | "json" | "html";

/** A search has trials and no one curve to draw a page of. */
function formatsOf(hasReport: boolean, hasTrials: boolean): readonly Format[] {
  return hasReport ? ["csv", "json", "html"] : hasTrials ? ["csv", "json"] : [];
}

function Actions({ run, formats }: { readonly run: BacktestDetail; readonly formats: readonly Format[] }) {
  return (
    <>
      {formats.map((format) => (
        <a key={format} className="btn" href={`/api/backtest/${run.id}/export?format=${format}`} download>
          <Download className="ic" aria-hidden="true" />
          {format === "html" ? "Report" : format.toUpperCase()}
        </a>
      ))}
      {formats.includes("html") && <ButtonLink href={`/backtests/compare?ids=${run.id}`}>Compare</ButtonLink>}
      <Again run={run} />
    </>
  );
}

function Again({ run }: { readonly run: BacktestDetail }) {
  return (
    <ButtonLink href={againAddress(run)} variant="primary" icon={<RotateCw className="ic" aria-hidden="true" />}>
      Run again
    </ButtonLink>
  );
}

function textOf(asked: string | string[] | undefined): string | undefined {
  return typeof asked === "string" ? asked : undefined;
}
