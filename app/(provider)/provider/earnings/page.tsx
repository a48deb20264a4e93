import type { Metadata } from "next";
import { EarningsTable } from "@/components/billing/earnings-table";
import { FundsPanel } from "@/components/billing/funds-panel";
import { OnboardingPanel } from "@/components/billing/onboarding-panel";
import { PayoutTable } from "@/components/billing/payout-table";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Money, Stat, Stats } from "@/components/ui/figures";
import { Notice } from "@/components/ui/notice";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { listPayouts } from "@/lib/features/billing/payout-queries";
import { countPayingSubscribers, type EarningsMonth, getConnect, listEarnings } from "@/lib/features/billing/queries";
import { type FundsView, readFunds } from "@/lib/features/billing/read-funds";
import { refreshConnect } from "@/lib/features/billing/refresh-connect";
import { paidOut } from "@/lib/features/billing/statement-queries";
import { AppError } from "@/lib/kernel/errors";
import { getCtx } from "@/lib/runtime/ctx";
import { requestPayoutAction, startOnboardingAction } from "./actions.ts";

export const metadata: Metadata = { title: "Earnings" };

const PAYOUTS_SHOWN = 12;

interface Props {
  searchParams: Promise<{ onboarding?: string | string[] }>;
}

export default async function EarningsPage({ searchParams }: Props) {
  const actor = await requireRole("PROVIDER");
  const ctx = getCtx();
  const { onboarding } = await searchParams;
  let unread = false;
  const toleratePause = (error: unknown): readonly FundsView[] => {
    if (!(error instanceof AppError && error.code === "payments_unavailable")) throw error;
    unread = true;
    return [];
  };
  if (onboarding === "returned") {
    // Stripe's event may still be under way: read the account now, so that the page tells what was just done.
    await refreshConnect(ctx, actor).catch(toleratePause);
  }
  const [connect, months, subscribers, funds, paid, payouts] = await Promise.all([
    getConnect(ctx.db, actor.userId),
    listEarnings(ctx.db, actor.userId),
    countPayingSubscribers(ctx.db, actor.userId),
    readFunds(ctx, actor.userId).catch(toleratePause),
    paidOut(ctx.db, actor.userId),
    listPayouts(ctx.db, actor.userId, PAYOUTS_SHOWN),
  ]);
  const years = [...new Set(months.map(({ month }) => month.slice(0, 4)))];
  return (
    <>
      <PageHead
        title="Earnings"
        lead="80 % of every payment is yours; the platform keeps 20 % and pays the card fee from it."
      />
      <div className="stack">
        {unread && (
          <Notice tone="warn" title="Stripe does not answer just now.">
            Your set-up and your money there are safe. This page shows them as soon as Stripe is back.
          </Notice>
        )}
        {onboarding === "expired" && connect.status !== "ACTIVE" && (
          <Notice title="That link was used up.">Open the set-up again: links to Stripe last a few minutes.</Notice>
        )}
        <OnboardingPanel connect={connect} emailVerified={actor.emailVerified} action={startOnboardingAction} />
        {funds.length > 0 && <FundsPanel funds={funds} paid={paid} action={requestPayoutAction} />}
        {payouts.length > 0 && (
          <Panel title="Payouts" flush>
            <PayoutTable rows={payouts} />
          </Panel>
        )}
        <Panel title="So far">
          <Totals months={months} subscribers={subscribers} />
        </Panel>
        <Panel
          title="By month"
          flush
          aside={
            months.length === 0 ? undefined : (
              <div className="flex flex-wrap gap-2">
                {years.map((year) => (
                  <a key={year} className="btn" href={`/api/billing/earnings/export?year=${year}`} download>
                    CSV of {year}
                  </a>
                ))}
              </div>
            )
          }
        >
          {months.length === 0 ? (
            <EmptyState
              title="No payment yet"
              action={<ButtonLink href="/provider/strategies">Your strategies</ButtonLink>}
            >
              Each subscriber&rsquo;s payment appears here, split to the cent, as soon as Stripe confirms it.
            </EmptyState>
          ) : (
            <EarningsTable rows={months} />
          )}
        </Panel>
      </div>
    </>
  );
}

/** Sums by currency: two currencies are never added. */
function Totals({ months, subscribers }: { months: readonly EarningsMonth[]; subscribers: number }) {
  const currencies = [...new Set(months.map((month) => month.currency))];
  const sum = (currency: string, of: "gross" | "fee" | "net") =>
    months.filter((month) => month.currency === currency).reduce((total, month) => total + month[of], 0);
  const each = (of: "gross" | "fee" | "net") =>
    (currencies.length === 0 ? ["USD"] : currencies).map((currency) => (
      <span key={currency} className="block">
        <Money amount={sum(currency, of)} currency={currency} />
      </span>
    ));
  return (
    <Stats>
      <Stat label="Yours" value={each("net")} sub="after the platform fee" />
      <Stat label="Gross" value={each("gross")} sub="what subscribers paid, less refunds" />
      <Stat label="Platform fee" value={each("fee")} sub="20 %, card fee included" />
      <Stat label="Paying subscribers" value={subscribers} sub="free ones and trials not counted" />
    </Stats>
  );
}
