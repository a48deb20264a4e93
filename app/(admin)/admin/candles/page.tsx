import type { Metadata } from "next";
import { DownloadForm } from "@/components/candles/download-form";
import { FundingTable } from "@/components/candles/funding-table";
import { JobTable } from "@/components/candles/job-table";
import { RefreshWhile } from "@/components/candles/refresh-while";
import { SeriesTable } from "@/components/candles/series-table";
import { UploadForm } from "@/components/candles/upload-form";
import { EmptyState } from "@/components/ui/empty-state";
import { formatNumber } from "@/components/ui/format";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { isUnderWay } from "@/lib/features/candles/candle-job";
import { UPLOAD_BYTES_MAX } from "@/lib/features/candles/input";
import { listCandleJobs, listFunding, listSeries } from "@/lib/features/candles/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { TIMEFRAMES } from "@/lib/trading/market/timeframe";
import { cancelCandleJobAction, downloadCandlesAction, verifyCandlesAction } from "./actions.ts";

export const metadata: Metadata = { title: "Candles" };

const JOBS_SHOWN = 20;

export default async function CandlesPage() {
  await requireRole("ADMIN");
  const { db } = getCtx();
  const jobs = await listCandleJobs(db, JOBS_SHOWN);
  const [series, funding] = await Promise.all([listSeries(db), listFunding(db)]);
  const bars = series.reduce((sum, one) => sum + one.bars, 0);
  return (
    <>
      <PageHead
        title="Candles"
        lead="Bars and funding rates that replays, charts and backtests read. What comes in is checked row by row and stored whole or not at all."
        facts={[
          `${formatNumber(series.length)} series`,
          `${formatNumber(bars)} bars`,
          `${formatNumber(jobs.filter(isUnderWay).length)} jobs under way`,
        ]}
      />
      <RefreshWhile active={jobs.some(isUnderWay)} />
      <div className="space-y-4">
        <Panel title="Work" flush>
          {jobs.length === 0 ? (
            <EmptyState title="Nothing was asked for yet">Import a file or download from an exchange below.</EmptyState>
          ) : (
            <JobTable jobs={jobs} cancel={cancelCandleJobAction} />
          )}
        </Panel>
        <div className="grid gap-4 lg:grid-cols-2">
          <Panel title="Import a file">
            <UploadForm timeframes={TIMEFRAMES} bytesMax={UPLOAD_BYTES_MAX} />
          </Panel>
          <Panel title="Download from an exchange">
            <DownloadForm action={downloadCandlesAction} timeframes={TIMEFRAMES} />
          </Panel>
        </div>
        <Panel title="Stored series" flush>
          {series.length === 0 ? (
            <EmptyState title="No candles are stored">Import a file or download from an exchange above.</EmptyState>
          ) : (
            <SeriesTable series={series} verify={verifyCandlesAction} />
          )}
        </Panel>
        {funding.length > 0 && (
          <Panel title="Stored funding rates" flush>
            <FundingTable funding={funding} />
          </Panel>
        )}
      </div>
    </>
  );
}
