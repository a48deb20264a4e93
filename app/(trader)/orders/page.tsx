import type { Metadata } from "next";
import Link from "next/link";
import { legWords } from "@/components/orders/leg-words";
import { reasonWords } from "@/components/orders/reason-words";
import { StopState } from "@/components/orders/stop-state";
import { ModeBadge, StatusBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Price, Qty, QuoteAmount } from "@/components/ui/figures";
import { commonQuote, formatSymbol } from "@/components/ui/format";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { ZoneName } from "@/components/ui/reader-zone";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { requireRole } from "@/lib/auth/require-role";
import { marketSteps } from "@/lib/features/candles/queries";
import { listOrders, type OrderView } from "@/lib/features/copies/order-queries";
import { ownStop } from "@/lib/features/orders/own-stop";
import { type MarketStep, stepsAt } from "@/lib/kernel/market-steps";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Orders" };

const PAGE_SIZE = 50;

export default async function OrdersPage({ searchParams }: { searchParams: Promise<{ after?: string | string[] }> }) {
  const actor = await requireRole("SUBSCRIBER");
  const { after } = await searchParams;
  const ctx = getCtx();
  const stop = await ownStop(ctx.db, actor.userId);
  const { items, nextCursor } = await listOrders(ctx, actor.userId, {
    cursor: typeof after === "string" ? after : undefined,
    limit: PAGE_SIZE,
  });
  const steps = await marketSteps(ctx.db, items);
  const quote = commonQuote(items.map(({ symbol }) => symbol));
  return (
    <>
      <PageHead
        title="Orders"
        lead={
          <>
            What was sent for you on paper and to your exchange, and what was not, with the reason. Times are in{" "}
            <ZoneName />.
          </>
        }
      />
      {stop !== null && (
        <div className="mb-5">
          <StopState stop={stop} />
        </div>
      )}
      <Panel label="Orders" flush>
        {items.length === 0 ? (
          <EmptyState
            title="No orders yet"
            level={2}
            action={<ButtonLink href="/strategies">Browse strategies</ButtonLink>}
          >
            Orders appear when a strategy that you follow on paper or live publishes a signal.
          </EmptyState>
        ) : (
          <Table
            label="Orders"
            minWidth={860}
            head={
              <>
                <Th>Order</Th>
                <Th>State</Th>
                <Th>For</Th>
                <Th num>Quantity</Th>
                <Th num>Price</Th>
                <Th num>Filled at</Th>
                <Th num>Fee{quote === null ? "" : `, ${quote}`}</Th>
                <Th num>
                  Time (<ZoneName />)
                </Th>
              </>
            }
          >
            {items.map((order) => (
              <Row key={order.id} order={order} bareFee={quote !== null} {...stepsAt(steps, order)} />
            ))}
          </Table>
        )}
      </Panel>
      <Pagination
        label="Pages of orders"
        previous={after === undefined ? null : "/orders"}
        next={nextCursor === null ? null : `/orders?after=${encodeURIComponent(nextCursor)}`}
      />
    </>
  );
}

function Row({
  order,
  bareFee,
  tick,
  lot,
}: Partial<MarketStep> & { readonly order: OrderView; readonly bareFee: boolean }) {
  return (
    <tr>
      <Td>
        <b className="font-semibold">{order.side === "BUY" ? "Buy" : "Sell"}</b> {formatSymbol(order.symbol)}{" "}
        <ModeBadge mode={order.mode} />
        {order.strategy !== null && order.signalId !== null && (
          <Link href={`/signals/${order.signalId}`} className="block text-caption text-ink-3 hover:underline">
            {order.strategy.name}
          </Link>
        )}
      </Td>
      <Td>
        <StatusBadge status={order.state} />
        {order.reason !== null && (
          <span className="mt-1 block max-w-[40ch] text-caption text-ink-2">{reasonWords(order.reason)}</span>
        )}
      </Td>
      <Td>{legWords(order.leg)}</Td>
      <Td num>{order.qty === "0" ? "—" : <Qty value={order.qty} lot={lot} />}</Td>
      <Td num>{order.price === null ? "Market" : <Price value={order.price} tick={tick} />}</Td>
      <Td num>{order.fillPrice === null ? "—" : <Price value={order.fillPrice} tick={tick} average />}</Td>
      <Td num>
        {order.fee === null ? "—" : <QuoteAmount value={order.fee} symbol={order.symbol} bare={bareFee} digits={4} />}
      </Td>
      <Td num>
        <When at={order.createdAt} as="datetime" />
      </Td>
    </tr>
  );
}
