import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FollowForm } from "@/components/copies/follow-form";
import { LiveFollow } from "@/components/copies/live-follow";
import { ModeBadge, StatusBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { previewSizing } from "@/lib/features/copies/preview-sizing";
import { keysOf } from "@/lib/features/exchange-keys/queries";
import { getFollow } from "@/lib/features/subscriptions/follow-queries";
import { getCtx } from "@/lib/runtime/ctx";
import { previewSizingAction, saveFollowAction } from "./actions.ts";
import { turnLiveOffAction } from "./live/actions.ts";

export const metadata: Metadata = { title: "Follow settings" };

export default async function FollowPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireRole("SUBSCRIBER");
  const ctx = getCtx();
  const follow = await getFollow(ctx.db, actor.userId, (await params).id, ctx.clock.now());
  if (follow === null) notFound();
  const isLive = follow.mode === "LIVE";
  const [preview, account] = await Promise.all([
    previewSizing(ctx, actor.userId, follow.strategy.id, follow.sizing, follow.limits),
    isLive ? accountOf(actor.userId, follow.keyId) : null,
  ]);
  return (
    <>
      <PageHead
        title={follow.strategy.name}
        crumbs={[{ href: "/subscriptions", label: "Subscriptions" }]}
        badges={
          follow.mode === "NOTIFY" ? <StatusBadge status="NOTIFY" label="Notify" /> : <ModeBadge mode={follow.mode} />
        }
        lead="How you use this strategy. A change holds for signals that come after it."
        actions={<ButtonLink href={`/strategies/${follow.strategy.slug}`}>Strategy</ButtonLink>}
      />
      {isLive && <LiveFollow follow={follow} account={account} off={turnLiveOffAction} />}
      {follow.hasAccess && !isLive && (
        <div className="stack">
          <FollowForm
            follow={follow}
            preview={preview.ok ? preview.value : []}
            save={saveFollowAction}
            previewAction={previewSizingAction}
          />
          <Panel title="Live trading">
            <p className="max-w-(--measure) text-ink-2">
              With seven days of paper behind you, a key that cannot withdraw and your second factor, signals of this
              strategy can be traded on your own exchange account.
            </p>
            <div className="mt-4">
              <ButtonLink href={`/follows/${follow.id}/live`}>Go live</ButtonLink>
            </div>
          </Panel>
        </div>
      )}
      {!follow.hasAccess && (
        <Notice tone="warn" title="No access now.">
          Your subscription to this strategy is over, so nothing new is copied. What was opened before still gets its
          exits.
        </Notice>
      )}
      <RiskLine />
    </>
  );
}

async function accountOf(userId: string, keyId: string | null): Promise<string | null> {
  const { db, exchangeAccounts } = getCtx();
  const key = (await keysOf(db, userId)).find(({ id }) => id === keyId);
  if (key === undefined) return null;
  return `${exchangeAccounts.offered.find(({ id }) => id === key.exchange)?.name ?? key.exchange} ${key.maskedKey}`;
}
