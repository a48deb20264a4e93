import type { Metadata } from "next";
import { ComposeChoice } from "@/components/signals/compose-choice";
import { Composer } from "@/components/signals/composer";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { chartBars } from "@/lib/features/candles/chart-bars";
import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { ownStrategies } from "@/lib/features/marketplace/queries";
import { priceIsFresh } from "@/lib/features/signals/fresh-price";
import { reachOf } from "@/lib/features/subscriptions/queries";
import { plain } from "@/lib/kernel/decimal";
import { toIso } from "@/lib/kernel/time";
import { getCtx } from "@/lib/runtime/ctx";
import { publishSignalAction } from "../actions.ts";

export const metadata: Metadata = { title: "New signal" };

interface Props {
  searchParams: Promise<{ strategy?: string | string[]; symbol?: string | string[] }>;
}

const CHART_TIMEFRAME = "15m";

export default async function NewSignalPage({ searchParams }: Props) {
  const actor = await requireRole("PROVIDER");
  const ctx = getCtx();
  const query = await searchParams;
  const open = (await ownStrategies(ctx.db, actor.userId)).filter(({ status }) => status === "ACTIVE");
  const strategy = open.find(({ id }) => id === query.strategy) ?? open[0];
  const head = (
    <PageHead
      crumbs={[{ href: "/provider/signals", label: "My signals" }]}
      title="New signal"
      lead="Checked at the price of the moment it is received, published at once."
    />
  );
  const symbol = strategy?.supportedPairs.find((pair) => pair === query.symbol) ?? strategy?.supportedPairs[0];
  const exchange = strategy?.exchanges[0];
  if (strategy === undefined || symbol === undefined || exchange === undefined)
    return (
      <>
        {head}
        <Panel label="New signal">
          <EmptyState
            title="No open strategy"
            action={
              <ButtonLink href="/provider/strategies" variant="primary">
                My strategies
              </ButtonLink>
            }
          >
            Only an open strategy publishes signals. Make one, or open a draft.
          </EmptyState>
        </Panel>
      </>
    );

  const now = ctx.clock.now();
  const [ticker, instrument, chart, reach] = await Promise.all([
    ctx.prices.latest(exchange, symbol),
    instrumentBySymbol(ctx.db, exchange, symbol),
    chartBars(ctx, { exchange, symbol, timeframe: CHART_TIMEFRAME, limit: 120 }),
    reachOf(ctx.db, strategy.id, now),
  ]);
  const fresh = ticker !== null && priceIsFresh(ticker, now) ? ticker : null;
  return (
    <>
      {head}
      <ComposeChoice strategies={open} strategyId={strategy.id} pairs={strategy.supportedPairs} symbol={symbol} />
      <Composer
        key={`${strategy.id} ${symbol}`}
        action={publishSignalAction}
        strategy={{ id: strategy.id, name: strategy.name }}
        symbol={symbol}
        exchange={exchange}
        timeframes={strategy.supportedTimeframes}
        dedupeKey={ctx.ids.make("request")}
        ticker={
          fresh === null ? null : { bid: plain(fresh.bid), ask: plain(fresh.ask), receivedAt: toIso(fresh.receivedAt) }
        }
        tick={instrument === null ? null : plain(instrument.tick)}
        bars={chart.ok ? chart.value.bars : []}
        reach={reach}
      />
    </>
  );
}
