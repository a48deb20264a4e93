import type { Metadata } from "next";
import { SessionForm } from "@/components/trading-sessions/session-form";
import { ModeBadge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field, Input, Select } from "@/components/ui/field";
import { formatSymbol, symbolCoins } from "@/components/ui/format";
import { Columns, KeyValues, PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { strategyChoices } from "@/lib/features/backtests/strategies";
import { listSeries } from "@/lib/features/candles/queries";
import { EXCHANGE_CHOICES, EXCHANGES, exchangeName } from "@/lib/kernel/exchange-name";
import { getCtx } from "@/lib/runtime/ctx";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { isTimeframe, TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from "@/lib/trading/market/timeframe";
import { startPaperSessionAction } from "../actions.ts";

export const metadata: Metadata = { title: "New session" };

interface Market {
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

export default async function NewSessionPage({
  searchParams,
}: {
  searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}) {
  await requireRole("SUBSCRIBER");
  const asked = await searchParams;
  const ctx = getCtx();
  const replayed = ctx.config.marketSource === "replay";
  const markets = replayed ? marketsOf(await listSeries(ctx.db)) : [];
  const strategies = strategyChoices();
  const strategy = strategies.find(({ name }) => name === asked["strategy"]) ?? strategies[0];
  const market = replayed ? (markets.find((one) => keyOf(one) === asked["market"]) ?? markets[0]) : typed(asked);
  return (
    <>
      <PageHead
        crumbs={[{ href: "/sessions", label: "Sessions" }]}
        title="New session"
        badges={<ModeBadge mode="PAPER" />}
        lead="It takes each candle as it closes, from the one that runs now. Orders made at a close fill from the next candle on, as in a backtest."
      />
      {strategy === undefined || market === undefined ? (
        <Panel label="No candles">
          <EmptyState title="No candles are stored" level={2}>
            The market is replayed, and there is nothing to replay. An admin can import candles:{" "}
            <code>npm run candles</code>.
          </EmptyState>
        </Panel>
      ) : (
        <Columns
          side={
            <>
              <Panel title="What you get">
                <KeyValues
                  rows={[
                    ["Money", "on paper"],
                    ["Candles", replayed ? "stored ones, replayed" : `closed ones of ${exchangeName(market.exchange)}`],
                    ["Fill mode", "bar: at candles, not at ticks"],
                    ["Warm-up", "none: indicators begin with the first candle"],
                  ]}
                />
              </Panel>
              <Panel title={strategy.title}>
                <p className="text-ink-2">{strategy.description}</p>
              </Panel>
            </>
          }
        >
          <Panel title="Strategy and market">
            <form method="get" className="grid items-end gap-4 sm:grid-cols-2">
              <Field label="Strategy">
                <Select
                  name="strategy"
                  defaultValue={strategy.name}
                  options={strategies.map(({ name, title }) => ({ value: name, label: title }))}
                />
              </Field>
              {replayed ? (
                <Field label="Market">
                  <Select
                    name="market"
                    defaultValue={keyOf(market)}
                    options={markets.map((one) => ({
                      value: keyOf(one),
                      label: `${formatSymbol(one.symbol)} · ${one.timeframe} · ${exchangeName(one.exchange)}`,
                    }))}
                  />
                </Field>
              ) : (
                <>
                  <Field label="Exchange">
                    <Select name="exchange" defaultValue={market.exchange} options={EXCHANGE_CHOICES} />
                  </Field>
                  <Field label="Symbol">
                    <Input name="symbol" defaultValue={market.symbol} autoComplete="off" spellCheck={false} />
                  </Field>
                  <Field label="Timeframe">
                    <Select
                      name="timeframe"
                      defaultValue={market.timeframe}
                      options={TIMEFRAMES.map((one) => ({ value: one, label: one }))}
                    />
                  </Field>
                </>
              )}
              <div>
                <Button type="submit">Show</Button>
              </div>
            </form>
          </Panel>
          <SessionForm
            key={`${strategy.name} ${keyOf(market)}`}
            action={startPaperSessionAction}
            strategy={strategy}
            market={{ exchange: market.exchange, symbol: market.symbol, timeframe: market.timeframe }}
            quote={symbolCoins(market.symbol).quote}
            swap={market.symbol.includes(":")}
          />
        </Columns>
      )}
      <RiskLine />
    </>
  );
}

function keyOf({ exchange, symbol, timeframe }: Market): string {
  return `${exchange} ${symbol} ${timeframe}`;
}

/** What is stored, and the longer timeframes that it can be made into. */
function marketsOf(stored: readonly Market[]): Market[] {
  const found = new Map<string, Market>();
  for (const { exchange, symbol, timeframe: shortest } of stored)
    for (const timeframe of TIMEFRAMES)
      if (TIMEFRAME_MS[timeframe] >= TIMEFRAME_MS[shortest]) {
        const one = { exchange, symbol, timeframe };
        found.set(keyOf(one), one);
      }
  return [...found.values()];
}

/** The market of the address as far as it is one; a pair as people type it. */
function typed(asked: Readonly<Record<string, string | string[] | undefined>>): Market {
  const text = (name: string): string => {
    const value = asked[name];
    return typeof value === "string" ? value : "";
  };
  const symbol = parseSymbol(text("symbol"));
  const exchange = EXCHANGES.find((id) => id === text("exchange")) ?? "binance";
  const timeframe = text("timeframe");
  return {
    exchange,
    symbol: symbol.ok ? symbol.value.symbol : "BTC/USDT",
    timeframe: isTimeframe(timeframe) ? timeframe : "15m",
  };
}
