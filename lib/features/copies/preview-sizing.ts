import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { strategyFor } from "@/lib/features/marketplace/queries";
import { entitledSince } from "@/lib/features/subscriptions/entitled-since";
import { dec, plain } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { DAY_MS, toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { type SizingType, sizePosition } from "@/lib/trading/portfolio/sizing";
import { leverageForStop } from "@/lib/trading/risk/leverage-for-stop";
import { INITIAL_CASH } from "./account-book.ts";
import { getPaperAccount } from "./account-queries.ts";
import { leverageOf } from "./apply-opening.ts";
import { readLimits } from "./repository.ts";

/** One past signal, and the size that a copy of it would have had. Amounts in the quote currency, decimal strings. */
export interface SizedSignal {
  readonly signalId: string;
  readonly symbol: string;
  readonly side: "LONG" | "SHORT";
  readonly at: string;
  readonly entryPrice: string;
  readonly stopLoss: string;
  readonly qty: string | null;
  readonly notional: string | null;
  /** Lost at the stop, before fees. */
  readonly riskAtStop: string | null;
  /** By the signal's own record, after fees; null while it runs. Rounded to the cent: an estimate, not an account. */
  readonly result: string | null;
  /** Why it would not have been copied. */
  readonly reason: string | null;
}

const SIGNALS = 10;

/**
 * The last ten signals of a strategy that the reader may see (his own and those older than a day), sized with today's equity as if each had
 * stood alone. A strategy that does not exist for him, a draft or another's private one, has none.
 */
export async function previewSizing(
  ctx: Ctx,
  userId: string,
  strategyId: string,
  sizing: { readonly type: SizingType; readonly value: string },
  limits: unknown = {},
): Promise<Result<SizedSignal[], "not_found">> {
  if ((await strategyFor(ctx.db, strategyId, { userId })) === null) return refuse("not_found");
  const now = ctx.clock.now();
  const [account, since] = await Promise.all([getPaperAccount(ctx, userId), entitledSince(ctx.db, strategyId, now)]);
  const equity = account === null ? INITIAL_CASH : dec(account.equity);
  const from = since.get(userId);
  const signals = await ctx.db.signal.findMany({
    where: {
      strategyId,
      entryPrice: { not: null },
      OR: [
        { receivedAt: { lte: new Date(now - DAY_MS) } },
        ...(from === undefined ? [] : [{ receivedAt: { gte: new Date(from) } }]),
      ],
    },
    orderBy: { receivedAt: "desc" },
    take: SIGNALS,
  });
  const { maxTradeQuote } = readLimits(limits);
  const sized = signals.map(async (signal): Promise<SizedSignal> => {
    const price = dec((signal.entryPrice ?? 0).toString());
    const stopLoss = dec(signal.initialStop.toString());
    const instrument = await instrumentBySymbol(ctx.db, signal.exchange, signal.symbol);
    const row = {
      signalId: signal.id,
      symbol: signal.symbol,
      side: signal.side,
      at: toIso(utcMs(signal.receivedAt)),
      entryPrice: plain(price),
      stopLoss: plain(stopLoss),
    };
    const none = { qty: null, notional: null, riskAtStop: null, result: null };
    if (instrument === null) return { ...row, ...none, reason: `${signal.symbol} is not traded here any more.` };
    const size = sizePosition({ type: sizing.type, value: dec(sizing.value) }, instrument, {
      price,
      stopLoss,
      equity,
      freeCash: equity,
      leverage: leverageForStop(leverageOf(signal), { side: signal.side, price, stopLoss }),
      onPaper: true,
    });
    if (!size.ok) return { ...row, ...none, reason: size.detail ?? "No size came about." };
    const { qty, notional, riskAtStop } = size.value;
    const above = maxTradeQuote !== null && notional.gt(maxTradeQuote);
    return {
      ...row,
      qty: plain(qty),
      notional: plain(notional),
      riskAtStop: plain(riskAtStop),
      result: signal.resultPct === null ? null : plain(notional.times(signal.resultPct).div(100).toDecimalPlaces(2)),
      reason: above ? `Above your limit of ${plain(maxTradeQuote)} a trade.` : null,
    };
  });
  return done(await Promise.all(sized));
}
