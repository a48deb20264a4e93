import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { SECOND_MS, type UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { Ticker } from "@/lib/ports/prices";
import { DEFAULT_SETTINGS } from "@/lib/trading/engine/settings";
import { priceText } from "@/lib/trading/market/price-text";
import { exitPriceOf, isBetter, type Quote } from "@/lib/trading/market/quote";
import { liquidationPrice } from "@/lib/trading/risk/liquidation-price";
import { AccountBook, exitFill } from "./account-book.ts";
import { tradedOf } from "./apply-opening.ts";
import { CopyBatch } from "./batch.ts";
import { saveBatch } from "./batch-repository.ts";
import { type Exposed, findExposed } from "./liquidation-repository.ts";
import { readMarks } from "./marks.ts";
import { findHeld, findSignal, lockAccounts } from "./repository.ts";

/** Positions are read anew this often; between, a tick costs arithmetic alone. */
const READ_EVERY_MS = SECOND_MS;

/**
 * Ends copies on paper whose margin the market used up, as an exchange does with a real one: at the bid (ask for a short) of the tick that
 * reached the liquidation price, and for no more than that margin. What the stop ends first is the chain's to end.
 */
export function createLiquidationWatch(ctx: Ctx): (ticker: Ticker) => Promise<void> {
  const known = new Map<string, { readonly readAt: UtcMs; readonly exposed: readonly Exposed[] }>();
  return async (ticker) => {
    const key = `${ticker.exchange} ${ticker.symbol}`;
    const now = ctx.clock.now();
    let seen = known.get(key);
    if (seen === undefined || Math.abs(now - seen.readAt) >= READ_EVERY_MS) {
      seen = { readAt: now, exposed: await findExposed(ctx.db, ticker.exchange, ticker.symbol) };
      known.set(key, seen);
    }
    const gone = seen.exposed.filter((one) => levelReached(one, ticker) !== null);
    for (const one of gone) await liquidate(ctx, one, ticker);
    if (gone.length > 0) known.delete(key);
  };
}

/** The liquidation price, where the market reached it and no stop stands before it; else null. */
function levelReached(
  { side, entryPrice, leverage, stopLoss }: Pick<Exposed, "side" | "entryPrice" | "leverage" | "stopLoss">,
  quote: Quote,
): Dec | null {
  const maintenance = DEFAULT_SETTINGS.maintenanceMargin;
  const price = liquidationPrice(side === "LONG" ? 1 : -1, Number(entryPrice), Number(leverage), maintenance);
  if (Number.isNaN(price)) return null;
  const level = dec(price);
  const stopIsFirst = stopLoss !== null && !isBetter(side, level, stopLoss);
  return stopIsFirst || isBetter(side, exitPriceOf(side, quote), level) ? null : level;
}

async function liquidate(ctx: Ctx, { positionId, userId, signalId }: Exposed, ticker: Ticker): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const cash = (await lockAccounts(tx, [userId])).get(userId);
    const signal = await findSignal(tx, signalId);
    const rows = await findHeld(tx, [userId]);
    const row = rows.find(({ held }) => held.positionId === positionId);
    const instrument = await instrumentBySymbol(tx, ticker.exchange, ticker.symbol);
    if (cash === undefined || row === undefined || instrument === null || signal.state !== "OPEN") return;
    const { held, copy, stopLoss } = row;
    const { side, entryPrice, qty } = held.book;
    const level = levelReached({ side, entryPrice, leverage: held.leverage, stopLoss }, ticker);
    if (level === null) return;

    const open = rows.map((one) => one.held);
    const { quoteOf } = await readMarks(ctx, open);
    const batch = new CopyBatch(ctx.ids, ctx.clock.now());
    const account = new AccountBook(userId, cash, open, quoteOf);
    const fill = exitFill(instrument, held, exitPriceOf(side, ticker), qty);
    const reason = "liquidation";
    batch.exited(copy, tradedOf(signal), account, held, fill, { leg: reason, type: "MARKET", price: null, reason });
    const text = `At ${priceText(level.toSignificantDigits(6))} the margin of a position with leverage ${priceText(held.leverage)} was used up: it was liquidated, as an exchange would.`;
    batch.closedBeside(copy, reason, text);
    await saveBatch(tx, batch);
  });
}
