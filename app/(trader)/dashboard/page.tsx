import type { Metadata } from "next";
import Link from "next/link";
import { AccountCurve } from "@/components/copies/account-curve";
import { AccountStats } from "@/components/copies/account-stats";
import { Checklist } from "@/components/copies/checklist";
import { LatestCopies } from "@/components/copies/latest-copies";
import { OpenPositions } from "@/components/copies/positions-table";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { plural } from "@/components/ui/format";
import { Columns, KeyValues, PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { UnlessUtc, ZoneName } from "@/components/ui/reader-zone";
import { requireRole } from "@/lib/auth/require-role";
import { hasFinishedRun } from "@/lib/features/backtests/queries";
import { marketSteps } from "@/lib/features/candles/queries";
import { getEquityCurve, getPaperAccount } from "@/lib/features/copies/account-queries";
import { listLatestCopies } from "@/lib/features/copies/copy-queries";
import { getFirstSteps } from "@/lib/features/copies/first-steps-queries";
import { listPositions } from "@/lib/features/copies/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { type Readiness, readReadiness } from "@/lib/runtime/readiness";
import { closePositionAction, hideChecklistAction } from "../copies-actions.ts";

export const metadata: Metadata = { title: "Home" };

const POSITIONS_SHOWN = 10;

export default async function DashboardPage() {
  const actor = await requireRole("SUBSCRIBER");
  const ctx = getCtx();
  const [account, curve, positions, copies, firstSteps, ranBacktest, readiness] = await Promise.all([
    getPaperAccount(ctx, actor.userId),
    getEquityCurve(ctx, actor.userId),
    listPositions(ctx, actor.userId, { state: "OPEN", limit: POSITIONS_SHOWN }),
    listLatestCopies(ctx, actor.userId, 6),
    getFirstSteps(ctx, actor.userId),
    hasFinishedRun(ctx, actor.userId),
    readReadiness(ctx),
  ]);
  const steps = await marketSteps(ctx.db, positions.items);
  const today = new Date(ctx.clock.now()).toLocaleDateString("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  });
  return (
    <>
      <PageHead
        title={today}
        lead={
          <>
            {account === null || account.openPositions === 0
              ? "No position is open on paper"
              : `${plural(account.openPositions, "position")} open on paper`}
            . Times are in <ZoneName />
            <UnlessUtc>; today is the day in UTC</UnlessUtc>.
          </>
        }
      />
      <div className="stack">
        {account !== null && <AccountStats account={account} />}
        <Columns
          side={
            <>
              {firstSteps !== null && <Checklist steps={{ ...firstSteps, ranBacktest }} hide={hideChecklistAction} />}
              <Health readiness={readiness} />
            </>
          }
        >
          {account === null ? (
            <Panel label="Start">
              <EmptyState
                title="Nothing is copied yet"
                action={
                  <ButtonLink href="/strategies" variant="primary">
                    Browse strategies
                  </ButtonLink>
                }
              >
                Follow a strategy on paper: you start with 10,000 USDT of pretend money, traded at live prices.
              </EmptyState>
            </Panel>
          ) : (
            <>
              <Panel label="Equity">
                <AccountCurve points={curve} />
              </Panel>
              <Panel title="Open positions" flush>
                <OpenPositions positions={positions.items} steps={steps} close={closePositionAction} />
                {positions.nextCursor !== null && (
                  <p className="py-3">
                    <Link href="/positions" className="underline">
                      All positions
                    </Link>
                  </p>
                )}
              </Panel>
            </>
          )}
          <Panel
            title="Signals"
            aside={
              <Link href="/signals" className="underline">
                All signals
              </Link>
            }
            flush
          >
            {copies.length === 0 ? (
              <EmptyState title="No signals yet">
                Signals that your paper follows copied, or skipped, appear here.
              </EmptyState>
            ) : (
              <LatestCopies lines={copies} />
            )}
          </Panel>
        </Columns>
      </div>
      <RiskLine />
    </>
  );
}

function Health({ readiness: { parts } }: { readonly readiness: Readiness }) {
  const age = (seconds: number | null): string => (seconds === null ? "none yet" : `${seconds.toFixed(1)} s old`);
  const bad = (text: string) => <span className="text-warn-ink">{text}</span>;
  return (
    <Panel title="Health">
      <KeyValues
        rows={[
          ["Prices", parts.prices.ok ? age(parts.prices.ageSec) : bad(age(parts.prices.ageSec))],
          ["Paper engine", parts.worker.ok ? "running" : bad("does not answer")],
          ["Signals", parts.outbox.ok ? "delivered" : bad(`${parts.outbox.lagEvents} waiting`)],
        ]}
      />
    </Panel>
  );
}
