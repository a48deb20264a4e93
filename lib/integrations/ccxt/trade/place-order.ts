import type { Exchange } from "ccxt";
import { plain } from "@/lib/kernel/decimal";
import type { Clock } from "@/lib/ports/clock";
import type { OrderRequest, RequestPriority, Sent } from "@/lib/ports/trade-venue";
import { REFUSAL_CODES, type RefusalCode } from "@/lib/ports/trade-venue";
import type { AccountCalls } from "./account-calls.ts";
import { contractSize, readPlaced, readPlacedFills } from "./read-order.ts";
import type { Meaning, Venue } from "./venue.ts";
import { exact } from "./venues/order-words.ts";

const AGAIN_MS = 1_000;

/** Sends one order once. What is not proven to have done nothing is `unknown` (RELIABILITY 3.3). */
export async function placeOrder(
  { venue, calls, clock }: { venue: Venue; calls: AccountCalls; clock: Clock },
  order: OrderRequest,
  priority: RequestPriority,
  mayLeave: () => Promise<boolean>,
): Promise<Sent> {
  const unoffered = whyUnoffered(venue, order);
  if (unoffered !== null) return { kind: "refused", code: "not_supported", detail: unoffered };
  const exit = priority === "close" || priority === "protect";
  const wait = exit ? 0 : calls.waitMs("work");
  const name = venue.abilities.name;
  if (wait > 0) return { kind: "notSent", detail: `${name} failed too often just now.`, retryAfterMs: wait };

  const send = async (exchange: Exchange) => {
    const market = exchange.market(order.symbol); // ccxt's BadSymbol where it is not listed
    if ((market.contract === true) !== (order.market === "swap")) exchange.market(`${order.symbol} (${order.market})`);
    const amount = plain(order.qty.div(contractSize(exchange, order)));
    const { type, side, price, ...words } = await venue.order(exchange, order, amount);
    const exactPrice = price === undefined ? undefined : exact(price);
    const params = { ...words.params };
    const answer = await exchange.createOrder(order.symbol, type, side, exact(words.amount), exactPrice, params);
    return { exchange, answer };
  };
  const tried = await calls.run(priority, send, mayLeave);

  if (tried.ok) {
    try {
      const { exchange, answer } = tried.value;
      const placed = readPlaced(exchange, order, answer, clock.now());
      return { kind: "accepted", order: placed, fills: readPlacedFills(exchange, placed, answer) };
    } catch {
      return { kind: "unknown", detail: `${name} took the order and answered what we cannot read.` };
    }
  }
  const { meaning, detail, unsent, heldBackMs } = tried.verdict;
  if (heldBackMs !== null && unsent) return { kind: "notSent", detail, retryAfterMs: heldBackMs };
  if (isRefusal(meaning)) return { kind: "refused", code: meaning, detail };
  if (unsent) return { kind: "notSent", detail, retryAfterMs: AGAIN_MS };
  return { kind: "unknown", detail };
}

function isRefusal(meaning: Meaning | null): meaning is RefusalCode {
  return REFUSAL_CODES.some((code) => code === meaning);
}

function whyUnoffered(venue: Venue, order: OrderRequest): string | null {
  const { abilities } = venue;
  if (!abilities.markets.includes(order.market)) return `${abilities.name} is not offered for ${order.market} here.`;
  if (!abilities.orderTypes[order.market].includes(order.type))
    return `${abilities.name} takes no ${order.type} order (${order.market}).`;
  if (order.reduceOnly && order.market === "spot") return "A spot order cannot be reduce-only.";
  return venue.unoffered?.(order) ?? null;
}
