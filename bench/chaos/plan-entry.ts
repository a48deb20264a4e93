import type { OrderCtx } from "@/lib/features/orders/order-ctx";
import { planOrder } from "@/lib/features/orders/plan-order";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { EntryWords } from "./messages.ts";

/** Longer than the proof of an absence takes on a busy machine, so that a request that was lost is made up for. */
const MAX_AGE_SEC = 240;
const MAX_SLIPPAGE_BPS = 50;
/** None that a new account of the venue stands at, nor that a hand sets. */
const SWAP_LEVERAGE = dec(5);
/** What a guard is told of the account: its bounds have tests of their own. */
const FUNDS = dec(10_000);

/** Plans an entry as the handlers of signals do. A refusal stays on record with its reason. */
export async function planEntry(ctx: OrderCtx, words: EntryWords): Promise<void> {
  const { keyId, userId, exchange, symbol, market, signalId, side, limit } = words;
  const [bid, ask] = [dec(words.bid), dec(words.ask)];
  const touch = side === "LONG" ? ask : bid;
  await planOrder(
    ctx,
    {
      ...{ keyId, userId, exchange, symbol, market, signalId },
      purpose: "ENTRY",
      leg: "entry",
      origin: `signal:${signalId}`,
      copyId: null,
      strategyId: null,
      sessionId: null,
      positionId: null,
      side: side === "LONG" ? "BUY" : "SELL",
      type: limit === null ? "market" : "limit",
      timeInForce: limit === null ? "IOC" : "GTC",
      qty: dec(words.qty),
      price: limit === null ? touch : dec(limit),
      trigger: null,
      reduceOnly: false,
      leverage: market === "swap" ? SWAP_LEVERAGE : dec(1),
      stopLoss: dec(words.stopLoss),
      bounds: {
        signalAt: utcMs(words.signalAt),
        maxAgeSec: MAX_AGE_SEC,
        reference: touch,
        maxSlippageBps: MAX_SLIPPAGE_BPS,
      },
    },
    {
      market: { bid, ask, at: ctx.clock.now() },
      currency: "USDT",
      usdPerQuote: dec(1),
      equityUsd: FUNDS,
      freeQuote: FUNDS,
      remembered: false,
    },
  );
}
