"use client";

import { useRef, useState } from "react";
import { type PriceBar, PriceChart, type PriceChartHandle, type PriceLevel } from "@/components/charts/price-chart";
import { usePriceEvents } from "@/components/live/use-prices";

export interface PositionChartProps {
  readonly symbol: string;
  readonly exchange: string;
  readonly title: string;
  readonly bars: readonly PriceBar[];
  readonly barMs: number;
  readonly levels: readonly PriceLevel[];
  readonly tick: string | undefined;
}

/** The symbol's own candles with the levels of a position; the running bar grows with each price. */
export function PositionChart({ symbol, exchange, title, bars, barMs, levels, tick }: PositionChartProps) {
  const chart = useRef<PriceChartHandle>(null);
  const [first] = useState(bars.at(-1));
  const running = useRef(first);
  usePriceEvents(symbol, (price) => {
    if (price.exchange !== exchange) return;
    // In a replay a bar belongs to market time, which is the exchange's own time of the price.
    const time = Math.floor(Date.parse(price.at) / barMs) * barMs;
    const before = running.current;
    if (before !== undefined && time < before.time) return;
    const last = Number(price.last);
    const bar: PriceBar =
      before !== undefined && before.time === time
        ? { ...before, high: Math.max(Number(before.high), last), low: Math.min(Number(before.low), last), close: last }
        : { time, open: last, high: last, low: last, close: last };
    running.current = bar;
    chart.current?.push(bar);
  });
  return <PriceChart ref={chart} title={title} bars={bars} levels={levels} tick={tick} />;
}
