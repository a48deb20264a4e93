import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { StrategyStopPanel } from "@/components/copies/strategy-stop";
import { StrategyForm } from "@/components/marketplace/strategy-form";
import { StrategyState } from "@/components/marketplace/strategy-state";
import { UnwatchedNotice } from "@/components/marketplace/unwatched-notice";
import { VersionList } from "@/components/marketplace/version-list";
import { CodePanel } from "@/components/subscriptions/code-panel";
import { OtherPricesPanel } from "@/components/subscriptions/other-prices-panel";
import { Badge, StatusBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Columns, PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { readStrategyStop } from "@/lib/features/copies/live/strategy-stop";
import { strategyFor, strategyVersions } from "@/lib/features/marketplace/queries";
import { saleState } from "@/lib/features/marketplace/sale-state";
import { countNamedPairs, WATCHED_PAIRS_MAX } from "@/lib/features/marketplace/watched-pair-queries";
import { listCodes } from "@/lib/features/subscriptions/code-queries";
import { countOtherPrices } from "@/lib/features/subscriptions/offer-queries";
import { getCtx } from "@/lib/runtime/ctx";
import { setStatusAction, updateStrategyAction } from "../actions.ts";
import { draftOf, EDITOR_CHOICES } from "../editor.ts";
import { addCodeAction, endCodeAction, offerPriceAction } from "../sale-actions.ts";
import { releaseStrategyAction, stopStrategyAction } from "../stop-actions.ts";

export const metadata: Metadata = { title: "Edit strategy" };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ made?: string }>;
}

export default async function EditStrategyPage({ params, searchParams }: Props) {
  const [actor, { id }, { made }] = await Promise.all([requireRole("PROVIDER"), params, searchParams]);
  const ctx = getCtx();
  const found = await strategyFor(ctx.db, id, actor);
  if (found === null || !found.own) notFound();
  const { strategy } = found;
  const [versions, sale, codes, others, stop, named] = await Promise.all([
    strategyVersions(ctx.db, strategy.id),
    saleState(ctx.db, actor.userId, strategy.monthlyPrice.amount),
    listCodes(ctx.db, strategy.id),
    countOtherPrices(ctx.db, strategy.id),
    readStrategyStop(ctx.db, strategy.id, actor.userId),
    countNamedPairs(ctx.db, actor.userId),
  ]);
  return (
    <>
      <PageHead
        crumbs={[{ href: "/provider/strategies", label: "My strategies" }]}
        title={strategy.name}
        badges={
          <>
            <StatusBadge status={strategy.status} label={STATUS_WORDS[strategy.status]} />
            <Badge tone="line">Version {strategy.version}</Badge>
          </>
        }
        actions={
          <>
            <ButtonLink href={`/strategies/${strategy.slug}`}>View as others see it</ButtonLink>
            {strategy.status === "ACTIVE" && (
              <ButtonLink href={`/provider/signals/new?strategy=${strategy.id}`} variant="primary">
                New signal
              </ButtonLink>
            )}
          </>
        }
      />
      {made !== undefined && (
        <Notice tone="ok" className="mb-5" title="Made.">
          {strategy.status === "ACTIVE" ? "It is open: publish its first signal." : "It is a draft: only you see it."}
        </Notice>
      )}
      {strategy.status !== "ARCHIVED" && <UnwatchedNotice named={named} max={WATCHED_PAIRS_MAX} />}
      {strategy.status === "DRAFT" && sale !== null && (
        <Notice tone="warn" className="mb-5" title="It cannot be sold yet.">
          {sale.text}{" "}
          <Link className="link" href={sale.href}>
            {sale.link}
          </Link>
        </Notice>
      )}
      <Columns
        side={
          <>
            <Panel title="State">
              <StrategyState
                id={strategy.id}
                name={strategy.name}
                status={strategy.status}
                setStatus={setStatusAction}
                blocked={sale?.text ?? null}
              />
            </Panel>
            <StrategyStopPanel
              id={strategy.id}
              name={strategy.name}
              stop={stop}
              engage={stopStrategyAction}
              release={releaseStrategyAction}
            />
            {others > 0 && <OtherPricesPanel strategyId={strategy.id} count={others} action={offerPriceAction} />}
            <Panel title="Versions">
              <VersionList versions={versions} />
            </Panel>
          </>
        }
      >
        {strategy.status === "ARCHIVED" ? (
          <Panel title="Closed">
            <p className="text-ink-2">A closed strategy stays as it was. Make a new one to go on.</p>
          </Panel>
        ) : (
          <StrategyForm
            action={updateStrategyAction}
            draft={draftOf(strategy, versions[0]?.parameters)}
            note="A change of description, pairs, timeframes, exchanges or parameters makes a new version."
            {...EDITOR_CHOICES}
          />
        )}
        {strategy.status !== "ARCHIVED" && strategy.monthlyPrice.amount > 0 && (
          <CodePanel strategyId={strategy.id} codes={codes} add={addCodeAction} end={endCodeAction} />
        )}
      </Columns>
    </>
  );
}

const STATUS_WORDS = { DRAFT: "Draft", ACTIVE: "Open", PAUSED: "Paused", ARCHIVED: "Closed" } as const;
