import { SignalTable, TradeTable } from "@/components/marketplace/signal-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Pagination } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { marketSteps } from "@/lib/features/candles/queries";
import { cursorOf, pageOf } from "@/lib/features/marketplace/cursor";
import { hearsNow, type SignalSight, strategySignals } from "@/lib/features/marketplace/signal-rows";
import type { StrategyView } from "@/lib/features/marketplace/strategy";
import { getCtx } from "@/lib/runtime/ctx";

const ROWS = 25;

interface Props {
  strategy: StrategyView;
  sight: SignalSight;
  before: string | string[] | undefined;
}

function Delayed() {
  return (
    <Notice className="mb-5" title="Shown 24 hours late.">
      Each signal stands here as it stood then. Subscribers get them the moment they are sent.
    </Notice>
  );
}

export async function Signals({ strategy, sight, before }: Props) {
  const cursor = cursorOf(before);
  const { db } = getCtx();
  const rows = await strategySignals(db, strategy.id, sight, { limit: ROWS + 1, cursor });
  const { items: shown, nextCursor } = pageOf(rows, ROWS, (row) => new Date(row.receivedAt));
  const steps = await marketSteps(db, shown);
  const base = `/strategies/${strategy.slug}?tab=signals`;
  return (
    <>
      {!hearsNow(sight) && <Delayed />}
      <Panel title="Signals" flush>
        {shown.length === 0 ? (
          <EmptyState title="No signals to show yet">
            {hearsNow(sight) ? "The provider has sent none." : "Signals appear here 24 hours after they were sent."}
          </EmptyState>
        ) : (
          <SignalTable rows={shown} steps={steps} />
        )}
      </Panel>
      <Pagination
        label="Pages of signals"
        previous={cursor === undefined ? null : base}
        next={nextCursor === null ? null : `${base}&before=${nextCursor}`}
      />
    </>
  );
}

export async function Trades({ strategy, sight, before }: Props) {
  const cursor = cursorOf(before);
  const { db } = getCtx();
  const rows = await strategySignals(db, strategy.id, sight, { limit: ROWS + 1, cursor, closedOnly: true });
  const { items: shown, nextCursor } = pageOf(rows, ROWS, (row) => new Date(row.closedAt ?? row.receivedAt));
  const steps = await marketSteps(db, shown);
  const base = `/strategies/${strategy.slug}?tab=trades`;
  return (
    <>
      {!hearsNow(sight) && <Delayed />}
      <Panel
        title="Closed trades"
        sub={
          <span className="text-caption text-ink-3">Net of the taker fee on both sides, at the chain's own prices</span>
        }
        flush
      >
        {shown.length === 0 ? (
          <EmptyState title="No closed trade to show yet">A trade is listed when its signal has closed.</EmptyState>
        ) : (
          <TradeTable rows={shown} steps={steps} />
        )}
      </Panel>
      <Pagination
        label="Pages of trades"
        previous={cursor === undefined ? null : base}
        next={nextCursor === null ? null : `${base}&before=${nextCursor}`}
      />
    </>
  );
}
