import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { BacktestTable } from "@/components/backtests/backtest-table";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatNumber } from "@/components/ui/format";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { listBacktests } from "@/lib/features/backtests/queries";
import { strategyTitles } from "@/lib/features/backtests/strategies";
import { quotaLeft } from "@/lib/features/backtests/within-quota";
import { PLAN_NAMES } from "@/lib/kernel/platform-plan";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Backtests" };

const PAGE_SIZE = 25;

export default async function BacktestsPage({
  searchParams,
}: {
  searchParams: Promise<{ after?: string | string[] }>;
}) {
  const actor = await requireRole("SUBSCRIBER");
  const { after } = await searchParams;
  const ctx = getCtx();
  const [page, quota] = await Promise.all([
    listBacktests(ctx, actor.userId, {
      kind: undefined,
      cursor: typeof after === "string" ? after : undefined,
      limit: PAGE_SIZE,
    }),
    quotaLeft(ctx.db, ctx.clock.now(), actor.userId),
  ]);
  const action = (
    <ButtonLink href="/backtests/new" variant="primary" icon={<Plus className="ic" aria-hidden="true" />}>
      New backtest
    </ButtonLink>
  );
  return (
    <>
      <PageHead
        title="Backtests"
        lead="Strategies over stored candles. What is chosen on the same candles looks better than it will be: see the class of each figure."
        facts={[
          `${PLAN_NAMES[quota.plan]} plan: ${formatNumber(quota.runsLeft)} of ${formatNumber(quota.runsPerDay)} runs left today`,
          `${formatNumber(quota.running)} running, ${formatNumber(quota.waiting)} waiting`,
        ]}
        actions={page.items.length === 0 ? undefined : action}
      />
      <Panel label="Backtests" flush>
        {page.items.length === 0 ? (
          <EmptyState title="No backtests yet" level={2} action={action}>
            Choose a strategy and a market; a year of 15-minute bars takes about a second.
          </EmptyState>
        ) : (
          <BacktestTable label="Backtests" rows={page.items} titles={strategyTitles()} />
        )}
      </Panel>
      <Pagination
        label="Pages of backtests"
        previous={after === undefined ? null : "/backtests"}
        next={page.nextCursor === null ? null : `/backtests?after=${encodeURIComponent(page.nextCursor)}`}
      />
      <RiskLine />
    </>
  );
}
