import type { Metadata } from "next";
import { InvoiceTable } from "@/components/billing/invoice-table";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Form, SubmitButton } from "@/components/ui/form";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { listInvoices } from "@/lib/features/billing/queries";
import { PLAN_PAGE } from "@/lib/kernel/platform-plan";
import { getCtx } from "@/lib/runtime/ctx";
import { openPortalAction } from "./actions.ts";

export const metadata: Metadata = { title: "Billing" };

const PAGE_SIZE = 25;

export default async function BillingPage({ searchParams }: { searchParams: Promise<{ after?: string | string[] }> }) {
  const actor = await requireRole("SUBSCRIBER");
  const { after } = await searchParams;
  const { items, nextCursor } = await listInvoices(getCtx().db, actor.userId, {
    cursor: typeof after === "string" ? after : undefined,
    limit: PAGE_SIZE,
  });
  return (
    <>
      <PageHead
        title="Billing"
        lead="Your card, your invoices and every refund."
        actions={
          <>
            <ButtonLink href={PLAN_PAGE}>Your plan</ButtonLink>
            <ButtonLink href="/subscriptions">Subscriptions</ButtonLink>
          </>
        }
      />
      <div className="stack">
        <Panel title="Card">
          <p className="mb-4 max-w-(--measure) text-ink-2">
            Your card is kept by Stripe; we never see it. Change it there, and see the invoices as documents.
          </p>
          <Form action={openPortalAction}>
            <SubmitButton pendingText="Opening Stripe…">Change card and see documents</SubmitButton>
          </Form>
        </Panel>
        <Panel title="Payments and refunds" flush>
          {items.length === 0 ? (
            <EmptyState
              title="Nothing was charged yet"
              action={<ButtonLink href="/strategies">Browse strategies</ButtonLink>}
            >
              Each payment for a strategy or a plan appears here as soon as it is confirmed.
            </EmptyState>
          ) : (
            <InvoiceTable rows={items} />
          )}
        </Panel>
      </div>
      <Pagination
        label="Pages of payments"
        previous={after === undefined ? null : "/billing"}
        next={nextCursor === null ? null : `/billing?after=${encodeURIComponent(nextCursor)}`}
      />
    </>
  );
}
