import { BadgeCheck } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Fragment } from "react";
import { StrategyCard } from "@/components/marketplace/strategy-card";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { plural } from "@/components/ui/format";
import { PageHead } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import { strategiesOfProvider } from "@/lib/features/marketplace/browse-queries";
import { providerBySlug } from "@/lib/features/marketplace/queries";
import { getCtx } from "@/lib/runtime/ctx";

interface Props {
  params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const provider = await providerBySlug(getCtx().db, (await params).slug);
  return provider === null
    ? { title: "Not found" }
    : { title: provider.name, description: `Every strategy ${provider.name} ever published, closed ones too.` };
}

export default async function ProviderPage({ params }: Props) {
  const ctx = getCtx();
  const provider = await providerBySlug(ctx.db, (await params).slug);
  if (provider === null) notFound();
  const now = ctx.clock.now();
  const cards = await strategiesOfProvider(ctx.db, provider.id, now);
  const closed = cards.filter((card) => card.status === "ARCHIVED");
  const open = cards.filter((card) => card.status !== "ARCHIVED");
  return (
    <div className="wrap pt-7">
      <PageHead
        crumbs={[{ href: "/strategies", label: "Strategies" }]}
        title={provider.name}
        badges={
          provider.transfersActive && (
            <Badge tone="ok" icon={<BadgeCheck className="ic" aria-hidden="true" />}>
              Payouts verified
            </Badge>
          )
        }
        lead={provider.bio === "" ? undefined : provider.bio}
        facts={[
          <Fragment key="joined">
            joined <When at={provider.createdAt.getTime()} as="date" />
          </Fragment>,
          plural(open.length, "open strategy", "open strategies"),
          `${closed.length} closed`,
        ]}
      />
      <h2 className="mb-4 text-title font-semibold">Open</h2>
      {open.length === 0 ? (
        <div className="panel">
          <EmptyState title="No open strategy">What this provider closed is kept below.</EmptyState>
        </div>
      ) : (
        <div className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
          {open.map((card) => (
            <StrategyCard key={card.id} card={card} now={now} />
          ))}
        </div>
      )}
      {closed.length > 0 && (
        <>
          <h2 className="mt-10 mb-4 text-title font-semibold">Closed, kept for good</h2>
          <div className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
            {closed.map((card) => (
              <StrategyCard key={card.id} card={card} now={now} />
            ))}
          </div>
        </>
      )}
    </div>
  );
}
