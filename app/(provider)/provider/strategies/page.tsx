import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { priceWords } from "@/components/marketplace/strategy-card";
import { UnwatchedNotice } from "@/components/marketplace/unwatched-notice";
import { StatusBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHead, Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { requireRole } from "@/lib/auth/require-role";
import { ownStrategies } from "@/lib/features/marketplace/queries";
import { countNamedPairs, WATCHED_PAIRS_MAX } from "@/lib/features/marketplace/watched-pair-queries";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "My strategies" };

export default async function OwnStrategiesPage() {
  const actor = await requireRole("PROVIDER");
  const { db } = getCtx();
  const [strategies, named] = await Promise.all([ownStrategies(db, actor.userId), countNamedPairs(db, actor.userId)]);
  const create = (
    <ButtonLink href="/provider/strategies/new" variant="primary" icon={<Plus className="ic" aria-hidden="true" />}>
      New strategy
    </ButtonLink>
  );
  return (
    <>
      <PageHead
        title="My strategies"
        lead="A closed one is kept for good: here, in the archive and in your record."
        actions={strategies.length === 0 ? undefined : create}
      />
      <UnwatchedNotice named={named} max={WATCHED_PAIRS_MAX} />
      <Panel label="Strategies" flush>
        {strategies.length === 0 ? (
          <EmptyState title="No strategy yet" action={create}>
            Describe what you trade; then publish its first signal.
          </EmptyState>
        ) : (
          <Table
            label="My strategies"
            minWidth={720}
            head={
              <>
                <Th>Strategy</Th>
                <Th>State</Th>
                <Th num>A month</Th>
                <Th num>Followers</Th>
                <Th num>Signals</Th>
                <Th>Last signal</Th>
                <Th hidden>Actions</Th>
              </>
            }
          >
            {strategies.map((strategy) => (
              <tr key={strategy.id}>
                <th scope="row">
                  <Link className="link" href={`/provider/strategies/${strategy.id}`}>
                    {strategy.name}
                  </Link>
                  <span className="block text-caption font-normal text-ink-3">Version {strategy.version}</span>
                </th>
                <Td>
                  <StatusBadge status={strategy.status} label={STATUS_WORDS[strategy.status]} />
                </Td>
                <Td num>{priceWords(strategy.monthlyPrice)}</Td>
                <Td num>{strategy.followerCount}</Td>
                <Td num>{strategy.signalCount}</Td>
                <Td className="whitespace-nowrap">
                  {strategy.lastSignalAt === null ? "none yet" : <When at={strategy.lastSignalAt} />}
                </Td>
                <Td className="text-right whitespace-nowrap">
                  <ButtonLink
                    size="sm"
                    href={`/strategies/${strategy.slug}`}
                    aria-label={`View ${strategy.name} as others see it`}
                  >
                    View
                  </ButtonLink>
                </Td>
              </tr>
            ))}
          </Table>
        )}
      </Panel>
    </>
  );
}

const STATUS_WORDS = { DRAFT: "Draft", ACTIVE: "Open", PAUSED: "Paused", ARCHIVED: "Closed" } as const;
