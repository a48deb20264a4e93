import { RunStopped } from "@/lib/trading/backtest/watch";

/**
 * Waits until one of these has ended.
 * @throws what it threw, or RunStopped after `stop`; then none of them is under way any more
 */
export async function firstToEnd(underWay: ReadonlySet<Promise<void>>, stop: AbortSignal): Promise<void> {
  try {
    await Promise.race(underWay);
  } catch (error) {
    await Promise.allSettled(underWay);
    throw error;
  }
  if (!stop.aborted) return;
  await Promise.allSettled(underWay);
  throw new RunStopped();
}
