import { plain } from "@/lib/kernel/decimal";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Tx } from "@/lib/ports/ctx";
import type { Asked, OrderRequest, RequestPriority, Sent } from "@/lib/ports/trade-venue";
import { type Instrument, roundPrice } from "@/lib/trading/market/instrument";
import type { Quote } from "@/lib/trading/market/quote";
import { SEND_WITHIN_MS } from "@/lib/trading/orders/absence";
import { NOT_HELD } from "@/lib/trading/orders/supervise";
import { fence } from "./account-repository.ts";
import { entryRefusal } from "./entry-refusal.ts";
import { priceFees } from "./fee-rate.ts";
import type { LiveOrder } from "./live-order.ts";
import { mayLeave } from "./may-leave.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { lockOrder, ordersOfOrigin, resize, updateOrder } from "./order-repository.ts";
import { perDb } from "./per-db.ts";
import { quoteNow } from "./quote-now.ts";
import { recordAnswer } from "./record-answer.ts";
import { recordFill } from "./record-fill.ts";
import { type Coins, coinsOf, reducibleQty, showsNone } from "./size-reduction.ts";
import { Slots } from "./slots.ts";
import { type Take, takeStep, takeSteps } from "./take-step.ts";

export type SendOutcome =
  /** Its answer, clear or not, is on record. */
  | "sent"
  /** A guard, bound or switch ended it before it left. */
  | "stopped"
  /** Something of the same trade is unknown, or it was not its turn: nothing changed. */
  | "waits";

/**
 * Sends a planned order once: SENDING with its client id and deadline is committed before the call, the answer after it. What happens between
 * the two commits, a crash too, is found out by asking the exchange, never by sending again.
 */
export async function sendOrder(ctx: OrderCtx, account: HeldAccount, orderId: string): Promise<SendOutcome> {
  const { planned, siblings } = await ctx.db.transaction(async (tx) => {
    const planned = await lockOrder(tx, orderId);
    return { planned, siblings: await ordersOfOrigin(tx, planned.userId, planned.origin) };
  });
  if (planned.life.state !== "PLANNED") return "waits";
  const market = planned.purpose === "ENTRY" ? await marketOf(ctx, account, planned) : null;
  const leverage = market === null ? AS_IT_IS : await setLeverage(account, planned);
  const coins = planned.purpose === "ENTRY" ? null : await coinsOf(account, planned, siblings, priorityOf(planned));
  if (planned.purpose !== "ENTRY" && coins === null) return "waits";

  const committed = await ctx.db.transaction(async (tx) =>
    commitSending(ctx, tx, account, orderId, { market, leverage, coins }),
  );
  if (typeof committed === "string") return committed;
  ctx.crash("submitting");
  await sendCommitted(ctx, account, committed);
  return "sent";
}

/** An order that is on record as SENDING, and the moment after which it may not leave any more. */
export interface CommittedOrder {
  readonly order: LiveOrder;
  readonly sendBy: UtcMs;
}

/**
 * Answers that are written at a time, by the database that takes them. However many orders leave at once, connections stay free for those that are still to
 * leave: behind a hundred answers four late exits waited for a second and a half.
 */
const WRITTEN_AT_ONCE = 4;
const writers = perDb(() => new Slots(WRITTEN_AT_ONCE));

/** The call, and its answer on record. */
export async function sendCommitted(
  ctx: OrderCtx,
  account: HeldAccount,
  { order, sendBy }: CommittedOrder,
): Promise<void> {
  const answer = await place(ctx, account, order, sendBy);
  ctx.crash("answer");
  const isGone = answer.kind === "refused" && answer.code === "reduce_only" && (await showsNone(account, order));
  // Before its turn to write: the exchange may be asked, and a slow one must not hold up the answers of others.
  const fills = answer.kind === "accepted" ? await priceFees(ctx, account, answer.fills) : [];
  await writers(ctx.db).run(async () => {
    await recordAnswer(ctx, account, order.id, answer, isGone);
    for (const fill of fills) await recordFill(ctx, account, order.id, fill);
  });
  ctx.crash(order.purpose === "STOP" ? "stop_placed" : "ack");
}

async function commitSending(
  ctx: OrderCtx,
  tx: Tx,
  account: HeldAccount,
  orderId: string,
  { market, leverage, coins }: Ground,
): Promise<CommittedOrder | "stopped" | "waits"> {
  await fence(tx, account);
  let order = await lockOrder(tx, orderId);
  const now = ctx.clock.now();
  if (order.life.state !== "PLANNED" || (order.holdUntil !== null && order.holdUntil > now)) return "waits";
  if (await unclearSibling(tx, order)) return "waits";
  if (order.purpose === "ENTRY") {
    const no = await entryRefusal(ctx, tx, order, market, leverage);
    ctx.crash("kill_read");
    // What was sent before and is proven absent has expired; what never left was blocked.
    if (no?.wait === true) return "waits";
    if (no !== null) {
      const fact = order.sends > 0 ? ({ type: "expired" } as const) : ({ type: "blocked" } as const);
      await takeStep(ctx, tx, order, fact, no.text, { reasonCode: no.code });
      return "stopped";
    }
  }
  // A replacement goes to where the market is now; its bound was asked above.
  if (
    order.purpose === "ENTRY" &&
    order.type === "limit" &&
    order.attempt > 1 &&
    order.sends === 0 &&
    market !== null
  ) {
    const touch = order.side === "BUY" ? market.bid : market.ask;
    await updateOrder(tx, order.id, {
      price: plain(roundPrice(market.instrument, touch, order.side === "BUY" ? "down" : "up")),
    });
    order = await lockOrder(tx, orderId);
  }
  if (coins !== null) {
    const reduced = await reducibleQty(tx, order, coins);
    if (reduced.qty.isZero()) {
      const nothing = "The account holds nothing that this order could sell.";
      await takeStep(ctx, tx, order, { type: order.sends > 0 ? "expired" : "blocked" }, nothing, { refusal: NOT_HELD });
      return "stopped";
    }
    const [sized = order] = await resize(tx, [{ order, ...reduced }]);
    order = sized;
  }
  const sendBy = utcMs(now + SEND_WITHIN_MS);
  await takeSteps(ctx, tx, [sending({ order, sendBy })]);
  return { order, sendBy };
}

/** The step to SENDING. */
export function sending({ order, sendBy }: CommittedOrder): Take {
  const reason = `attempt ${order.attempt}, sending ${order.sends + 1}`;
  return { order, fact: { type: "sending", sendBy }, reason, along: { sent: true } };
}

/** Whether another order of the same trade is on its way with an unknown end: what is sent now could sell or buy twice. */
async function unclearSibling(tx: Tx, order: LiveOrder): Promise<boolean> {
  const siblings = await ordersOfOrigin(tx, order.userId, order.origin);
  return siblings.some(({ id, life }) => id !== order.id && (life.state === "UNKNOWN" || life.state === "SENDING"));
}

async function place(ctx: OrderCtx, account: HeldAccount, order: LiveOrder, sendBy: UtcMs): Promise<Sent> {
  account.holdings.changed();
  try {
    return await account.trade.place(requestOf(order), priorityOf(order), () => mayLeave(ctx, account, order, sendBy));
  } catch (error) {
    ctx.log.error(
      { err: error, orderId: order.id },
      "an exchange adapter threw while sending; the order's end is unknown",
    );
    return { kind: "unknown", detail: "the call broke off" };
  } finally {
    account.holdings.changed();
  }
}

/** What was asked of the exchange, or set there, before an order may be committed. */
interface Ground {
  readonly market: Market | null;
  /** Of the swap that an entry opens; ok: it is what was planned. */
  readonly leverage: Asked<null>;
  readonly coins: Coins | null;
}

const AS_IT_IS: Asked<null> = { ok: true, value: null };

/** A swap's leverage is a setting of the account, which its user may have changed by hand since the entry was planned: it is set each time that one is to leave. */
async function setLeverage({ trade }: HeldAccount, order: LiveOrder): Promise<Asked<null>> {
  return order.market === "swap" ? trade.setLeverage(order, order.leverage.toNumber()) : AS_IT_IS;
}

interface Market extends Quote {
  readonly at: UtcMs;
  readonly instrument: Instrument;
}

async function marketOf(ctx: OrderCtx, account: HeldAccount, order: LiveOrder): Promise<Market | null> {
  const [quote, instrument] = await Promise.all([quoteNow(ctx, account, order), account.trade.instrument(order)]);
  return quote.ok && instrument.ok ? { ...quote.value, instrument: instrument.value } : null;
}

function requestOf(order: LiveOrder): OrderRequest {
  const { symbol, market, clientOrderId, side, type, qty, price, trigger, timeInForce, reduceOnly } = order;
  return { symbol, market, clientOrderId, side, type, qty, price, trigger, timeInForce, reduceOnly };
}

function priorityOf({ purpose }: LiveOrder): RequestPriority {
  return purpose === "ENTRY" ? "open" : purpose === "STOP" ? "protect" : "close";
}
