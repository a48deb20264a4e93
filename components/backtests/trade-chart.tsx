import Link from "next/link";
import { PriceChart, type PriceLevel, type PriceMark } from "@/components/charts/price-chart";
import { formatDateTime, formatPrice } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import type { TradeBars } from "@/lib/features/backtests/trade-bars";
import type { TradeView } from "@/lib/features/backtests/view";

/** One trade on its market: where it was entered and left, its stop and its target; the ones before and after are a step away. */
export function TradeChart({
  trade,
  number,
  count,
  market,
}: {
  readonly trade: TradeView;
  /** From 1, of `count`. */
  readonly number: number;
  readonly count: number;
  readonly market: TradeBars;
}) {
  const { side, entryTime, exitTime, entryPrice, exitPrice, stop, target } = trade;
  const isLong = side === "LONG";
  const level = (id: string, kind: PriceLevel["kind"], price: number | null, label: string): PriceLevel[] =>
    price === null ? [] : [{ id, kind, price: String(price), label }];
  const marks: readonly PriceMark[] = [
    {
      time: entryTime,
      at: isLong ? "below" : "above",
      shape: isLong ? "up" : "down",
      label: isLong ? "Bought" : "Sold",
    },
    {
      time: exitTime,
      at: isLong ? "above" : "below",
      shape: isLong ? "down" : "up",
      label: isLong ? "Sold" : "Bought",
    },
  ];
  return (
    <Panel
      id="trade"
      title={`Trade ${number} on the market`}
      aside={
        <nav aria-label="Trades on the market" className="flex gap-2">
          {number > 1 && (
            <Link className="btn btn-sm" href={`?trade=${number - 1}#trade`}>
              Previous
            </Link>
          )}
          {number < count && (
            <Link className="btn btn-sm" href={`?trade=${number + 1}#trade`}>
              Next
            </Link>
          )}
          <Link className="btn btn-sm" href={`?trade=${number}#trade-${number}`}>
            In the table
          </Link>
        </nav>
      }
    >
      <PriceChart
        key={number}
        title={`Candles of ${market.timeframe}`}
        bars={market.bars}
        marks={marks}
        levels={[
          ...level("entry", "entry", entryPrice, "Entry"),
          ...level("stop", "stop", stop, "Stop"),
          ...level("target", "target", target, "Target"),
        ]}
        summary={`${isLong ? "Bought" : "Sold short"} at ${priceText(entryPrice)} on ${timeText(entryTime)}, ${isLong ? "sold" : "bought back"} at ${priceText(exitPrice)} on ${timeText(exitTime)}. Times are the opens of bars, in UTC.`}
      />
    </Panel>
  );
}

function priceText(price: number): string {
  return formatPrice(new Intl.NumberFormat("en", { maximumSignificantDigits: 8, useGrouping: false }).format(price));
}

function timeText(at: number): string {
  return formatDateTime(at).slice(0, 16);
}
