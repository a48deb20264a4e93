import { appendEvent } from "@/lib/events/outbox";
import { dec } from "@/lib/kernel/decimal";
import { adoptTrade } from "@/lib/trading/portfolio/adopt-trade";
import { fence } from "./account-repository.ts";
import { bookForced } from "./book-forced.ts";
import { clientOrderId } from "./client-order-id.ts";
import { type DriftTrade, decidedTrades, insertAdopted, lockTrade, markApplied } from "./drift-repository.ts";
import { feeRateOf } from "./fee-rate.ts";
import { feeOf } from "./fill-fee.ts";
import { lockPosition, savePosition } from "./fill-repository.ts";
import { insertLateFee } from "./late-fee-repository.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { planExitIn } from "./plan-exit.ts";
import { givenUp, type OpenPosition, openPosition, positionsAt } from "./position-repository.ts";
import { averageExit } from "./record-fill.ts";
import { usdPerQuoteNow } from "./usd-per-quote.ts";

/** Does what users decided about trades that they made by hand, each once. What was taken over is protected and left like everything else. */
export async function obeyDrift(ctx: OrderCtx, account: HeldAccount): Promise<void> {
  for (const trade of await decidedTrades(ctx.db, account.keyId))
    await (trade.forced === null ? obey(ctx, account, trade) : bookForced(ctx, account, trade, trade.forced));
}

/** Taking over and leaving are one commit: a crash finds both done or none. */
async function obey(ctx: OrderCtx, account: HeldAccount, trade: DriftTrade): Promise<void> {
  const position = await belongsTo(ctx, trade);
  const usdPerQuote = position === null ? await usdPerQuoteNow(ctx, account.exchange, trade.symbol) : null;
  const feeRate = await feeRateOf(ctx, account, trade);
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    if (!(await lockTrade(tx, trade))) return;
    const now = ctx.clock.now();
    const origin = position?.origin ?? `manual:adopted:${trade.symbol}:${trade.tradeId}`;
    const held = await lockPosition(tx, trade.userId, origin);
    const isThere = held?.state === "OPEN" || (position?.givenUpAt != null && held?.book.qty.gt(0) === true);
    const fee = feeOf(trade, feeRate);
    const signed = trade.side === "BUY" ? fee.base.neg() : fee.base;
    const result = adoptTrade(
      held !== null && isThere ? held.book : null,
      { side: trade.side, price: trade.price, qty: trade.qty.plus(signed), fee: fee.quote },
      trade.market,
    );
    await markApplied(tx, trade, now);
    if (result.kind === "nothing") return;
    const isNew = held === null;
    if (isNew && usdPerQuote === null)
      ctx.log.warn(
        { symbol: trade.symbol },
        "a trade was taken over whose coin has no price here; it counts as a dollar",
      );
    const positionId = held?.id ?? ctx.ids.make("position");
    const intentId = ctx.ids.make("intent");
    const fillId = ctx.ids.make("fill");
    const share = result.qty.div(trade.qty.plus(signed));
    await insertAdopted(
      tx,
      {
        intentId,
        positionId,
        origin,
        trade,
        orderId: ctx.ids.make("order"),
        fillId,
        clientOrderId: clientOrderId(intentId, 1),
        exchange: account.exchange,
        positionIsNew: isNew,
        entry: result.kind !== "reduces",
        book: result.book,
        qty: trade.qty.times(share),
        fee: trade.fee.times(share),
        feeQuote: fee.quote.times(share),
        grossPnl: result.grossPnl,
        run: null,
        usdPerQuote: usdPerQuote ?? dec(1),
      },
      now,
    );
    if (fee.isLate) await insertLateFee(tx, fillId, account.keyId);
    if (!isNew) {
      const rest = position === null ? null : givenUp(position);
      const end = result.book.qty.isZero() ? { at: trade.at, reason: "adopted" } : rest;
      const exit = result.kind === "reduces" ? averageExit(held, result.book, trade.price) : held.exitPrice;
      await savePosition(tx, positionId, result.book, exit, end);
    }
    await appendEvent(tx, now, { type: "position.changed", positionId, userId: trade.userId });
    const left = trade.decision === "CLOSED" ? await openPosition(tx, trade.userId, positionId) : null;
    if (left === null) return;
    const leg = `drift:${trade.tradeId}`;
    await planExitIn(ctx, tx, left, { purpose: "EXIT", leg, type: "market", qty: left.qty, trigger: null });
  });
}

/** The oldest open trade of the same symbol at that account: by hand one does not say which. */
async function belongsTo(ctx: OrderCtx, trade: DriftTrade): Promise<OpenPosition | null> {
  const [oldest] = await positionsAt(ctx.db, trade);
  return oldest ?? null;
}
