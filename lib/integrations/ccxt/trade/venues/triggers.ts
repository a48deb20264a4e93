import type { Exchange, Order, Trade } from "ccxt";
import { DAY_MS, SECOND_MS } from "@/lib/kernel/time";
import type { Traded } from "@/lib/ports/trade-venue";
import { OURS } from "../read-order.ts";
import type { Ours, TradeOf } from "../venue.ts";
import { textIn } from "./answers.ts";
import { forcedByClientId } from "./forced.ts";
import { timeAt } from "./pages.ts";

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

/** Who sent what is known of an account's orders: what was traced for certain stays so. */
interface Traced {
  readonly senders: Map<string, Sender>;
  /** When an order whose sender the lists do not show yet was asked about last. */
  readonly askedAt: Map<string, number>;
}

const tracedOf = new WeakMap<Exchange, Traced>();
/** A stop older than thirteen spans of seven days is not looked for. */
const SPAN_MS = 7 * DAY_MS;
const SPANS_MAX = 13;
/** So long the lists of orders may lag behind a trade: until then a trade that could be a fired stop's has no sender. */
const LAG_MS = 15 * SECOND_MS;
const AGAIN_MS = 3 * SECOND_MS;

/**
 * Trades with the ids of the order that was sent: the trigger order's for what it made. One without an order's id is not traced yet: the list in which a
 * stop names what it made may be behind the trade, and taken for a stranger's the stop would stay open for ever.
 */
export async function tracedToTriggers(
  lists: TriggerLists,
  exchange: Exchange,
  of: Traded,
  trades: readonly Trade[],
): Promise<readonly TradeOf[]> {
  const told: TradeOf[] = [];
  for (const trade of trades) {
    const sender = trade.order === undefined ? null : await traced(lists, exchange, of, trade.order, trade.timestamp);
    told.push({ trade, venueOrderId: sender?.venueOrderId ?? null, clientOrderId: sender?.clientOrderId ?? null });
  }
  return told;
}

async function traced(
  lists: TriggerLists,
  exchange: Exchange,
  of: Traded,
  orderId: string,
  tradedAt: number | undefined,
): Promise<Sender | null> {
  const { senders, askedAt } = tracedOf.get(exchange) ?? { senders: new Map(), askedAt: new Map() };
  tracedOf.set(exchange, { senders, askedAt });
  const known = senders.get(orderId);
  if (known !== undefined) return known;
  const now = timeAt(exchange);
  const mayLag = tradedAt !== undefined && now - tradedAt < LAG_MS;
  if (mayLag && now - (askedAt.get(orderId) ?? 0) < AGAIN_MS) return null;
  askedAt.set(orderId, now);
  const { sender, isCertain } = await senderOf(lists, exchange, of, orderId);
  if (mayLag && !isCertain) return null;
  senders.set(orderId, sender);
  askedAt.delete(orderId);
  return sender;
}

async function senderOf(
  lists: TriggerLists,
  exchange: Exchange,
  of: Traded,
  orderId: string,
): Promise<{ readonly sender: Sender; readonly isCertain: boolean }> {
  const made = await orderOrNull(exchange, of, orderId);
  const own = { venueOrderId: orderId, clientOrderId: made?.clientOrderId ?? null };
  if (made === null) return { sender: own, isCertain: false };
  if (OURS.test(made.clientOrderId ?? "") || forcedByClientId(made.clientOrderId) !== null)
    return { sender: own, isCertain: true };
  let until = Number(made.timestamp ?? timeAt(exchange)) + 1;
  for (let span = 0; span < SPANS_MAX; span += 1, until -= SPAN_MS) {
    const listed = await lists.list(exchange, of, until - SPAN_MS, until);
    const trigger = listed.find(({ info }) => madeByTrigger(lists, info) === orderId);
    if (trigger?.id !== undefined)
      return { sender: { venueOrderId: trigger.id, clientOrderId: trigger.clientOrderId ?? null }, isCertain: true };
    if (!mayBeFired(made)) break;
  }
  return { sender: own, isCertain: !mayBeFired(made) };
}

/** null: the venue does not show it, though a trade names it. It lags, or it is one of months ago that a stranger left resting. */
async function orderOrNull(exchange: Exchange, of: Traded, orderId: string): Promise<Order | null> {
  try {
    return await exchange.fetchOrder(orderId, of.symbol);
  } catch (error) {
    if (error instanceof Error && error.constructor.name === "OrderNotFound") return null;
    throw error;
  }
}

/** Orders of people and apps are made at once; only a reduce-only or trigger one can be an old stop's. */
function mayBeFired({ info, reduceOnly }: Order): boolean {
  return reduceOnly === true || /stop|take_profit/i.test(textIn(info, "origType") ?? "");
}
