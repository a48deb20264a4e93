import { appendEvent } from "@/lib/events/outbox";
import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Tx } from "@/lib/ports/ctx";
import type { ForcedClose } from "@/lib/ports/trade-venue";
import { adoptTrade } from "@/lib/trading/portfolio/adopt-trade";
import { fence } from "./account-repository.ts";
import { clientOrderId } from "./client-order-id.ts";
import { type DriftTrade, insertAdopted, lockTrade, markApplied } from "./drift-repository.ts";
import { feeRateOf } from "./fee-rate.ts";
import { feeOf } from "./fill-fee.ts";
import { lockPosition, savePosition } from "./fill-repository.ts";
import { insertLateFee } from "./late-fee-repository.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { givenUp, type OpenPosition, positionsAt } from "./position-repository.ts";
import { averageExit } from "./record-fill.ts";
import { stopAtRunLoss } from "./stop-at-loss.ts";

/**
 * Books an execution by which the exchange itself closed, at its price and with its fee: in the trades of that side which were there, the oldest first, each up
 * to what it holds. What is more than ours is its user's own. The loss counts like any other, and its user is told.
 */
export async function bookForced(
  ctx: OrderCtx,
  account: HeldAccount,
  trade: DriftTrade,
  forced: ForcedClose,
): Promise<void> {
  const fee = feeOf(trade, await feeRateOf(ctx, account, trade));
  const side = trade.side === "SELL" ? "LONG" : "SHORT";
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    if (!(await lockTrade(tx, trade))) return;
    await markApplied(tx, trade, ctx.clock.now());
    let left = trade.qty;
    for (const position of await positionsAt(tx, trade)) {
      if (position.side !== side || position.openedAt > trade.at || left.isZero()) continue;
      left = left.minus(await takeFrom(ctx, tx, position, { trade, fee, forced, qty: left }));
    }
  });
}

interface Taking {
  readonly trade: DriftTrade;
  readonly fee: ReturnType<typeof feeOf>;
  readonly forced: ForcedClose;
  /** What of the execution is not booked yet. */
  readonly qty: Dec;
}

/** @returns how much of the execution was this trade's */
async function takeFrom(
  ctx: OrderCtx,
  tx: Tx,
  position: OpenPosition,
  { trade, fee, forced, qty }: Taking,
): Promise<Dec> {
  const held = await lockPosition(tx, position.userId, position.origin);
  if (held === null || held.book.qty.isZero()) return dec(0);
  const { price, side, at } = trade;
  const part = { side, price, qty, fee: fee.quote.times(qty).div(trade.qty) };
  const taken = adoptTrade(held.book, part, "swap");
  if (taken.kind !== "reduces") return dec(0);
  const now = ctx.clock.now();
  const { id: positionId, userId, exchange, origin } = position;
  const share = taken.qty.div(trade.qty);
  const feeQuote = fee.quote.times(share);
  const intentId = ctx.ids.make("intent");
  const fillId = ctx.ids.make("fill");
  await insertAdopted(
    tx,
    {
      ...{ intentId, fillId, positionId, origin, exchange, trade, feeQuote, run: runOf(position) },
      orderId: ctx.ids.make("order"),
      clientOrderId: clientOrderId(intentId, 1),
      positionIsNew: false,
      entry: false,
      book: taken.book,
      qty: taken.qty,
      fee: trade.fee.times(share),
      grossPnl: taken.grossPnl,
      usdPerQuote: held.usdPerQuote,
    },
    now,
  );
  if (fee.isLate) await insertLateFee(tx, fillId, trade.keyId);
  const end = taken.book.qty.isZero() ? { at, reason: forced } : givenUp(position);
  await savePosition(tx, positionId, taken.book, averageExit(held, taken.book, price), end);
  await appendEvent(
    tx,
    now,
    { type: "position.changed", positionId, userId },
    { type: "position.forced", positionId, userId, fillId },
  );
  await stopAtRunLoss(ctx, tx, position, taken.grossPnl.minus(feeQuote).times(held.usdPerQuote));
  return taken.qty;
}

function runOf({ copyId, strategyId, signalId, sessionId }: OpenPosition) {
  return { copyId, strategyId, signalId, sessionId };
}
