import type { Exchange, Order, Trade } from "ccxt";
import { DAY_MS } from "@/lib/kernel/time";
import type { Traded } from "@/lib/ports/trade-venue";
import type { Ours, TradeOf } from "../venue.ts";
import { textIn } from "./answers.ts";

/** ccxt's word for orders that wait for a price; at some venues they live apart, and make a second order when they fire. */
export const TRIGGER = { trigger: true };

export interface TriggerLists {
  /** The field in which a fired trigger order names the order that it made. */
  readonly madeField: string;
  /** Trigger orders of any state made in a span of seven days at most. */
  list(exchange: Exchange, of: Traded, from: number, until: number): Promise<readonly Order[]>;
}

/** The order that a fired trigger order made; null: it has not fired. */
export function madeByTrigger({ madeField }: Pick<TriggerLists, "madeField">, info: unknown): string | null {
  const id = textIn(info, madeField);
  return id === null || id === "0" ? null : id;
}

/** A trigger order as it stands: if it has fired, with what the order that it made did, under its own ids. */
export async function followTrigger(lists: TriggerLists, exchange: Exchange, of: Ours, found: Order): Promise<Order> {
  const made = madeByTrigger(lists, found.info);
  if (made === null) return found;
  const { id, triggerPrice, type, info } = found;
  const done = await exchange.fetchOrder(made, of.symbol);
  return { ...done, id, triggerPrice, type, info, clientOrderId: of.clientOrderId };
}

interface Sender {
  readonly venueOrderId: string;
  readonly clientOrderId: string | null;
}

/** By client and order id: what was traced once stays so. */
const traced = new WeakMap<Exchange, Map<string, Sender>>();
const OURS = /^[0-9a-f]{32}$/;
/** A stop older than thirteen spans of seven days is not looked for. */
const SPAN_MS = 7 * DAY_MS;
const SPANS_MAX = 13;

/** Trades with the ids of the order that was sent: the trigger order's for what it made. */
export async function tracedToTriggers(
  lists: TriggerLists,
  exchange: Exchange,
  of: Traded,
  trades: readonly Trade[],
): Promise<readonly TradeOf[]> {
  const known = traced.get(exchange) ?? new Map<string, Sender>();
  traced.set(exchange, known);
  for (const { order } of trades)
    if (order !== undefined && !known.has(order)) known.set(order, await senderOf(lists, exchange, of, order));
  return trades.map((trade) => {
    const sender = trade.order === undefined ? undefined : known.get(trade.order);
    return { trade, venueOrderId: sender?.venueOrderId ?? null, clientOrderId: sender?.clientOrderId ?? null };
  });
}

async function senderOf(lists: TriggerLists, exchange: Exchange, of: Traded, orderId: string): Promise<Sender> {
  const made = await exchange.fetchOrder(orderId, of.symbol);
  const own = { venueOrderId: orderId, clientOrderId: made.clientOrderId ?? null };
  if (OURS.test(made.clientOrderId ?? "")) return own;
  let until = Number(made.timestamp ?? exchange.milliseconds()) + 1;
  for (let span = 0; span < SPANS_MAX; span += 1, until -= SPAN_MS) {
    const listed = await lists.list(exchange, of, until - SPAN_MS, until);
    const trigger = listed.find(({ info }) => madeByTrigger(lists, info) === orderId);
    if (trigger?.id !== undefined) return { venueOrderId: trigger.id, clientOrderId: trigger.clientOrderId ?? null };
    if (!mayBeFired(made)) break;
  }
  return own;
}

/** Orders of people and apps are made at once; only a reduce-only or trigger one can be an old stop's. */
function mayBeFired({ info, reduceOnly }: Order): boolean {
  return reduceOnly === true || /stop|take_profit/i.test(textIn(info, "origType") ?? "");
}
