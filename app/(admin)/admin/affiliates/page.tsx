import type { Metadata } from "next";
import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/figures";
import { PageHead, Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { requireRole } from "@/lib/auth/require-role";
import { listAffiliates } from "@/lib/features/affiliates/queries";
import { affiliateMoney } from "@/lib/features/billing/affiliate-queries";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Affiliates" };

const SHOWN = 200;

/** Who brings users, and what of the platform's part is his. */
export default async function AdminAffiliatesPage() {
  await requireRole("ADMIN");
  const { db, clock, config } = getCtx();
  const affiliates = await listAffiliates(db, SHOWN);
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
          <EmptyState title="Nobody has a link yet">Users make theirs under Affiliate.</EmptyState>
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
                    {row.name} <span className="text-ink-3">{row.email}</span>
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
    </>
  );
}
