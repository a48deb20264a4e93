import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FollowForm } from "@/components/copies/follow-form";
import { ModeBadge, StatusBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHead, RiskLine } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { previewSizing } from "@/lib/features/copies/preview-sizing";
import { getFollow } from "@/lib/features/subscriptions/follow-queries";
import { getCtx } from "@/lib/runtime/ctx";
import { previewSizingAction, saveFollowAction } from "./actions.ts";

export const metadata: Metadata = { title: "Follow settings" };

export default async function FollowPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireRole("SUBSCRIBER");
  const ctx = getCtx();
  const follow = await getFollow(ctx.db, actor.userId, (await params).id, ctx.clock.now());
  if (follow === null) notFound();
  const preview = await previewSizing(ctx, actor.userId, follow.strategy.id, follow.sizing, follow.limits);
  return (
    <>
      <PageHead
        title={follow.strategy.name}
        crumbs={[{ href: "/subscriptions", label: "Subscriptions" }]}
        badges={follow.mode === "PAPER" ? <ModeBadge mode="PAPER" /> : <StatusBadge status="NOTIFY" label="Notify" />}
        lead="How you use this strategy. A change holds for signals that come after it."
        actions={<ButtonLink href={`/strategies/${follow.strategy.slug}`}>Strategy</ButtonLink>}
      />
      {follow.hasAccess ? (
        <FollowForm follow={follow} preview={preview} save={saveFollowAction} previewAction={previewSizingAction} />
      ) : (
        <Notice tone="warn" title="No access now.">
          Your subscription to this strategy is over, so nothing new is copied. What was opened before still gets its
          exits.
        </Notice>
      )}
      <RiskLine />
    </>
  );
}
