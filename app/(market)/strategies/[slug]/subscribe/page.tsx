import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { KeyFigures } from "@/components/marketplace/key-figures";
import { SubscribePanel } from "@/components/subscriptions/subscribe-panel";
import { ButtonLink } from "@/components/ui/button";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { strategyFor, strategyStats } from "@/lib/features/marketplace/queries";
import { figuresOf, recordOf } from "@/lib/features/marketplace/record";
import { findSubscriptionTo } from "@/lib/features/subscriptions/queries";
import { trialDaysFor } from "@/lib/features/subscriptions/trial-queries";
import { getCtx } from "@/lib/runtime/ctx";
import { subscribeAction } from "./actions.ts";

export const metadata: Metadata = { title: "Subscribe" };

export default async function SubscribePage({ params }: { params: Promise<{ slug: string }> }) {
  const actor = await requireRole("SUBSCRIBER");
  const ctx = getCtx();
  const found = await strategyFor(ctx.db, (await params).slug, actor);
  if (found === null) notFound();
  const { strategy, own } = found;
  const now = ctx.clock.now();
  const [stats, subscription, trialDays] = await Promise.all([
    strategyStats(ctx.db, strategy.id, found.atOnce, now),
    findSubscriptionTo(ctx.db, actor.userId, strategy.id, now),
    trialDaysFor(ctx.db, actor.userId, strategy),
  ]);
  const live = stats.find((row) => row.evidenceClass === "LIVE_PROVIDER");
  const figures = figuresOf(
    recordOf(live?.equity, live?.tradeCount),
    live?.from == null ? null : Date.parse(live.from),
    now,
  );
  const open = !own && strategy.status === "ACTIVE" && (subscription === null || subscription.status === "PENDING");
  return (
    <div className="wrap pt-7">
      <PageHead
        crumbs={[
          { href: "/strategies", label: "Strategies" },
          { href: `/strategies/${strategy.slug}`, label: strategy.name },
        ]}
        title={`Subscribe to ${strategy.name}`}
        lead={`by ${strategy.provider.name}`}
      />
      <div className="stack max-w-4xl">
        <KeyFigures figures={figures} from={live?.from ?? null} to={live?.to ?? null} />
        {open ? (
          <SubscribePanel
            strategyId={strategy.id}
            price={strategy.monthlyPrice}
            yearly={strategy.yearlyPrice}
            trialDays={trialDays}
            taxed={ctx.config.taxed}
            action={subscribeAction}
          />
        ) : (
          <Panel title={closedTitle(own, subscription !== null)}>
            <ButtonLink href={subscription === null ? `/strategies/${strategy.slug}` : "/subscriptions"}>
              {subscription === null ? "Back to the strategy" : "Your subscriptions"}
            </ButtonLink>
          </Panel>
        )}
      </div>
    </div>
  );
}

function closedTitle(own: boolean, subscribed: boolean): string {
  if (own) return "This is your own strategy: you see its signals without subscribing";
  return subscribed ? "You are subscribed to this strategy already" : "This strategy takes no new subscribers";
}
