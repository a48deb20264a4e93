"use client";

import { useState } from "react";
import { usePositionEvents } from "@/components/live/use-positions";
import { EvidenceLine } from "@/components/ui/evidence";
import { Amount, Stat, Stats } from "@/components/ui/figures";
import { formatAmount } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import type { AccountView } from "@/lib/features/copies/account";
import type { PaperAccount } from "@/lib/features/copies/account-queries";

/** The paper account's figures; they move with each price while the page is open. */
export function AccountStats({ account }: { readonly account: PaperAccount }) {
  const [live, setLive] = useState<AccountView>(account);
  usePositionEvents({ onPnl: setLive });
  const signed = (value: string): string => formatAmount(value, { sign: true });
  return (
    <Panel label="Paper account">
      <Stats>
        <Stat
          label="P&L today"
          value={<Amount value={live.dayPnl} delta />}
          unit="USDT"
          sub={`realised ${signed(live.dayRealisedPnl)}, open ${signed(live.dayOpenPnl)}`}
        />
        <Stat
          label="Paper equity"
          value={<Amount value={live.equity} />}
          unit="USDT"
          sub={
            <>
              started {formatAmount(account.initialCash)} on <When at={account.startedAt} as="date" />
            </>
          }
        />
        <Stat
          label="Open risk at stops"
          value={<Amount value={live.riskAtStops} />}
          unit="USDT"
          sub="lost from now if every stop is hit"
        />
        <Stat
          label="Entries today"
          value={<span className="num">{live.tradesToday}</span>}
          sub={`${live.openPositions} open now`}
        />
      </Stats>
      <div className="mt-4">
        <EvidenceLine
          evidence="PAPER"
          from={account.startedAt}
          to={live.at}
          count={account.closedTrades}
          noun="closed trade"
        />
      </div>
    </Panel>
  );
}
