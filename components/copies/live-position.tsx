"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { usePositionEvents } from "@/components/live/use-positions";
import { Price, Qty, QuoteAmount, Stat, Stats } from "@/components/ui/figures";
import { symbolCoins } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import type { PositionView } from "@/lib/features/copies/position";
import type { MarketStep } from "@/lib/kernel/market-steps";

/** The figures of one position; they move with each price. */
export function LivePosition({
  position: given,
  tick,
  lot,
}: Partial<MarketStep> & { readonly position: PositionView }) {
  const [known, setKnown] = useState({ given, now: given });
  if (known.given !== given) setKnown({ given, now: given });
  const router = useRouter();
  usePositionEvents({
    onPosition: (changed) => {
      if (changed.id !== given.id) return;
      setKnown((before) => ({ ...before, now: changed }));
      router.refresh();
    },
    onPnl: (update) => {
      const mark = update.positions.find((position) => position.id === given.id);
      if (mark !== undefined) setKnown((before) => ({ ...before, now: { ...before.now, ...mark } }));
    },
    onRejoined: () => router.refresh(),
  });
  const { now } = known;
  return (
    <Panel label="Figures">
      <Stats>
        <Stat
          label={now.state === "OPEN" ? "P&L, after fees so far" : "Result, after fees"}
          value={now.pnl === null ? "—" : <QuoteAmount value={now.pnl} symbol={now.symbol} bare delta />}
          unit={symbolCoins(now.symbol).quote}
          sub={<>fees {<QuoteAmount value={now.fees} symbol={now.symbol} bare digits={4} />}</>}
        />
        <Stat
          label="Held"
          value={<Qty value={now.qty} lot={lot} />}
          sub={<>of {<Qty value={now.entryQty} lot={lot} />} entered</>}
        />
        <Stat
          label={now.state === "OPEN" ? "Price now" : "Average exit"}
          value={
            now.state === "OPEN" ? (
              <Price value={now.markPrice} tick={tick} />
            ) : (
              <Price value={now.exitPrice} tick={tick} average />
            )
          }
          sub={<>entry {<Price value={now.entryPrice} tick={tick} average />}</>}
        />
        <Stat
          label="Stop"
          value={now.stopLoss === null ? "—" : <Price value={now.stopLoss} tick={tick} />}
          sub={now.side === "LONG" ? "long" : "short"}
        />
      </Stats>
    </Panel>
  );
}
