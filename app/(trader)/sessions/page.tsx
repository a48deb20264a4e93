import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { SessionTable } from "@/components/trading-sessions/session-table";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatNumber } from "@/components/ui/format";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { strategyTitles } from "@/lib/features/backtests/strategies";
import { SESSION_LIMITS } from "@/lib/features/trading-sessions/limits";
import { countRunningSessions, listSessions } from "@/lib/features/trading-sessions/queries";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Sessions" };

const PAGE_SIZE = 25;

export default async function SessionsPage({ searchParams }: { searchParams: Promise<{ after?: string | string[] }> }) {
  const actor = await requireRole("SUBSCRIBER");
  const { after } = await searchParams;
  const ctx = getCtx();
  const cursor = typeof after === "string" ? after : undefined;
  const [page, running] = await Promise.all([
    listSessions(ctx, actor.userId, { state: undefined, cursor, limit: PAGE_SIZE }),
    countRunningSessions(ctx, actor.userId),
  ]);
  const action = (
    <ButtonLink href="/sessions/new" variant="primary" icon={<Plus className="ic" aria-hidden="true" />}>
      New session
    </ButtonLink>
  );
  return (
    <>
      <PageHead
        title="Sessions"
        lead="A strategy on the market as it runs, candle by candle, with money on paper; a live one sends the same entries to your exchange account."
        facts={[`${formatNumber(running)} of ${formatNumber(SESSION_LIMITS.running)} running`]}
        actions={page.items.length === 0 ? undefined : action}
      />
      <Panel label="Sessions" flush>
        {page.items.length === 0 ? (
          <EmptyState title="No sessions yet" level={2} action={action}>
            A backtest says what a strategy would have done. A session shows what it does from now on.
          </EmptyState>
        ) : (
          <SessionTable rows={page.items} titles={strategyTitles()} />
        )}
      </Panel>
      <Pagination
        label="Pages of sessions"
        previous={after === undefined ? null : "/sessions"}
        next={page.nextCursor === null ? null : `/sessions?after=${encodeURIComponent(page.nextCursor)}`}
      />
      <RiskLine />
    </>
  );
}
