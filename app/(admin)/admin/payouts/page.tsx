import type { Metadata } from "next";
import { PayoutsOfAll } from "@/components/billing/payouts-of-all";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { allPayouts } from "@/lib/features/billing/payout-queries";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Payouts" };

const PAGE = "/admin/payouts";
type Query = Promise<Record<string, string | string[] | undefined>>;

/** What went to providers' banks, and what did not. Providers ask for them; nobody else does. */
export default async function AdminPayoutsPage({ searchParams }: { searchParams: Query }) {
  await requireRole("ADMIN");
  const { after } = await searchParams;
  const cursor = typeof after === "string" && after !== "" ? after : undefined;
  const { items, nextCursor } = await allPayouts(getCtx().db, { cursor, limit: 50 });
  return (
    <>
      <PageHead
        title="Payouts"
        lead="What went to providers' banks, newest first. One that was refused or failed left the money in the provider's balance."
      />
      <Panel label="Payouts" flush>
        {items.length === 0 ? (
          <EmptyState title={cursor === undefined ? "Nothing was paid out yet" : "No more payouts"} level={2}>
            {cursor === undefined
              ? "What a provider asks for, and what goes out on the 1st of a month, appears here."
              : "Go back to the first page."}
          </EmptyState>
        ) : (
          <PayoutsOfAll rows={items} />
        )}
      </Panel>
      <Pagination
        label="Pages of payouts"
        previous={cursor === undefined ? null : PAGE}
        next={nextCursor === null ? null : `${PAGE}?after=${nextCursor}`}
      />
    </>
  );
}
