import { appendEvent } from "@/lib/events/outbox";
import { type GateShown, readHandGate } from "@/lib/features/copies/live/gate";
import { type OnceRefusal, once } from "@/lib/features/signals/once";
import { debtRefusal } from "@/lib/features/subscriptions/live-queries";
import type { Actor } from "@/lib/kernel/actor";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { priceText } from "@/lib/trading/market/price-text";
import { firstMissing } from "@/lib/trading/risk/live-gate";
import { freshAsks } from "./fresh-asks.ts";
import type { BuyInput, TestBuyInput } from "./input.ts";
import { insertRequest } from "./repository.ts";
import { readRequestView, type TradeRequest, type TradeRequestView } from "./trade-request.ts";
import { type TradingKey, tradingKey } from "./trading-key.ts";

export type BuyRefusal = "forbidden" | "mfa_required" | "invalid" | OnceRefusal;

type Terms = Pick<TradeRequest, "symbol" | "amount" | "qty" | "test" | "stopLoss" | "maxSlippageBps">;

/** Of a test buy: the amount is small, and what is tried is the way there. */
const TEST_SLIPPAGE_BPS = 50;

/**
 * Asks for a buy on one's own account. It is accepted once the live gate holds and written down; whoever holds the account plans it under all guards
 * within a second, and its state says what became of it. `key`: Idempotency-Key; a repeat answers what the first request did.
 */
export async function requestBuy(
  ctx: Ctx,
  actor: Actor,
  input: BuyInput,
  key: string | null,
): Promise<Result<TradeRequestView, BuyRefusal>> {
  const { symbol, amount, quantity, stopLoss, maxSlippageBps } = input;
  const terms = { symbol, amount: exact(amount), qty: exact(quantity), stopLoss: dec(stopLoss), maxSlippageBps };
  return place(ctx, actor, input, { ...terms, test: false }, ["trade-buy", input], key);
}

/** The smallest buy that can be sold again, to try key, gate, order and stop once with little. All that holds for a buy holds for it. */
export async function requestTestBuy(
  ctx: Ctx,
  actor: Actor,
  input: TestBuyInput,
  key: string | null,
): Promise<Result<TradeRequestView, BuyRefusal>> {
  const { symbol } = input;
  const terms = { symbol, amount: null, qty: null, stopLoss: null, maxSlippageBps: TEST_SLIPPAGE_BPS, test: true };
  return place(ctx, actor, input, terms, ["trade-test-buy", input], key);
}

async function place(
  ctx: Ctx,
  actor: Actor,
  wish: GateShown & { readonly credentialId?: string | undefined },
  terms: Terms,
  request: readonly [string, unknown],
  key: string | null,
): Promise<Result<TradeRequestView, BuyRefusal>> {
  const account = await tradingKey(ctx, actor.userId, wish.credentialId);
  if (!account.ok) return account;
  return ctx.db.transaction(async (tx) => {
    const answer = await once<TradeRequestView, Exclude<BuyRefusal, OnceRefusal>>(
      tx,
      ctx.clock.now(),
      { userId: actor.userId, key, request, status: 202, read: readRequestView },
      () => write(ctx, tx, actor, account.value, wish, terms),
    );
    return answer.ok ? done(answer.value.value) : answer;
  });
}

async function write(
  ctx: Ctx,
  tx: Tx,
  actor: Actor,
  account: TradingKey,
  { riskAccepted, phrase, confirmWord }: GateShown,
  terms: Terms,
): Promise<Result<TradeRequestView, Exclude<BuyRefusal, OnceRefusal>>> {
  const { userId } = actor;
  const lines = await readHandGate({ ...ctx, db: tx }, actor, account.id, { riskAccepted, phrase, confirmWord });
  const missing = firstMissing(lines, "all");
  if (missing !== null)
    return refuse(missing.condition === "second_factor" ? "mfa_required" : "forbidden", missing.text);
  const debt = await debtRefusal(tx, userId);
  if (debt !== null) return refuse("forbidden", debt);
  const reference = exact((await freshAsks(ctx, account.exchange, [terms.symbol]))[terms.symbol]);
  if (reference !== null && terms.stopLoss?.gte(reference) === true)
    return refuse("invalid", undefined, {
      stopLoss: [`The stop must lie below the price, which is ${priceText(reference)} now.`],
    });
  const now = ctx.clock.now();
  const id = ctx.ids.make("tradeRequest");
  const { id: keyId, exchange } = account;
  const view = await insertRequest(tx, { ...terms, id, userId, keyId, exchange, reference, createdAt: now });
  await appendEvent(tx, now, { type: "trade_request.changed", requestId: id, userId, keyId });
  return done(view);
}

function exact(text: string | undefined): Dec | null {
  return text === undefined ? null : dec(text);
}
