import { appendEvent } from "@/lib/events/outbox";
import { standingRefusal } from "@/lib/features/copies/live/gate";
import { askAccount } from "@/lib/features/orders/ask-account";
import { cappedLeverage } from "@/lib/features/orders/capped-leverage";
import { ASK_ANEW_MS, HELD_FRESH_MS } from "@/lib/features/orders/holdings";
import { isLeaving } from "@/lib/features/orders/is-leaving";
import type { HeldAccount, OrderCtx } from "@/lib/features/orders/order-ctx";
import { type OrderPlan, planOrderIn, type Seen } from "@/lib/features/orders/plan-order";
import { heldBySession } from "@/lib/features/orders/trade-queries";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { SECOND_MS } from "@/lib/kernel/time";
import type { Tx } from "@/lib/ports/ctx";
import type { StandingEntry } from "@/lib/trading/engine/standing";
import { priceText } from "@/lib/trading/market/price-text";
import type { LogLine } from "../trading-session.ts";
import { DECISION_MAX_AGE_SEC, type LiveSession, originOf } from "./live-session.ts";
import { planSessionEntry } from "./plan-session-entry.ts";
import { finishDecision, lockDecision } from "./repository.ts";

/**
 * Enters what the twin enters at the next open, once for each of its orders: gate, exchange, then all guards in the transaction that plans. What is left
 * first is waited for, and an exchange that does not answer is asked again, for as long as the decision is young. @returns whether an order was planned
 */
export async function enterByState(ctx: OrderCtx, account: HeldAccount, session: LiveSession): Promise<boolean> {
  const { enters } = session.standing;
  if (enters === null) return end(ctx, session, null);
  const { decidedAt, close } = session;
  if (decidedAt === null || close === null)
    return end(ctx, session, missed("The candle was taken late, so nothing is entered on it."));
  if (ctx.clock.now() - decidedAt > DECISION_MAX_AGE_SEC * SECOND_MS)
    return end(ctx, session, missed(`Your account did not answer within ${DECISION_MAX_AGE_SEC} s.`));
  const gate = await standingRefusal(ctx, session.userId, account.keyId, session.id);
  if (gate !== null) return end(ctx, session, missed(gate));
  // The other side is left first.
  if ((await heldBySession(ctx.db, account.keyId, session.id)).length > 0) return false;

  const planned = await enterFrom(ctx, account, session, { enters, decidedAt, close }, HELD_FRESH_MS);
  // No is not said from memory: money may have come in since.
  return planned === "unsure"
    ? (await enterFrom(ctx, account, session, { enters, decidedAt, close }, ASK_ANEW_MS)) === true
    : planned;
}

interface Decision {
  readonly enters: StandingEntry;
  readonly decidedAt: NonNullable<LiveSession["decidedAt"]>;
  readonly close: NonNullable<LiveSession["close"]>;
}

/** "unsure": something stands against it that comes of remembered balances, or of what is being left; nothing was written. */
async function enterFrom(
  ctx: OrderCtx,
  account: HeldAccount,
  session: LiveSession,
  { enters, decidedAt, close }: Decision,
  heldMaxAgeMs: number,
): Promise<boolean | "unsure"> {
  const leverage = await cappedLeverage(ctx, session.userId, session.market, dec(session.settings.leverage));
  const asked = await askAccount(ctx, account, session, heldMaxAgeMs);
  if (asked.kind === "ask again") return false;
  if (asked.kind === "refuse") return end(ctx, session, missed(asked.text));
  const { seen } = asked.answer;
  const planned = planSessionEntry(session, enters, asked.answer, { close: dec(close), leverage });
  if (!planned.ok)
    return seen.remembered ? "unsure" : end(ctx, session, missed(planned.detail ?? "No size came about."));
  const order = orderOf(account, session, enters, { ...planned.value, reference: dec(close), decidedAt });
  const leaving = await isLeaving(ctx.db, account.keyId, ctx.clock.now());
  return commit(ctx, session, order, { ...seen, leaving });
}

async function commit(ctx: OrderCtx, session: LiveSession, order: OrderPlan, seen: Seen): Promise<boolean | "unsure"> {
  ctx.crash("before_intent");
  const planned = await ctx.db.transaction(async (tx): Promise<boolean | "unsure"> => {
    // The tenant's lock comes inside: sessions are always locked first, so two transactions cannot wait for each other.
    if (!(await lockDecision(tx, session))) return false;
    const result = await planOrderIn(ctx, tx, order, seen);
    if (!result.ok && result.reason === "unsure") return "unsure";
    const line = result.ok ? ordered(order) : missed(result.detail ?? "A limit of yours refused it.");
    await finish(ctx, tx, session, line);
    return result.ok;
  });
  ctx.crash("after_intent");
  return planned;
}

async function end(ctx: OrderCtx, session: LiveSession, line: LogLine | null): Promise<false> {
  await ctx.db.transaction(async (tx) => {
    if (await lockDecision(tx, session)) await finish(ctx, tx, session, line);
  });
  return false;
}

/** What his account did not enter is told to its user too: he may sit at no screen that shows the log. */
async function finish(ctx: OrderCtx, tx: Tx, session: LiveSession, line: LogLine | null): Promise<void> {
  const now = ctx.clock.now();
  const seq = await finishDecision(tx, session, line, now);
  if (line?.kind === "MISSED")
    await appendEvent(tx, now, { type: "trading_session.missed", tradingSessionId: session.id, seq });
}

/** A limit that takes at once what the book offers up to the bound and leaves nothing resting, as a copy's entry. */
function orderOf(
  account: HeldAccount,
  session: LiveSession,
  { order, side }: StandingEntry,
  entry: {
    readonly qty: Dec;
    readonly limit: Dec;
    readonly stopLoss: Dec;
    readonly leverage: Dec;
    readonly reference: Dec;
    readonly decidedAt: NonNullable<LiveSession["decidedAt"]>;
  },
): OrderPlan {
  const { symbol, market, userId, id, maxSlippageBps } = session;
  const { qty, limit, stopLoss, leverage, reference, decidedAt } = entry;
  return {
    keyId: account.keyId,
    userId,
    exchange: account.exchange,
    symbol,
    market,
    purpose: "ENTRY",
    leg: "entry",
    origin: originOf(id, order),
    copyId: null,
    strategyId: null,
    signalId: null,
    sessionId: id,
    positionId: null,
    side: side > 0 ? "BUY" : "SELL",
    type: "limit",
    timeInForce: "IOC",
    qty,
    price: limit,
    trigger: null,
    reduceOnly: false,
    leverage,
    stopLoss,
    bounds: { signalAt: decidedAt, maxAgeSec: DECISION_MAX_AGE_SEC, reference, maxSlippageBps },
  };
}

function ordered({ side, qty, price, symbol }: OrderPlan): LogLine {
  const [base = ""] = symbol.split("/");
  const verb = side === "BUY" ? "Buying" : "Selling short";
  const bound = side === "BUY" ? "or less" : "or more";
  const text = `${verb} up to ${priceText(qty)} ${base} at ${priceText(price ?? dec(0))} ${bound} on your account.`;
  return { kind: "ORDERED", text, barMs: null };
}

function missed(text: string): LogLine {
  return { kind: "MISSED", text: `Not entered on your account: ${text}`, barMs: null };
}
