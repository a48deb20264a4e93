import type { Metadata } from "next";
import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/figures";
import { formatNumber } from "@/components/ui/format";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { requireRole } from "@/lib/auth/require-role";
import { listAffiliates } from "@/lib/features/affiliates/queries";
import { affiliateMoney } from "@/lib/features/billing/affiliate-queries";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Affiliates" };

const PAGE_SIZE = 50;
type Query = Promise<{ readonly page?: string | string[] }>;

/** Who brings users, and what of the platform's part is his. */
export default async function AdminAffiliatesPage({ searchParams }: { searchParams: Query }) {
  await requireRole("ADMIN");
  const { db, clock, config } = getCtx();
  const page = pageOf((await searchParams).page);
  const { items: affiliates, total } = await listAffiliates(db, { skip: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE });
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const money = await affiliateMoney(
    db,
    clock.now(),
    affiliates.map(({ userId }) => userId),
  );
  const { shareBps, months } = config.affiliate;
  return (
    <>
      <PageHead
        title="Affiliates"
        lead={`Who comes by a link from now on earns its owner ${shareBps / 100} % of the platform's part, for ${months} months.`}
      />
      <Panel label="Affiliates" flush>
        {affiliates.length === 0 ? (
          <EmptyState title={total === 0 ? "Nobody has a link yet" : "No more affiliates"}>
            {total === 0 ? "Users make theirs under Affiliate." : "Go back to the first page."}
          </EmptyState>
        ) : (
          <Table
            label="Affiliates"
            minWidth={720}
            head={
              <>
                <Th>Affiliate</Th>
                <Th>Code</Th>
                <Th num>Came</Th>
                <Th num>Earned</Th>
                <Th num>Waiting</Th>
                <Th num>Ready</Th>
                <Th num>Sent</Th>
              </>
            }
          >
            {affiliates.map((row) => {
              const sums = money.filter(({ userId }) => userId === row.userId);
              const of = (what: "earned" | "waiting" | "ready" | "sent") =>
                sums.length === 0
                  ? "—"
                  : sums.map((sum) => (
                      <span key={sum.currency} className="block">
                        <Money amount={sum[what]} currency={sum.currency} />
                      </span>
                    ));
              return (
                <tr key={row.userId}>
                  <Td>
                    {row.name}
                    <span className="block text-caption text-ink-3">{row.email}</span>
                  </Td>
                  <Td>
                    <code>{row.code}</code>
                  </Td>
                  <Td num>{row.joined}</Td>
                  <Td num>{of("earned")}</Td>
                  <Td num>{of("waiting")}</Td>
                  <Td num>{of("ready")}</Td>
                  <Td num>{of("sent")}</Td>
                </tr>
              );
            })}
          </Table>
        )}
      </Panel>
      <Pagination
        label="Pages of affiliates"
        previous={page === 1 ? null : href(Math.min(page - 1, pages))}
        next={page >= pages ? null : href(page + 1)}
        status={pages === 1 ? undefined : `Page ${formatNumber(page)} of ${formatNumber(pages)}`}
      />
    </>
  );
}

/** What is no page number is the first. */
function pageOf(text: string | string[] | undefined): number {
  return typeof text === "string" && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}

function href(page: number): string {
  return page === 1 ? "/admin/affiliates" : `/admin/affiliates?page=${page}`;
}
