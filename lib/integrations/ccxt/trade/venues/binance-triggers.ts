import type { Exchange, Order, Trade } from "ccxt";
import { DAY_MS } from "@/lib/kernel/time";
import type { Traded } from "@/lib/ports/trade-venue";
import type { TradeOf } from "../venue.ts";

/** ccxt's word for USD-M's trigger orders (algoOrder), which have ids of their own and make a second order when they fire. */
export const TRIGGER = { trigger: true };

/** The order that a fired trigger order made; null: it has not fired. */
export function madeByTrigger(info: unknown): string | null {
  const id = typeof info === "object" && info !== null ? Reflect.get(info, "actualOrderId") : null;
  return (typeof id === "string" || typeof id === "number") && !/^0?$/.test(String(id)) ? String(id) : null;
}

interface Sender {
  readonly venueOrderId: string;
  readonly clientOrderId: string | null;
}

/** By client and order id: what was traced once stays so. */
const traced = new WeakMap<Exchange, Map<string, Sender>>();
const OURS = /^[0-9a-f]{32}$/;
/** USD-M lists seven days at a time; a stop older than thirteen such spans is not looked for. */
const SPAN_MS = 7 * DAY_MS;
const SPANS_MAX = 13;

/** Trades of USD-M with the ids of the order that was sent: the trigger order's for what it made. */
export async function tracedToTriggers(
  exchange: Exchange,
  of: Traded,
  trades: readonly Trade[],
): Promise<readonly TradeOf[]> {
  const known = traced.get(exchange) ?? new Map<string, Sender>();
  traced.set(exchange, known);
  for (const { order } of trades)
    if (order !== undefined && !known.has(order)) known.set(order, await senderOf(exchange, of, order));
  return trades.map((trade) => {
    const sender = trade.order === undefined ? undefined : known.get(trade.order);
    return { trade, venueOrderId: sender?.venueOrderId ?? null, clientOrderId: sender?.clientOrderId ?? null };
  });
}

async function senderOf(exchange: Exchange, of: Traded, orderId: string): Promise<Sender> {
  const made = await exchange.fetchOrder(orderId, of.symbol);
  if (OURS.test(made.clientOrderId ?? "")) return { venueOrderId: orderId, clientOrderId: made.clientOrderId ?? null };
  let until = Number(made.timestamp ?? exchange.milliseconds()) + 1;
  for (let span = 0; span < SPANS_MAX; span += 1, until -= SPAN_MS) {
    const listed: readonly Order[] = await exchange.fetchOrders(of.symbol, until - SPAN_MS, 1_000, {
      endTime: until,
      ...TRIGGER,
    });
    const trigger = listed.find(({ info }) => madeByTrigger(info) === orderId);
    if (trigger?.id !== undefined) return { venueOrderId: trigger.id, clientOrderId: trigger.clientOrderId ?? null };
    if (!firedByTrigger(made)) break;
  }
  return { venueOrderId: orderId, clientOrderId: made.clientOrderId ?? null };
}

/** Orders of people and apps are made at once; only a reduce-only or trigger one can be an old stop's. */
function firedByTrigger({ info, reduceOnly }: Order): boolean {
  return reduceOnly === true || /stop|take_profit/i.test(String(Reflect.get(Object(info), "origType")));
}
