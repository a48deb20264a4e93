import { appendEvent } from "@/lib/events/outbox";
import { handRefusal } from "@/lib/features/copies/live/gate";
import type { HeldAccount, OrderCtx } from "@/lib/features/orders/order-ctx";
import { type OrderPlan, planOrderIn } from "@/lib/features/orders/plan-order";
import { debtRefusal } from "@/lib/features/subscriptions/live-queries";
import { dec } from "@/lib/kernel/decimal";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { askBuy, type Buy } from "./ask-buy.ts";
import { finishRequest, lockRequest } from "./repository.ts";
import { originOf, REQUEST_MAX_AGE_SEC, type TradeRequest } from "./trade-request.ts";

/**
 * Plans what was asked for by hand, on the account that is held: gate and debts are asked again, then the exchange, then all guards in the
 * transaction that plans. Order and end of the request are one commit, so it is meant once. Where the exchange does not answer it is asked again for as
 * long as the request is young enough. @returns whether an order was planned
 */
export async function planBuy(ctx: OrderCtx, account: HeldAccount, request: TradeRequest): Promise<boolean> {
  const { userId } = request;
  const gate = await handRefusal(ctx, userId, account.keyId);
  if (gate !== null) return refuseRequest(ctx, request, "gate", gate);
  const debt = await debtRefusal(ctx.db, userId);
  if (debt !== null) return refuseRequest(ctx, request, "unpaid", debt);
  const asked = await askBuy(ctx, account, request);
  switch (asked.kind) {
    case "refuse":
      return refuseRequest(ctx, request, asked.code, asked.text);
    case "ask again":
      return false;
    case "plan":
      return commit(ctx, request, orderOf(request, asked.buy), asked.buy);
  }
}

/** Ends a request without an order, if it still waits. */
export async function refuseRequest(
  ctx: Pick<Ctx, "db" | "clock">,
  request: TradeRequest,
  code: string,
  text: string,
): Promise<false> {
  await ctx.db.transaction(async (tx) => {
    if (await lockRequest(tx, request.id)) await refuseIn(ctx, tx, request, code, text);
  });
  return false;
}

async function commit(ctx: OrderCtx, request: TradeRequest, order: OrderPlan, { seen }: Buy): Promise<boolean> {
  ctx.crash("before_intent");
  const planned = await ctx.db.transaction(async (tx) => {
    // The tenant's lock comes inside: requests are always locked first, so two transactions cannot wait for each other.
    if (!(await lockRequest(tx, request.id))) return false;
    const result = await planOrderIn(ctx, tx, order, seen);
    if (!result.ok) {
      await refuseIn(ctx, tx, request, "guard", result.detail ?? "A limit of yours refused it.");
      return false;
    }
    await finishRequest(tx, request.id, { state: "PLANNED" }, ctx.clock.now());
    await tell(ctx, tx, request);
    return true;
  });
  ctx.crash("after_intent");
  return planned;
}

/** A limit that takes at once what the book offers up to the bound and leaves nothing resting, as a copy's entry. */
function orderOf(request: TradeRequest, { qty, limit, reference, stopLoss }: Buy): OrderPlan {
  const { userId, keyId, exchange, symbol, maxSlippageBps } = request;
  return {
    keyId,
    userId,
    exchange,
    symbol,
    market: "spot",
    purpose: "ENTRY",
    leg: "entry",
    origin: originOf(request.id),
    copyId: null,
    strategyId: null,
    signalId: null,
    sessionId: null,
    positionId: null,
    side: "BUY",
    type: "limit",
    timeInForce: "IOC",
    qty,
    price: limit,
    trigger: null,
    reduceOnly: false,
    leverage: dec(1),
    stopLoss,
    bounds: { signalAt: request.createdAt, maxAgeSec: REQUEST_MAX_AGE_SEC, reference, maxSlippageBps },
  };
}

async function refuseIn(
  ctx: Pick<Ctx, "clock">,
  tx: Tx,
  request: TradeRequest,
  code: string,
  text: string,
): Promise<void> {
  await finishRequest(tx, request.id, { state: "REFUSED", code, text }, ctx.clock.now());
  await tell(ctx, tx, request);
}

async function tell(ctx: Pick<Ctx, "clock">, tx: Tx, { id, userId, keyId }: TradeRequest): Promise<void> {
  await appendEvent(tx, ctx.clock.now(), { type: "trade_request.changed", requestId: id, userId, keyId });
}
