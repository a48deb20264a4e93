import { PenLine } from "lucide-react";
import type { Metadata } from "next";
import { ManageSignal } from "@/components/signals/manage-signal";
import { SignalRow } from "@/components/signals/signal-row";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { ownStrategies } from "@/lib/features/marketplace/queries";
import { listOwnSignals } from "@/lib/features/signals/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { amendSignalAction, cancelSignalAction, closeSignalAction } from "./actions.ts";

export const metadata: Metadata = { title: "My signals" };

interface Props {
  searchParams: Promise<{ published?: string | string[]; cursor?: string | string[] }>;
}

const ACTIONS = { amend: amendSignalAction, close: closeSignalAction, cancel: cancelSignalAction };

export default async function OwnSignalsPage({ searchParams }: Props) {
  const actor = await requireRole("PROVIDER");
  const { db, ids } = getCtx();
  const { published, cursor } = await searchParams;
  const [strategies, page] = await Promise.all([
    ownStrategies(db, actor.userId),
    listOwnSignals(db, actor.userId, typeof cursor === "string" ? cursor : undefined),
  ]);
  const names = new Map(strategies.map(({ id, name }) => [id, name]));
  const fresh = page.items.find(({ id }) => id === published);
  return (
    <>
      <PageHead
        title="My signals"
        lead="Amend the stop and targets, close at the market, or cancel what has not entered. Everything goes on the record."
        actions={
          <ButtonLink
            href="/provider/signals/new"
            variant="primary"
            icon={<PenLine className="ic" aria-hidden="true" />}
          >
            New signal
          </ButtonLink>
        }
      />
      {fresh !== undefined && (
        <div className="mb-5" role="status">
          <Notice tone="ok" title="Published.">
            It is event {fresh.seq} of the ledger.
          </Notice>
        </div>
      )}
      <Panel label="Signals" flush>
        {page.items.length === 0 ? (
          <EmptyState
            title="No signal yet"
            action={
              <ButtonLink href="/provider/signals/new" variant="primary">
                New signal
              </ButtonLink>
            }
          >
            The first one begins the ledger of its strategy.
          </EmptyState>
        ) : (
          page.items.map((signal) => (
            <SignalRow key={signal.id} signal={signal} strategyName={names.get(signal.strategyId) ?? ""} unread={false}>
              {(signal.state === "OPEN" || signal.state === "PENDING") && (
                <div className="mt-3 max-w-[520px]">
                  <ManageSignal
                    signal={signal}
                    remaining={signal.remaining}
                    dedupeKey={ids.make("request")}
                    actions={ACTIONS}
                  />
                </div>
              )}
            </SignalRow>
          ))
        )}
      </Panel>
      <Pagination
        label="Pages of signals"
        previous={cursor === undefined ? null : "/provider/signals"}
        next={page.nextCursor === null ? null : `/provider/signals?cursor=${page.nextCursor}`}
      />
    </>
  );
}
