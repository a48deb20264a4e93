import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Fragment } from "react";
import { ClosePosition } from "@/components/copies/close-position";
import { LivePosition } from "@/components/copies/live-position";
import { PositionChart } from "@/components/copies/position-chart";
import { ShortfallPanel } from "@/components/copies/shortfall-panel";
import { legWords } from "@/components/orders/leg-words";
import { ModeBadge, StatusBadge } from "@/components/ui/badge";
import { Price, Qty, QuoteAmount } from "@/components/ui/figures";
import { formatSymbol, symbolCoins } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { ZoneName } from "@/components/ui/reader-zone";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { requireRole } from "@/lib/auth/require-role";
import { chartBars } from "@/lib/features/candles/chart-bars";
import { marketSteps } from "@/lib/features/candles/queries";
import { positionWithShortfall } from "@/lib/features/copies/live/position-with-shortfall";
import type { PositionDetail } from "@/lib/features/copies/queries";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { type MarketStep, stepsAt } from "@/lib/kernel/market-steps";
import { getCtx } from "@/lib/runtime/ctx";
import { closePositionAction } from "../../copies-actions.ts";

export const metadata: Metadata = { title: "Position" };

const TIMEFRAME = "15m";
const BAR_MS = 15 * 60_000;

export default async function PositionPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireRole("SUBSCRIBER");
  const ctx = getCtx();
  const position = await positionWithShortfall(ctx, actor.userId, (await params).id);
  if (position === null) notFound();
  const chart = await chartBars(ctx, {
    exchange: position.exchange,
    symbol: position.symbol,
    timeframe: TIMEFRAME,
    limit: 96,
  });
  const steps = stepsAt(await marketSteps(ctx.db, [position]), position);
  const name = `${position.side === "LONG" ? "Long" : "Short"} ${formatSymbol(position.symbol)}`;
  return (
    <>
      <PageHead
        title={name}
        crumbs={[
          position.state === "OPEN"
            ? { href: "/positions", label: "Positions" }
            : { href: "/history", label: "History" },
        ]}
        badges={
          <>
            <StatusBadge status={position.state} />
            <ModeBadge mode={position.mode} />
          </>
        }
        facts={[
          ...(position.strategy === null ? [] : [position.strategy.name]),
          <Fragment key="opened">
            opened <When at={position.openedAt} as="exact" />
          </Fragment>,
          ...(position.closedAt === null
            ? []
            : [
                <Fragment key="closed">
                  closed <When at={position.closedAt} as="exact" />
                </Fragment>,
              ]),
        ]}
        actions={
          position.state === "OPEN" ? <ClosePosition position={position} action={closePositionAction} /> : undefined
        }
      />
      <div className="stack">
        {position.stopHeldSince !== null && (
          <Notice tone="warn" title="Your stop is not at the exchange.">
            You took it away there a second time, so it was not put back. We hold it ourselves: once the price passes it
            we close at the market. Close the position if you do not want it protected.
          </Notice>
        )}
        {position.unlistedSince !== null && (
          <Notice tone="warn" title={`${exchangeName(position.exchange)} does not list ${position.symbol} any more.`}>
            Since <When at={position.unlistedSince} as="exact" /> this position can be neither closed nor protected by a
            stop there. We look for it each minute, and look after the position again once it is listed. See at the
            exchange what becomes of what you hold.
          </Notice>
        )}
        <LivePosition position={position} {...steps} />
        {chart.ok && position.state === "OPEN" && (
          <Panel label="Chart">
            <PositionChart
              title={`${formatSymbol(position.symbol)}, ${TIMEFRAME}${chart.value.generated ? ", generated prices" : ""}`}
              symbol={position.symbol}
              exchange={position.exchange}
              barMs={BAR_MS}
              bars={chart.value.bars.map(({ time, open, high, low, close }) => ({ time, open, high, low, close }))}
              levels={levelsOf(position)}
              tick={steps.tick}
            />
          </Panel>
        )}
        {position.shortfall !== null && (
          <ShortfallPanel shortfall={position.shortfall} unit={symbolCoins(position.symbol).quote} />
        )}
        <Panel title="Fills" flush>
          <Fills position={position} {...steps} />
        </Panel>
      </div>
      <RiskLine />
    </>
  );
}

function levelsOf(position: PositionDetail) {
  return [
    { id: "entry", kind: "entry" as const, price: position.entryPrice, label: "Your entry" },
    ...(position.stopLoss === null
      ? []
      : [{ id: "stop", kind: "stop" as const, price: position.stopLoss, label: "Stop" }]),
  ];
}

function Fills({ position, tick, lot }: Partial<MarketStep> & { readonly position: PositionDetail }) {
  return (
    <Table
      label="Fills"
      minWidth={640}
      head={
        <>
          <Th>What</Th>
          <Th num>Quantity</Th>
          <Th num>Price</Th>
          <Th num>Fee</Th>
          <Th num>Gross result, {symbolCoins(position.symbol).quote}</Th>
          <Th num>
            Time (<ZoneName />)
          </Th>
        </>
      }
    >
      {position.fills.map((fill) => (
        <tr key={fill.id}>
          <Td>
            <b className="font-semibold">{fill.side === "BUY" ? "Bought" : "Sold"}</b>{" "}
            <span className="text-ink-3">{legWords(fill.reason)}</span>
          </Td>
          <Td num>
            <Qty value={fill.qty} lot={lot} />
          </Td>
          <Td num>
            <Price value={fill.price} tick={tick} />
          </Td>
          <Td num>
            <Qty value={fill.fee} unit={fill.feeCurrency} />
          </Td>
          <Td num>
            {fill.reason === "entry" ? "—" : <QuoteAmount value={fill.grossPnl} symbol={position.symbol} bare delta />}
          </Td>
          <Td num>
            <When at={fill.at} as="datetime" />
          </Td>
        </tr>
      ))}
    </Table>
  );
}
