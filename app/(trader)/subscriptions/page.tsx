import type { Metadata } from "next";
import Link from "next/link";
import { SubscriptionItem } from "@/components/subscriptions/subscription-item";
import { StatusBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatMoney, plural } from "@/components/ui/format";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { ZoneName } from "@/components/ui/reader-zone";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { requireRole } from "@/lib/auth/require-role";
import { listSubscriptions, type SubscriptionView } from "@/lib/features/subscriptions/queries";
import { isLive } from "@/lib/features/subscriptions/subscription";
import { getCtx } from "@/lib/runtime/ctx";
import { answerOfferAction, cancelAction, pauseAction, resumeAction } from "./actions.ts";

export const metadata: Metadata = { title: "Subscriptions" };

const PAGE_SIZE = 50;

export default async function SubscriptionsPage({
  searchParams,
}: {
  searchParams: Promise<{ after?: string | string[] }>;
}) {
  const actor = await requireRole("SUBSCRIBER");
  const { after } = await searchParams;
  const ctx = getCtx();
  const { items, nextCursor } = await listSubscriptions(ctx.db, actor.userId, ctx.clock.now(), {
    cursor: typeof after === "string" ? after : undefined,
    limit: PAGE_SIZE,
  });
  const live = items.filter((item) => isLive(item.status));
  const ended = items.filter((item) => !isLive(item.status));
  return (
    <>
      <PageHead
        title="Subscriptions"
        lead="What you pay for, until when, and how each one is used."
        actions={<ButtonLink href="/billing">Invoices and card</ButtonLink>}
      />
      <div className="stack">
        <Panel
          title="Running"
          aside={
            live.length === 0 ? undefined : (
              <span className="text-caption text-ink-3">{plural(live.length, "subscription")}</span>
            )
          }
          flush
        >
          {live.length === 0 ? (
            <EmptyState
              title="Nothing is running"
              action={
                <ButtonLink href="/strategies" variant="primary">
                  Browse strategies
                </ButtonLink>
              }
            >
              Subscribe to a strategy to get its signals the moment they are published. Free ones cost nothing to try.
            </EmptyState>
          ) : (
            <ul>
              {live.map((subscription) => (
                <SubscriptionItem
                  key={subscription.id}
                  subscription={subscription}
                  actions={{
                    cancel: cancelAction,
                    pause: pauseAction,
                    resume: resumeAction,
                    answer: answerOfferAction,
                  }}
                />
              ))}
            </ul>
          )}
        </Panel>
        {ended.length > 0 && (
          <Panel title="Ended" flush>
            <Ended rows={ended} />
          </Panel>
        )}
      </div>
      <Pagination
        label="Pages of subscriptions"
        previous={after === undefined ? null : "/subscriptions"}
        next={nextCursor === null ? null : `/subscriptions?after=${encodeURIComponent(nextCursor)}`}
      />
    </>
  );
}

function Ended({ rows }: { rows: readonly SubscriptionView[] }) {
  return (
    <Table
      label="Ended subscriptions"
      minWidth={480}
      head={
        <>
          <Th>Strategy</Th>
          <Th>State</Th>
          <Th>
            Ended (<ZoneName />)
          </Th>
          <Th num>Price</Th>
        </>
      }
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <Td>
            <Link href={`/strategies/${row.strategy.slug}`} className="underline">
              {row.strategy.name}
            </Link>
          </Td>
          <Td>
            <StatusBadge status={row.status} label={row.status === "EXPIRED" ? "Never paid" : undefined} />
          </Td>
          <Td>{row.endedAt === null ? "—" : <When at={row.endedAt} as="date" />}</Td>
          <Td num>{row.price.amount === 0 ? "Free" : formatMoney(row.price)}</Td>
        </tr>
      ))}
    </Table>
  );
}
