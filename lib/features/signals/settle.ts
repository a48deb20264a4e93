import type { Tx } from "@/lib/db/client";
import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { dec } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";
import { utcMs } from "@/lib/kernel/time";
import { trackRecord } from "@/lib/trading/stats/track-record";
import { resultOf } from "./project.ts";
import { closedResults, legsOf, writeRecord, writeResult } from "./repository.ts";
import type { Projection } from "./signal.ts";

/** Taker fee where the venue's own is not known. */
const DEFAULT_TAKER_BPS = "10";

/**
 * After a CLOSE: the signal's result and the strategy's record (LIVE_PROVIDER), from the chain's own prices alone. Runs in the transaction of
 * the CLOSE, under the head, so a list never shows a record that lacks a trade it lists.
 */
export async function settle(tx: Tx, signal: Projection, now: UtcMs): Promise<Projection> {
  if (signal.state !== "CLOSED") return signal;
  const instrument = await instrumentBySymbol(tx, signal.exchange, signal.symbol);
  const takerBps = instrument?.takerBps ?? dec(DEFAULT_TAKER_BPS);
  const resultPct = resultOf(signal, await legsOf(tx, signal.id), takerBps);
  await writeResult(tx, signal.id, resultPct);
  const trades = await closedResults(tx, signal.strategyId);
  const {
    equity,
    months: _months,
    ...metrics
  } = trackRecord(
    trades.map(({ openedAt, closedAt, resultPct: returnPct }) => ({
      openedAt: utcMs(openedAt),
      closedAt: utcMs(closedAt),
      returnPct,
    })),
  );
  await writeRecord(tx, {
    strategyId: signal.strategyId,
    metrics,
    equity: equity.map(([at, value]) => [at, value / 100]),
    from: equity[0]?.[0] ?? null,
    to: equity.at(-1)?.[0] ?? null,
    now,
  });
  return { ...signal, resultPct };
}
