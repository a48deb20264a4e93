import type { Metadata } from "next";
import { AccountStats } from "@/components/copies/account-stats";
import { OpenPositions } from "@/components/copies/positions-table";
import { DriftPanel } from "@/components/orders/drift-panel";
import { StopState } from "@/components/orders/stop-state";
import { ButtonLink } from "@/components/ui/button";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { marketSteps } from "@/lib/features/candles/queries";
import { getPaperAccount } from "@/lib/features/copies/account-queries";
import { listPositions } from "@/lib/features/copies/queries";
import { driftOf } from "@/lib/features/orders/drift-queries";
import { ownStop } from "@/lib/features/orders/own-stop";
import { getCtx } from "@/lib/runtime/ctx";
import { closePositionAction, decideDriftAction } from "../copies-actions.ts";

export const metadata: Metadata = { title: "Positions" };

const PAGE_SIZE = 50;

export default async function PositionsPage({
  searchParams,
}: {
  searchParams: Promise<{ after?: string | string[] }>;
}) {
  const actor = await requireRole("SUBSCRIBER");
  const { after } = await searchParams;
  const ctx = getCtx();
  const stop = await ownStop(ctx.db, actor.userId);
  const [account, page, drift] = await Promise.all([
    getPaperAccount(ctx, actor.userId),
    listPositions(ctx, actor.userId, {
      state: "OPEN",
      cursor: typeof after === "string" ? after : undefined,
      limit: PAGE_SIZE,
    }),
    driftOf(ctx.db, actor.userId, "open"),
  ]);
  const steps = await marketSteps(ctx.db, page.items);
  return (
    <>
      <PageHead
        title="Positions"
        lead="What your copies and your trades by hand hold now, at the last price. P&L is after the fees paid so far; the funding of perpetuals is not in it."
        actions={
          <>
            <ButtonLink href="/history">Closed trades</ButtonLink>
            <ButtonLink href="/positions/buy">Buy by hand</ButtonLink>
          </>
        }
      />
      <div className="stack">
        {stop !== null && <StopState stop={stop} />}
        {account !== null && <AccountStats account={account} />}
        {drift.length > 0 && <DriftPanel trades={drift} decide={decideDriftAction} />}
        <Panel title="Open" flush>
          <OpenPositions positions={page.items} steps={steps} close={closePositionAction} />
        </Panel>
      </div>
      <Pagination
        label="Pages of positions"
        previous={after === undefined ? null : "/positions"}
        next={page.nextCursor === null ? null : `/positions?after=${encodeURIComponent(page.nextCursor)}`}
      />
      <RiskLine />
    </>
  );
}
