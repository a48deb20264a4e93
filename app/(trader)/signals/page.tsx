import type { Metadata } from "next";
import { FeedFilterForm } from "@/components/signals/feed-filter";
import { SignalFeed } from "@/components/signals/signal-feed";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { signalAccess } from "@/lib/features/signals/access";
import { listSignalsQuery } from "@/lib/features/signals/input";
import { heardStrategies, listSignals } from "@/lib/features/signals/queries";
import { headSeqs } from "@/lib/features/signals/stream-queries";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Signals" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SignalsPage({ searchParams }: Props) {
  const actor = await requireRole("SUBSCRIBER");
  const { db, clock } = getCtx();
  const now = clock.now();
  const query = queryOf(await searchParams);
  const heard = await heardStrategies(db, await signalAccess(db, actor.userId, now));
  // Heads before rows: what comes between is told again and merged, never lost.
  const since = await headSeqs(
    db,
    heard.map(({ id }) => id),
  );
  const page = await listSignals(db, actor.userId, now, { ...query, limit: 25 });
  const filter = { state: query.state, strategyId: query.strategyId, symbol: query.symbol };
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return (
    <>
      <PageHead title="Signals" lead="New ones appear here the moment they are received." />
      {(heard.length > 0 || filtered) && (
        <FeedFilterForm
          filter={filter}
          strategies={heard}
          symbols={[...new Set(heard.flatMap(({ supportedPairs }) => supportedPairs))].sort()}
        />
      )}
      <Panel label="Signals" flush>
        <SignalFeed
          key={JSON.stringify(query)}
          rows={page.items}
          since={Object.fromEntries(since)}
          names={Object.fromEntries(heard.map(({ id, name }) => [id, name]))}
          filter={filter}
          takesNew={query.cursor === undefined}
          empty={
            <EmptyState
              title={filtered ? "No signal fits this filter" : "No signals yet"}
              action={
                heard.length > 0 ? undefined : (
                  <ButtonLink href="/strategies" variant="primary">
                    Browse strategies
                  </ButtonLink>
                )
              }
            >
              {heard.length === 0
                ? "You follow no strategy."
                : "The next signal of a strategy you follow appears here."}
            </EmptyState>
          }
        />
      </Panel>
      <Pagination
        label="Pages of signals"
        previous={query.cursor === undefined ? null : addressOf(filter, undefined)}
        next={page.nextCursor === null ? null : addressOf(filter, page.nextCursor)}
      />
    </>
  );
}

/** What is no filter of ours is left out: an address that someone typed shows the whole list. */
function queryOf(sent: Record<string, string | string[] | undefined>) {
  const named = Object.entries(sent).flatMap(([name, value]) =>
    typeof value === "string" && value !== "" && ["state", "strategyId", "symbol", "cursor"].includes(name)
      ? [[name, value] as const]
      : [],
  );
  const read = listSignalsQuery.safeParse(Object.fromEntries(named));
  return read.success ? read.data : {};
}

function addressOf(filter: Record<string, string | undefined>, cursor: string | undefined): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, cursor })) if (value !== undefined) params.set(name, value);
  const text = params.toString();
  return text === "" ? "/signals" : `/signals?${text}`;
}
