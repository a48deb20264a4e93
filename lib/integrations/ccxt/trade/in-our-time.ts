import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Asked, TradeAccount } from "@/lib/ports/trade-venue";

/**
 * The same account, by our clock. Exchanges live by the world's; a test may have put ours ahead of it (CLOCK_OFFSET_FILE). Asked by our times, an
 * exchange would list nothing of what just happened there, and an order in doubt would pass for absent. 0 ahead: nothing changes.
 * @param aheadMs how far our clock is ahead of the exchange's at this moment
 */
export function inOurTime(trade: TradeAccount, aheadMs: () => number): TradeAccount {
  const theirs = (at: UtcMs): UtcMs => utcMs(at - aheadMs());
  const ours = <T extends { readonly at: UtcMs }>(told: T): T => {
    const ahead = aheadMs();
    return ahead === 0 ? told : { ...told, at: utcMs(told.at + ahead) };
  };
  const answered = <T>(asked: Asked<T>, read: (value: T) => T): Asked<T> =>
    asked.ok ? { ok: true, value: read(asked.value) } : asked;
  return {
    ...trade,
    ticker: async (...of) => answered(await trade.ticker(...of), ours),
    async place(...order) {
      const sent = await trade.place(...order);
      return sent.kind === "accepted" ? { ...sent, order: ours(sent.order), fills: sent.fills.map(ours) } : sent;
    },
    find: async (order, since) =>
      answered(await trade.find(order, theirs(since)), (found) => (found === null ? null : ours(found))),
    openOrders: async (...of) => answered(await trade.openOrders(...of), (orders) => orders.map(ours)),
    fills: async (of, since, owed) => answered(await trade.fills(of, theirs(since), owed), (fills) => fills.map(ours)),
  };
}

/** Clocks that differ by less than this run by one time: it is what they drift and what an answer takes. */
const SAME_TIME_MS = 60_000;

/**
 * How far our clock is ahead of an exchange's. `movedMs`: of ours ahead of the machine's; `timeDifference`: of the machine's ahead of the exchange's, as
 * ccxt measured it. An exchange that is moved along with us is not behind.
 */
export function aheadOf(movedMs: number, timeDifference: unknown): number {
  if (movedMs === 0) return 0;
  const measured = movedMs + (typeof timeDifference === "number" ? timeDifference : 0);
  return Math.abs(measured) < SAME_TIME_MS ? 0 : measured;
}
