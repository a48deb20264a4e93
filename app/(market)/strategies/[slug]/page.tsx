import { TriangleAlert } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Fragment } from "react";
import { priceWords } from "@/components/marketplace/strategy-card";
import { STRATEGY_TABS, type StrategyTab, StrategyTabs } from "@/components/marketplace/strategy-tabs";
import { SubscribeActions } from "@/components/subscriptions/subscribe-actions";
import { Badge, StatusBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { formatSymbol, PLUS_TAX, plural } from "@/components/ui/format";
import { PageHead } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import { strategyFor, strategyStats } from "@/lib/features/marketplace/queries";
import { figuresOf, recordOf, warningsOf } from "@/lib/features/marketplace/record";
import { signalAccess } from "@/lib/features/signals/access";
import { findSubscriptionTo } from "@/lib/features/subscriptions/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { viewer } from "../../../viewer.ts";
import { Ledger } from "./ledger.tsx";
import { Overview } from "./overview.tsx";
import { Performance } from "./performance.tsx";
import { Reviews } from "./reviews.tsx";
import { Signals, Trades } from "./signals.tsx";

interface Props {
  params: Promise<{ slug: string }>;
  searchParams: Promise<{ tab?: string | string[]; before?: string | string[] }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const found = await strategyFor(getCtx().db, (await params).slug, await viewer());
  if (found === null) return { title: "Not found" };
  return { title: found.strategy.name, description: found.strategy.description.slice(0, 200) };
}

export default async function StrategyPage({ params, searchParams }: Props) {
  const ctx = getCtx();
  const [{ slug }, query, actor] = await Promise.all([params, searchParams, viewer()]);
  const found = await strategyFor(ctx.db, slug, actor);
  if (found === null) notFound();
  const { strategy, own } = found;
  const now = ctx.clock.now();
  const [stats, subscription, windows] = await Promise.all([
    strategyStats(ctx.db, strategy.id, found.atOnce, now),
    actor === null || own ? null : findSubscriptionTo(ctx.db, actor.userId, strategy.id, now),
    actor === null ? [] : signalAccess(ctx.db, actor.userId, now),
  ]);
  const live = stats.find((row) => row.evidenceClass === "LIVE_PROVIDER");
  const end = strategy.archivedAt === null ? now : Date.parse(strategy.archivedAt);
  const figures = figuresOf(
    recordOf(live?.equity, live?.tradeCount),
    live?.from == null ? null : Date.parse(live.from),
    end,
  );
  const tab: StrategyTab = STRATEGY_TABS.find((name) => name === query.tab) ?? "overview";
  const sight = { now, windows: windows.filter(({ strategyId }) => strategyId === strategy.id) };
  return (
    <div className="wrap pt-7">
      <PageHead
        crumbs={[
          { href: "/strategies", label: "Strategies" },
          { href: `/providers/${strategy.provider.slug}`, label: strategy.provider.name },
        ]}
        title={strategy.name}
        badges={
          <>
            <Badge tone="line">Version {strategy.version}</Badge>
            {strategy.status !== "ACTIVE" && (
              <StatusBadge status={strategy.status} label={STATUS_WORDS[strategy.status]} />
            )}
            {!strategy.isPublic && <Badge tone="line">Private</Badge>}
            {warningsOf(figures, strategy.archivedAt !== null).map((warning) => (
              <Badge key={warning} tone="warn" icon={<TriangleAlert className="ic" aria-hidden="true" />}>
                {warning}
              </Badge>
            ))}
          </>
        }
        lead={strategy.description.split("\n")[0]}
        facts={[
          strategy.supportedPairs.map(formatSymbol).join(", "),
          strategy.supportedTimeframes.join(", "),
          ...(strategy.publishedAt === null
            ? []
            : [
                <Fragment key="since">
                  live since <When at={strategy.publishedAt} as="date" />
                </Fragment>,
              ]),
          plural(strategy.followerCount, "follower"),
        ]}
        actions={
          <>
            <p className="mr-2 max-sm:w-full sm:whitespace-nowrap">
              <b className="text-title">{priceWords(strategy.monthlyPrice)}</b>{" "}
              {strategy.monthlyPrice.amount > 0 && (
                <span className="text-ink-3">
                  a month
                  {ctx.config.taxed && ` ${PLUS_TAX}`}
                  {strategy.yearlyPrice !== null && `, ${priceWords(strategy.yearlyPrice)} a year`}
                  {strategy.trialDays > 0 && `, ${strategy.trialDays} days free first`}
                </span>
              )}
            </p>
            {!own && (
              <SubscribeActions
                slug={strategy.slug}
                status={strategy.status}
                free={strategy.monthlyPrice.amount === 0}
                subscription={subscription}
              />
            )}
            {own && (
              <ButtonLink href={`/provider/strategies/${strategy.id}`} variant="primary">
                Edit strategy
              </ButtonLink>
            )}
          </>
        }
      />
      <StrategyTabs slug={strategy.slug} current={tab} />
      {tab === "overview" && <Overview strategy={strategy} figures={figures} live={live} sight={sight} />}
      {tab === "performance" && <Performance stats={stats} figures={figures} live={live} end={end} />}
      {tab === "signals" && <Signals strategy={strategy} sight={sight} before={query.before} />}
      {tab === "trades" && <Trades strategy={strategy} sight={sight} before={query.before} />}
      {tab === "ledger" && <Ledger strategyId={strategy.id} own={own} userId={actor?.userId ?? null} />}
      {tab === "reviews" && (
        <Reviews strategy={strategy} now={now} userId={actor?.userId ?? null} before={query.before} />
      )}
    </div>
  );
}

const STATUS_WORDS = { DRAFT: "Draft, only you see it", ACTIVE: "Open", PAUSED: "Paused", ARCHIVED: "Closed" } as const;
