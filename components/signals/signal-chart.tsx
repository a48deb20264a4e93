"use client";

import { useRouter } from "next/navigation";
import { useMemo, useRef } from "react";
import { grownBar } from "@/components/charts/grown-bar";
import { type PriceBar, PriceChart, type PriceChartHandle } from "@/components/charts/price-chart";
import { usePositionEvents } from "@/components/live/use-positions";
import { usePriceEvents } from "@/components/live/use-prices";
import { useSignalEvents } from "@/components/live/use-signals";
import { formatSymbol } from "@/components/ui/format";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { levelsOf } from "./signal-levels.ts";
import type { SignalItem } from "./signal-row.tsx";

/** The signal's levels on live candles. When an event of the signal comes, the page is read again: chain, copy and levels move together. */
export function SignalChart({
  signal,
  bars,
  barMs,
  timeframe,
  tick,
}: {
  readonly signal: SignalItem;
  readonly bars: readonly PriceBar[];
  readonly barMs: number;
  readonly timeframe: string;
  readonly tick: string | null;
}) {
  const chart = useRef<PriceChartHandle>(null);
  const running = useRef<PriceBar | undefined>(bars.at(-1));
  const router = useRouter();
  const levels = useMemo(() => levelsOf(signal), [signal]);

  useSignalEvents({ strategyId: signal.strategyId, since: { [signal.strategyId]: signal.lastSeq } }, (message) => {
    if (message.id === signal.id) router.refresh();
  });
  // The copy is made after the event is told: its position says when.
  usePositionEvents({ onPosition: () => router.refresh(), onRejoined: () => router.refresh() });
  usePriceEvents(signal.symbol, (price) => {
    if (price.exchange !== signal.exchange) return;
    const bar = grownBar(running.current, price, barMs);
    if (bar === null) return;
    running.current = bar;
    chart.current?.push(bar);
  });

  return (
    <PriceChart
      ref={chart}
      title={`${formatSymbol(signal.symbol)} · ${exchangeName(signal.exchange)} · ${timeframe}`}
      bars={bars}
      levels={levels}
      tick={tick ?? undefined}
      height={380}
    />
  );
}
