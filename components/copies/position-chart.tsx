"use client";

import { useRef, useState } from "react";
import { grownBar } from "@/components/charts/grown-bar";
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
    const bar = grownBar(running.current, price, barMs);
    if (bar === null) return;
    running.current = bar;
    chart.current?.push(bar);
  });
  return <PriceChart ref={chart} title={title} bars={bars} levels={levels} tick={tick} />;
}
