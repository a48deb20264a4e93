import { SECOND_MS, type UtcMs } from "@/lib/kernel/time";
import type { Clock } from "@/lib/ports/clock";
import type { Asked, Sent, TradeAccount } from "@/lib/ports/trade-venue";

/** A key that is refused is refused at every request: it is told this often. */
const TOLD_EACH_MS = 10 * SECOND_MS;

/** The same account, which also tells when its exchange refuses the key itself, whatever was asked (C18). Answers pass through unchanged. */
export function hearRefusals(trade: TradeAccount, clock: Clock, onRefused: () => void): TradeAccount {
  let toldAt: UtcMs | null = null;
  const hear = (isRefused: boolean): void => {
    const now = clock.now();
    if (!isRefused || (toldAt !== null && now - toldAt < TOLD_EACH_MS)) return;
    toldAt = now;
    onRefused();
  };
  const asked = async <T>(question: Promise<Asked<T>>): Promise<Asked<T>> => {
    const answer = await question;
    hear(!answer.ok && answer.reason === "key");
    return answer;
  };
  return {
    instrument: (of) => asked(trade.instrument(of)),
    ticker: (...of) => asked(trade.ticker(...of)),
    async place(...order) {
      const sent = await trade.place(...order);
      hear(refusesKey(sent));
      return sent;
    },
    cancel: (order) => trade.cancel(order),
    find: (...of) => asked(trade.find(...of)),
    openOrders: (...of) => asked(trade.openOrders(...of)),
    fills: (...of) => asked(trade.fills(...of)),
    balances: (market, priority) => asked(trade.balances(market, priority)),
    positions: () => asked(trade.positions()),
    setLeverage: (...of) => asked(trade.setLeverage(...of)),
    watch: (...how) => trade.watch(...how),
    close: () => trade.close(),
  };
}

function refusesKey(sent: Sent): boolean {
  return sent.kind === "refused" && (sent.code === "key_refused" || sent.code === "bad_signature");
}
