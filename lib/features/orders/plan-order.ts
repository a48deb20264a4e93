import { appendEvent } from "@/lib/events/outbox";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { UtcMs } from "@/lib/kernel/time";
import { DAY_MS, utcDay } from "@/lib/kernel/time";
import type { Tx } from "@/lib/ports/ctx";
import type { OrderRequest, Traded, VenuePosition } from "@/lib/ports/trade-venue";
import type { Quote } from "@/lib/trading/market/quote";
import { plannedLife } from "@/lib/trading/orders/order-life";
import { type EntryFacts, lossAtStop, notional, OF_BALANCES, refuseOrder } from "@/lib/trading/risk/guards";
import { clientOrderId } from "./client-order-id.ts";
import { entryState, type stateOf } from "./entry-state.ts";
import { flagLargeTrade } from "./flag-large-trade.ts";
import { findIntent, insertIntent } from "./intent-repository.ts";
import { countDay, lockLimits, openRiskUsd, readDay, runLossUsd } from "./limits-repository.ts";
import { type EntryBounds, isByHand, type Purpose } from "./live-order.ts";
import { tradesOpposite } from "./opposite-repository.ts";
import type { OrderCtx } from "./order-ctx.ts";
import { insertOrder, insertOrderEvent } from "./order-repository.ts";

/** Why a spot account enters no short. */
export const SPOT_SHORT_TEXT = "A spot account cannot sell what it does not have.";

/** What is meant. Amounts and prices already on the instrument's steps. */
export interface OrderPlan extends Traded {
  readonly keyId: string;
  readonly userId: string;
  readonly exchange: string;
  readonly purpose: Purpose;
  /** entry, add:n, target:n, close, stop:n: once for each origin. */
  readonly leg: string;
  readonly origin: string;
  readonly copyId: string | null;
  readonly strategyId: string | null;
  readonly signalId: string | null;
  readonly sessionId: string | null;
  readonly positionId: string | null;
  readonly side: "BUY" | "SELL";
  readonly type: OrderRequest["type"];
  readonly timeInForce: OrderRequest["timeInForce"];
  readonly qty: Dec;
  readonly price: Dec | null;
  readonly trigger: Dec | null;
  readonly reduceOnly: boolean;
  readonly leverage: Dec;
  /** Entries only. */
  readonly stopLoss: Dec | null;
  readonly bounds: EntryBounds | null;
}

/** What the caller saw of market and account, outside the transaction: nothing is asked of the outside while locks are held. */
export interface Seen {
  readonly market: (Quote & { readonly at: UtcMs }) | null;
  readonly currency: string;
  readonly usdPerQuote: Dec;
  readonly equityUsd: Dec;
  readonly freeQuote: Dec;
  /** Swaps that the exchange shows, also those that its user trades by hand. */
  readonly contracts?: readonly VenuePosition[];
  /** The account's balances were told before, not now. */
  readonly remembered: boolean;
  /** Something is being left on this account that still counts against an entry. */
  readonly leaving?: boolean;
}

export interface PlannedOrder {
  readonly intentId: string;
  /** This leg was planned before; nothing was written now. */
  readonly repeated: boolean;
}

/**
 * Plans an order: guards, day counters and the intent in one transaction, under the tenant's lock, so that however many trades race one
 * limit the sum stays inside it. An entry that a guard refuses stays on record as BLOCKED with its reason. An order that only reduces is
 * never refused. A leg that was planned before answers as planned. `unsure`: a guard refuses what remembered balances lead to, or what is being left, and
 * nothing was written; ask the exchange, or wait for that, and plan again.
 */
export async function planOrder(
  ctx: OrderCtx,
  plan: OrderPlan,
  seen: Seen | null,
): Promise<Result<PlannedOrder, "blocked" | "unsure">> {
  ctx.crash("before_intent");
  const result = await ctx.db.transaction((tx) => planOrderIn(ctx, tx, plan, seen));
  ctx.crash("after_intent");
  return result;
}

/** The same inside a caller's transaction. */
export async function planOrderIn(
  ctx: Pick<OrderCtx, "clock" | "ids" | "config" | "log">,
  tx: Tx,
  plan: OrderPlan,
  seen: Seen | null,
): Promise<Result<PlannedOrder, "blocked" | "unsure">> {
  const now = ctx.clock.now();
  const facts = plan.purpose === "ENTRY" && seen !== null ? await entryFacts(ctx, tx, plan, seen, now) : null;
  const before = await plannedBefore(tx, plan);
  if (before !== null) return before;

  const no = spotShort(plan) ?? (facts === null ? unseenEntry(plan) : refuseOrder(plan.purpose, facts, "planning"));
  if (no !== null && seen !== null && mayPass(seen, no.code)) return refuse("unsure", no.text);
  const intentId = ctx.ids.make("intent");
  const usd = facts === null ? dec(0) : notional(facts).times(facts.usdPerQuote);
  const day = plan.purpose === "ENTRY" ? utcDay(now) : null;
  const inserted = await insertIntent(tx, {
    id: intentId,
    plan,
    state: no === null ? "PLANNED" : "BLOCKED",
    reason: no?.text ?? null,
    reasonCode: no?.code ?? null,
    day: no === null ? day : null,
    usd,
    riskUsd: facts === null ? null : lossAtStop(facts).times(facts.usdPerQuote),
    usdPerQuote: facts?.usdPerQuote ?? null,
    at: now,
  });
  // Entries wait for each other at the tenant's lock; two exits of one leg meet here.
  if (!inserted) return (await plannedBefore(tx, plan)) ?? refuse("blocked", "It was planned at the same time.");
  await appendEvent(tx, now, { type: "intent.changed", intentId, userId: plan.userId, keyId: plan.keyId });
  if (no !== null) return refuse("blocked", no.text);

  if (day !== null) await countDay(tx, plan.userId, day, 1, usd);
  await flagLargeTrade(tx, plan, { intentId, usd, at: now });
  await planAttempt(ctx, tx, plan, intentId, 1, "planned");
  return done({ intentId, repeated: false });
}

/** Whether a no comes of what the account had before, or of what is about to be gone. */
function mayPass({ remembered, leaving = false }: Seen, code: string): boolean {
  return (remembered || leaving) && (OF_BALANCES.has(code) || code === "opposite");
}

/** Whether the exchange itself shows the other side of the swap, be it one that its user trades by hand: it would set one against the other. */
function showsOpposite({ symbol, market, side }: OrderPlan, { contracts = [] }: Seen): boolean {
  const other = side === "BUY" ? "SHORT" : "LONG";
  return market === "swap" && contracts.some((one) => one.symbol === symbol && one.side === other && one.qty.gt(0));
}

/** What was answered when this leg was planned before; null: it was not. */
async function plannedBefore(tx: Tx, plan: OrderPlan): Promise<Result<PlannedOrder, "blocked"> | null> {
  const before = await findIntent(tx, plan.userId, plan.origin, plan.leg);
  if (before === null) return null;
  return before.state === "BLOCKED"
    ? refuse("blocked", before.reason ?? "It was blocked.")
    : done({ intentId: before.id, repeated: true });
}

/** Makes an attempt of an intent: the first, or the one that replaces a cancelled one. */
export async function planAttempt(
  ctx: Pick<OrderCtx, "clock" | "ids">,
  tx: Tx,
  plan: Pick<
    OrderPlan,
    "keyId" | "userId" | "exchange" | "symbol" | "side" | "type" | "timeInForce" | "qty" | "price" | "trigger"
  >,
  intentId: string,
  attempt: number,
  reason: string,
): Promise<string> {
  const now = ctx.clock.now();
  const id = ctx.ids.make("order");
  const { keyId, userId, exchange, symbol, side, type, timeInForce, price, trigger } = plan;
  const terms = { keyId, userId, exchange, symbol, side, type, timeInForce, price, trigger };
  const clientId = clientOrderId(intentId, attempt);
  await insertOrder(tx, { id, intentId, ...terms, clientOrderId: clientId, attempt, life: plannedLife(plan.qty) }, now);
  await insertOrderEvent(tx, {
    id: ctx.ids.make("orderEvent"),
    orderId: id,
    userId,
    at: now,
    from: null,
    to: "PLANNED",
    fact: "planned",
    reason,
  });
  return id;
}

async function entryFacts(
  ctx: Pick<OrderCtx, "clock" | "config">,
  tx: Tx,
  plan: OrderPlan,
  seen: Seen,
  now: UtcMs,
): Promise<EntryFacts> {
  const limits = await lockLimits(tx, plan.userId, now);
  const { strategyId, sessionId, userId } = plan;
  return factsOf(plan, seen, {
    state: await entryState(ctx, tx, plan, now),
    limits,
    opposite: showsOpposite(plan, seen) || (await tradesOpposite(tx, plan)),
    today: await readDay(tx, userId, utcDay(now)),
    openRisk: await openRiskUsd(tx, userId),
    runLoss: await runLossUsd(tx, { userId, strategyId, sessionId, from: dayStart(now) }),
  });
}

/** What decides over an entry, from what was read under its tenant's lock. */
export function factsOf(
  plan: OrderPlan,
  seen: Seen,
  {
    state,
    ...read
  }: Pick<EntryFacts, "limits" | "opposite" | "today" | "openRisk" | "runLoss"> & {
    readonly state: ReturnType<typeof stateOf>;
  },
): EntryFacts {
  return {
    ...state,
    ...terms(plan, seen),
    ...read,
    equity: seen.equityUsd,
    free: seen.freeQuote,
    drawdown: state.peak === null ? dec(0) : maxZero(state.peak.minus(seen.equityUsd)),
  };
}

/** Realised losses of a follow count by the UTC day. */
export function dayStart(now: UtcMs): Date {
  return new Date(Math.floor(now / DAY_MS) * DAY_MS);
}

function terms(plan: OrderPlan, seen: Seen) {
  const side: "LONG" | "SHORT" = plan.side === "BUY" ? "LONG" : "SHORT";
  const touch = seen.market === null ? dec(0) : side === "LONG" ? seen.market.ask : seen.market.bid;
  const signalAt = plan.bounds?.signalAt ?? null;
  const maxAgeSec = plan.bounds?.maxAgeSec ?? null;
  return {
    symbol: plan.symbol,
    currency: seen.currency,
    side,
    qty: plan.qty,
    price: plan.type === "market" ? touch : (plan.price ?? touch),
    leverage: plan.leverage,
    stopLoss: plan.stopLoss,
    maxSlippageBps: plan.bounds?.maxSlippageBps ?? null,
    reference: plan.bounds?.reference ?? touch,
    signal: signalAt === null || maxAgeSec === null ? null : { at: signalAt, maxAgeSec, byHand: isByHand(plan.origin) },
    market: seen.market,
    usdPerQuote: seen.usdPerQuote,
  };
}

/** Whoever plans an entry knows better; here it is made sure that none ever sells what a user holds beside us. */
function spotShort({ purpose, market, side }: OrderPlan): { code: string; text: string } | null {
  return purpose === "ENTRY" && market === "spot" && side === "SELL"
    ? { code: "spot_short", text: SPOT_SHORT_TEXT }
    : null;
}

function unseenEntry(plan: OrderPlan): { code: string; text: string } | null {
  return plan.purpose === "ENTRY"
    ? { code: "price_stale", text: `The exchange did not tell the price of ${plan.symbol} or the account's balance.` }
    : null;
}

function maxZero(value: Dec): Dec {
  return value.isNegative() ? dec(0) : value;
}
