import { dec } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";
import type { Tx } from "@/lib/ports/ctx";
import type { Asked } from "@/lib/ports/trade-venue";
import type { Quote } from "@/lib/trading/market/quote";
import { type EntryFacts, refuseOrder } from "@/lib/trading/risk/guards";
import { RECOVERING_TEXT } from "./account-repository.ts";
import { entryState } from "./entry-state.ts";
import { lockLimits } from "./limits-repository.ts";
import { isByHand, type LiveOrder } from "./live-order.ts";
import type { OrderCtx } from "./order-ctx.ts";

/**
 * Why an entry may not leave now, read in the transaction that would commit it as SENDING; null: it may. Asks what time can have changed since
 * it was planned: switches, key, account, price, age, and whether the exchange has set its leverage. Its counters hold it already. `wait`: nothing is
 * against it but that the account is still compared with its exchange, or that this did not answer; its own age ends that wait.
 */
export async function entryRefusal(
  ctx: OrderCtx,
  tx: Tx,
  order: LiveOrder,
  market: (Quote & { readonly at: UtcMs }) | null,
  leverage: Asked<null>,
): Promise<{ readonly code: string; readonly text: string; readonly wait: boolean } | null> {
  const now = ctx.clock.now();
  const state = await entryState(ctx, tx, order, now);
  const { bounds } = order;
  const touch = market === null ? dec(1) : order.positionSide === "LONG" ? market.ask : market.bid;
  const facts: EntryFacts = {
    ...state,
    opposite: false,
    symbol: order.symbol,
    currency: "",
    side: order.positionSide,
    qty: order.qty,
    price: order.price ?? touch,
    leverage: order.leverage,
    stopLoss: order.stopLoss,
    maxSlippageBps: bounds?.maxSlippageBps ?? null,
    reference: bounds?.reference ?? touch,
    signal:
      // The age is that of the entry's first order; a replacement rests on, inside the same bound of price.
      order.attempt > 1 || bounds === null || bounds.signalAt === null || bounds.maxAgeSec === null
        ? null
        : { at: bounds.signalAt, maxAgeSec: bounds.maxAgeSec, byHand: isByHand(order.origin) },
    market,
    limits: await lockLimits(tx, order.userId, now),
    today: { entries: 0, usd: dec(0) },
    usdPerQuote: dec(1),
    equity: dec(0),
    free: dec(0),
    openRisk: dec(0),
    drawdown: dec(0),
    runLoss: dec(0),
  };
  const no = refuseOrder("ENTRY", facts, "sending");
  const unset = leverage.ok ? "" : `The exchange did not set the leverage: ${leverage.detail}`;
  // The exchange did not tell its price just now: it is asked again as long as the signal's age allows.
  if (no !== null) {
    const text = no.code === "too_old" && unset !== "" ? `${no.text} ${unset}` : no.text;
    return { code: no.code, text, wait: no.code === "price_stale" && market === null && facts.signal !== null };
  }
  if (!leverage.ok) return { code: "leverage", text: unset, wait: leverage.reason !== "key" && facts.signal !== null };
  return state.recovering ? { code: "account_held", text: RECOVERING_TEXT, wait: true } : null;
}
