import type { Db } from "@/lib/db/client";
import { stopReport } from "@/lib/features/orders/kill-switch";
import { engagedSwitch } from "@/lib/features/orders/switch-queries";
import { toIso, utcMs } from "@/lib/kernel/time";

/** A strategy's kill switch as its provider sees it: sums, and nobody's account. */
export interface StrategyStop {
  readonly reason: string;
  readonly positions: "close" | "keep";
  readonly since: string;
  /** Engaged by the provider himself; another's he cannot release. */
  readonly yours: boolean;
  /** Every exchange has confirmed that nothing of it rests, and what was to be closed is. */
  readonly stopped: boolean;
  readonly accounts: number;
  readonly ordersLeft: number;
  readonly positionsLeft: number;
  readonly unconfirmed: number;
}

/** null: it is not stopped. */
export async function readStrategyStop(db: Db, strategyId: string, userId: string): Promise<StrategyStop | null> {
  const [report, row] = await Promise.all([
    stopReport({ db }, "STRATEGY", strategyId),
    engagedSwitch(db, "STRATEGY", strategyId),
  ]);
  if (report === null || row === null) return null;
  const { stopped, positions, accounts } = report;
  return {
    reason: row.reason,
    positions,
    since: toIso(utcMs(row.engagedAt)),
    yours: row.engagedBy === userId,
    stopped,
    accounts: accounts.length,
    ordersLeft: accounts.reduce((sum, { orders }) => sum + orders, 0),
    positionsLeft: accounts.reduce((sum, one) => sum + one.positions, 0),
    unconfirmed: accounts.filter(({ confirmed }) => !confirmed).length,
  };
}
