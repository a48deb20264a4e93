"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { live } from "@/components/live/live";
import { usePriceEvents } from "@/components/live/use-prices";
import { EvidenceLine } from "@/components/ui/evidence";
import { Amount, Price, Stat, Stats } from "@/components/ui/figures";
import { formatNumber, formatPercent, symbolCoins } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import type { SessionRow } from "@/lib/features/trading-sessions/view";
import { plainAmount } from "./words.ts";

/** A closed candle is written a moment after the price that ends it; then the page is asked anew. */
const SETTLE_MS = 400;
/** Heals what the socket lost. */
const REFRESH_MS = 15_000;

export interface LiveSessionProps {
  readonly session: SessionRow;
  /** The last price that we know, and when it was the market's. */
  readonly price: { readonly last: string; readonly at: string } | null;
}

/** The account at the last price. Prices mark it, nothing else: what was traded moves with the closed candles alone. */
export function LiveSession({ session, price: given }: LiveSessionProps) {
  const router = useRouter();
  const [price, setPrice] = useState(given);
  const running = session.status === "RUNNING";
  const asked = useRef(0);

  usePriceEvents(session.symbol, ({ exchange, last, exchangeAt }) => {
    if (!running || exchange !== session.exchange) return;
    setPrice({ last, at: exchangeAt });
    const now = performance.now();
    if (exchangeAt >= session.nextCloseAt && now - asked.current > 1_000) {
      asked.current = now;
      setTimeout(() => router.refresh(), SETTLE_MS);
    }
  });
  useEffect(() => {
    if (!running) return;
    const stop = live().onStatus((status) => status === "live" && router.refresh());
    const timer = setInterval(() => document.visibilityState === "visible" && router.refresh(), REFRESH_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [running, router]);

  const { base, quote } = symbolCoins(session.symbol);
  const marked =
    running && price !== null && session.position !== 0
      ? session.cash + session.position * Number(price.last)
      : session.lastEquity;
  const pnl = marked - session.initialCapital;
  return (
    <Panel
      title={running ? "Account at the last price" : "Account at the last candle"}
      aside={
        <EvidenceLine
          evidence="PAPER"
          from={session.lastCloseAt === null ? null : session.firstBarAt}
          to={session.lastCloseAt}
          count={session.tradeCount}
        />
      }
    >
      <Stats>
        <Stat
          label="Equity"
          value={<Amount value={marked.toFixed(2)} />}
          unit={quote}
          sub={`began with ${formatNumber(session.initialCapital, 2)}`}
        />
        <Stat
          label="P&L, after fees so far"
          value={<Amount value={pnl.toFixed(2)} delta />}
          unit={quote}
          sub={formatPercent((pnl / session.initialCapital) * 100, { sign: true })}
        />
        <Stat
          label="Held"
          value={
            <span className="num">{session.position === 0 ? "nothing" : plainAmount(Math.abs(session.position))}</span>
          }
          {...(session.position === 0 ? {} : { unit: base })}
          sub={session.position === 0 ? "waits for an entry" : session.position > 0 ? "long" : "short"}
        />
        <Stat
          label="Price"
          value={<Price value={price?.last ?? null} />}
          sub={running ? <NextClose at={session.nextCloseAt} /> : "no more candles are taken"}
        />
      </Stats>
    </Panel>
  );
}

function NextClose({ at }: { readonly at: string }) {
  return (
    <>
      candle closes <When at={at} as="exact" utc />
    </>
  );
}
