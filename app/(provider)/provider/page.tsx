import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { StatusBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Stat, Stats } from "@/components/ui/figures";
import { formatMoney, formatNumber, formatPercent, plural } from "@/components/ui/format";
import { Columns, PageHead, Panel } from "@/components/ui/panel";
import { type Step, Stepper } from "@/components/ui/stepper";
import { requireRole } from "@/lib/auth/require-role";
import { type ProviderOverview, providerOverview } from "@/lib/features/marketplace/provider-queries";
import { ownStrategies } from "@/lib/features/marketplace/queries";
import { saleState } from "@/lib/features/marketplace/sale-state";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Provider overview" };

export default async function ProviderPage() {
  const actor = await requireRole("PROVIDER");
  const ctx = getCtx();
  const [overview, strategies, sale] = await Promise.all([
    providerOverview(ctx.db, actor.userId, ctx.clock.now()),
    ownStrategies(ctx.db, actor.userId),
    saleState(ctx.db, actor.userId, 1),
  ]);
  const steps = stepsOf(overview, actor.emailVerified, sale === null);
  const open = steps.some((step) => step.state !== "done");
  return (
    <>
      <PageHead
        title="Provider overview"
        lead="Counts only: who your subscribers are is not shown to anybody."
        actions={
          overview.strategies.open > 0 ? (
            <ButtonLink
              href="/provider/signals/new"
              variant="primary"
              icon={<Plus className="ic" aria-hidden="true" />}
            >
              New signal
            </ButtonLink>
          ) : (
            <ButtonLink
              href="/provider/strategies/new"
              variant="primary"
              icon={<Plus className="ic" aria-hidden="true" />}
            >
              New strategy
            </ButtonLink>
          )
        }
      />
      <Panel label="Your shop today">
        <Stats>
          <Stat
            label="Monthly revenue, yours"
            value={revenue(overview)}
            sub={`${plural(overview.payingSubscribers, "paying subscriber")}, 80 % of each`}
          />
          <Stat
            label="Left in 30 days"
            value={churn(overview)}
            sub={`${formatNumber(overview.ended30d)} of ${formatNumber(overview.payingBefore)} who paid`}
          />
          <Stat
            label="Followers"
            value={formatNumber(overview.followers)}
            sub={plural(overview.strategies.open, "open strategy", "open strategies")}
          />
          <Stat
            label="Signals open"
            value={formatNumber(overview.openSignals)}
            sub={`${formatNumber(overview.signals30d)} published in 30 days`}
          />
        </Stats>
      </Panel>
      <div className="mt-5">
        <Columns
          side={
            open ? (
              <Panel
                title="Getting started"
                aside={
                  <span className="text-caption text-ink-3">{`${steps.filter((step) => step.state === "done").length} of ${steps.length}`}</span>
                }
              >
                <Stepper label="Getting started" steps={steps} />
              </Panel>
            ) : (
              <Panel title="Payouts">
                <p className="text-dense text-ink-2">Your payouts are set up.</p>
                <p className="mt-2">
                  <Link className="link text-dense" href="/provider/earnings">
                    Earnings
                  </Link>
                </p>
              </Panel>
            )
          }
        >
          <Panel
            title="Strategies"
            aside={
              <Link className="link" href="/provider/strategies">
                All strategies
              </Link>
            }
          >
            {strategies.length === 0 ? (
              <p className="text-ink-2">None yet. A strategy is what people follow; its signals are its record.</p>
            ) : (
              <ul className="list">
                {strategies.slice(0, 6).map((strategy) => (
                  <li key={strategy.id} className="grid-cols-[minmax(0,1fr)_auto]">
                    <div>
                      <Link className="link" href={`/provider/strategies/${strategy.id}`}>
                        {strategy.name}
                      </Link>
                      <p className="text-caption text-ink-3">
                        {plural(strategy.followerCount, "follower")}, {plural(strategy.signalCount, "signal")}
                      </p>
                    </div>
                    <StatusBadge status={strategy.status} label={STATUS_WORDS[strategy.status]} />
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        </Columns>
      </div>
    </>
  );
}

const STATUS_WORDS = { DRAFT: "Draft", ACTIVE: "Open", PAUSED: "Paused", ARCHIVED: "Closed" } as const;

/** The provider's 80 % of what is paid each month, by currency. The platform's part rounds half up, the rest is the provider's. */
function revenue({ monthly }: ProviderOverview): string {
  if (monthly.length === 0) return formatMoney({ amount: 0, currency: "USD" });
  return monthly
    .map(({ amount, currency }) => formatMoney({ amount: amount - Math.round((amount * 2_000) / 10_000), currency }))
    .join(" + ");
}

function churn({ ended30d, payingBefore }: ProviderOverview): string {
  return payingBefore === 0 ? "—" : formatPercent((ended30d / payingBefore) * 100);
}

function stepsOf(overview: ProviderOverview, emailVerified: boolean, payoutsReady: boolean): Step[] {
  const made = overview.strategies.open + overview.strategies.drafts + overview.strategies.closed > 0;
  const lines: readonly (readonly [id: string, label: string, done: boolean, href: string, act: string])[] = [
    ["mail", "Confirm your e-mail address", emailVerified, "/settings/profile", "Confirm"],
    ["strategy", "Make a strategy", made, "/provider/strategies/new", "Make"],
    ["payouts", "Set up payouts, to sell", payoutsReady, "/provider/earnings", "Set up"],
    [
      "signal",
      "Publish a signal",
      overview.signals30d > 0 || overview.openSignals > 0,
      "/provider/signals/new",
      "Publish",
    ],
  ];
  const first = lines.findIndex(([, , done]) => !done);
  return lines.map(([id, label, done, href, act], at) => ({
    id,
    label,
    state: done ? "done" : at === first ? "current" : "todo",
    ...(done || at !== first
      ? {}
      : {
          action: (
            <ButtonLink size="sm" href={href}>
              {act}
            </ButtonLink>
          ),
        }),
  }));
}
