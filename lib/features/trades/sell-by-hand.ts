import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { type HeldByHand, lockHeldByHand } from "@/lib/features/orders/held-by-hand";
import { leaveByHandIn } from "@/lib/features/orders/leave-by-hand";
import { type OnceRefusal, once } from "@/lib/features/signals/once";
import type { Actor } from "@/lib/kernel/actor";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { listOf, oneOf, type Reader, shape, text } from "@/lib/kernel/shape";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { roundAmount } from "@/lib/trading/market/instrument";
import { ENTRY_PRICE_MAX_AGE_MS } from "@/lib/trading/risk/guards";
import type { SellInput } from "./input.ts";

/** What a sale planned: one order for each position that it takes from. */
export interface PlannedSale {
  readonly symbol: string;
  readonly side: "SELL";
  readonly quantity: string;
  readonly ordered: readonly { readonly positionId: string; readonly quantity: string }[];
}

const readSale: Reader<PlannedSale> = shape<PlannedSale>({
  symbol: text,
  side: oneOf("SELL"),
  quantity: text,
  ordered: listOf(shape<PlannedSale["ordered"][number]>({ positionId: text, quantity: text })),
});

export type SellRefusal = "invalid" | "conflict" | "no_market_price" | OnceRefusal;

/**
 * Sells what was bought by hand, the oldest first, at the market: plans the orders, which the worker that holds the account sends. No guard, limit,
 * switch or second factor is asked, since it only reduces. Positions of copies belong to their signals and are left by `/api/positions/close`.
 */
export async function sellByHand(
  ctx: Ctx,
  actor: Pick<Actor, "userId">,
  input: SellInput,
  key: string | null,
): Promise<Result<PlannedSale, SellRefusal>> {
  const { userId } = actor;
  return ctx.db.transaction(async (tx) => {
    const answer = await once<PlannedSale, Exclude<SellRefusal, OnceRefusal>>(
      tx,
      ctx.clock.now(),
      { userId, key, request: ["trade-sell", input], status: 202, read: readSale },
      () => sell(ctx, tx, userId, input),
    );
    return answer.ok ? done(answer.value.value) : answer;
  });
}

async function sell(
  ctx: Ctx,
  tx: Tx,
  userId: string,
  { symbol, amount, quantity, credentialId }: SellInput,
): Promise<Result<PlannedSale, Exclude<SellRefusal, OnceRefusal>>> {
  const field = quantity === undefined ? "amount" : "quantity";
  const invalid = (why: string) => refuse("invalid", undefined, { [field]: [why] });
  const { held, leaving } = await lockHeldByHand(tx, userId, symbol, credentialId ?? null);
  const [first] = held;
  if (first === undefined)
    return leaving
      ? refuse("conflict", `Everything of ${symbol} that you bought by hand is being sold already.`)
      : invalid(
          `You hold no ${symbol} that was bought by hand; a copied position is closed at /api/positions/close/{id}.`,
        );
  if (new Set(held.map(({ keyId }) => keyId)).size > 1)
    return refuse("invalid", undefined, {
      credentialId: [`You hold ${symbol} on several accounts; name the key of the one that sells.`],
    });
  let wanted = quantity === undefined ? null : dec(quantity);
  if (wanted === null) {
    const ticker = await ctx.prices.latest(first.exchange, symbol);
    if (ticker === null || ctx.clock.now() - ticker.receivedAt > ENTRY_PRICE_MAX_AGE_MS)
      return refuse("no_market_price", `${symbol} has no price younger than 30 s; give a quantity instead.`);
    wanted = dec(amount ?? 0).div(ticker.bid);
  }
  const total = held.reduce((sum, { qty }) => sum.plus(qty), dec(0));
  if (wanted.gt(total)) return invalid(`You hold ${plain(total)} bought by hand; sell at most that.`);
  const parts = await partsOf(tx, held, symbol, wanted);
  if (parts.length === 0) return invalid(`The part is below the smallest order of ${symbol}; give a larger one.`);
  // A part can be refused, a whole cannot: the last one comes first, so that a no leaves nothing planned.
  for (const [n, { positionId, qty }] of parts.toReversed().entries()) {
    const planned = await leaveByHandIn(ctx, tx, userId, positionId, { fraction: null, qty });
    if (!planned.ok && n === 0) return refuse("invalid", undefined, { [field]: planned.fieldErrors?.quantity ?? [] });
    invariant(planned.ok, `${positionId} is locked and could be left`);
  }
  return done({
    symbol,
    side: "SELL",
    quantity: plain(parts.reduce((sum, { qty }) => sum.plus(qty), dec(0))),
    ordered: parts.map(({ positionId, qty }) => ({ positionId, quantity: plain(qty) })),
  });
}

/** What to take from each position, the oldest first: whole ones as they are, a part of the last one down to the lot. */
async function partsOf(
  tx: Tx,
  held: readonly HeldByHand[],
  symbol: string,
  wanted: Dec,
): Promise<readonly { readonly positionId: string; readonly qty: Dec }[]> {
  const parts: { positionId: string; qty: Dec }[] = [];
  let left = wanted;
  for (const { id, exchange, qty } of held) {
    if (left.gte(qty)) parts.push({ positionId: id, qty });
    else {
      const instrument = await instrumentBySymbol(tx, exchange, symbol);
      parts.push({ positionId: id, qty: instrument === null ? left : roundAmount(instrument, left) });
    }
    left = left.minus(qty);
    if (left.lte(0)) break;
  }
  return parts.filter(({ qty }) => qty.gt(0));
}
