import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AccountPanel, KeysPanel, LimitsPanel, PlanPanel } from "@/components/admin/client-panels";
import { Badge, StatusBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { formatEnum } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { showClient } from "@/lib/features/admin/show-client";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Client" };

/** One account: who it is, its plan, its limits and its keys as their owner sees them, and what stops it. */
export default async function ClientPage({ params }: { params: Promise<{ id: string }> }) {
  await requireRole("ADMIN");
  const client = await showClient(getCtx(), (await params).id);
  if (client === null) notFound();
  const { id, name, email, role, status, killSwitch } = client;
  const trades = role !== "ADMIN";
  return (
    <>
      <PageHead
        title={name}
        crumbs={[{ href: "/admin/clients", label: "Clients" }]}
        badges={
          <>
            <Badge tone="line">{formatEnum(role)}</Badge>
            <StatusBadge status={status} />
          </>
        }
        lead={email}
        actions={
          <ButtonLink href={`/admin/audit?${new URLSearchParams({ words: id })}`}>Audit log of this client</ButtonLink>
        }
      />
      <div className="stack">
        {killSwitch !== null && (
          <Notice tone="warn" title="Its real-money trading is stopped.">
            {killSwitch.reason} Engaged by {killSwitch.by}.
          </Notice>
        )}
        <div className="grid gap-5 md:grid-cols-2 xl:grid-cols-3">
          <AccountPanel client={client} />
          {trades && <PlanPanel client={client} />}
          {trades && <LimitsPanel limits={client.limits} />}
        </div>
        {trades && <KeysPanel keys={client.credentials} />}
      </div>
    </>
  );
}
