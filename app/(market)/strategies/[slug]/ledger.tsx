import { LedgerPanel } from "@/components/signals/ledger-panel";
import { LedgerTable } from "@/components/signals/ledger-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { seesLedgerAtOnce, signalAccess } from "@/lib/features/signals/access";
import { newestEvents, visibleHead } from "@/lib/features/signals/ledger";
import { getCtx } from "@/lib/runtime/ctx";

const SHOWN = 50;

/** The ledger tab: check, download, compare, and the newest events that this reader is told. */
export async function Ledger({
  strategyId,
  own,
  userId,
}: {
  readonly strategyId: string;
  readonly own: boolean;
  readonly userId: string | null;
}) {
  const { db, clock } = getCtx();
  const now = clock.now();
  const atOnce = own || (userId !== null && seesLedgerAtOnce(await signalAccess(db, userId, now), strategyId));
  const head = await visibleHead(db, strategyId, atOnce, now);
  const events = await newestEvents(db, strategyId, head.seq, SHOWN);
  return (
    <div className="space-y-5">
      <LedgerPanel strategyId={strategyId} seq={head.seq} hash={head.hash} delayed={!atOnce} />
      <Panel title="Newest events" flush>
        {events.length === 0 ? (
          <EmptyState title={atOnce ? "No events yet" : "Nothing older than 24 hours yet"}>
            {atOnce
              ? "The first published signal begins the chain."
              : "Events appear here 24 hours after they were received."}
          </EmptyState>
        ) : (
          <LedgerTable events={events} />
        )}
      </Panel>
    </div>
  );
}
