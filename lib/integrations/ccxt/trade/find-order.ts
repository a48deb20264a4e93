import type { Exchange, Order } from "ccxt";
import type { UtcMs } from "@/lib/kernel/time";
import { utcMs } from "@/lib/kernel/time";
import type { Clock } from "@/lib/ports/clock";
import type { Asked, VenueOrder } from "@/lib/ports/trade-venue";
import { type AccountCalls, failed, tripped } from "./account-calls.ts";
import { readOrder, Unreadable } from "./read-order.ts";
import type { Ours, Venue } from "./venue.ts";

/** Venue and we may differ by this much on when something happened. */
const SLACK_MS = 60_000;
/** On top of the window of a venue that cannot be told ours: 10 s for the network (RELIABILITY 3.3), and the minute by which callers ask early. */
const ARRIVAL_SLACK_MS = 70_000;

/**
 * The order with our client id by every list of the venue, one after the other. `null` only when each has answered, none has it, and no trade
 * is of it either: one list may lag behind (O37). Trades that carry no client id are traced to their orders.
 */
export async function findOrder(
  { venue, calls, clock }: { venue: Venue; calls: AccountCalls; clock: Clock },
  of: Ours,
  since: UtcMs,
): Promise<Asked<VenueOrder | null>> {
  const wait = calls.waitMs("probe");
  if (wait > 0) return tripped(venue, wait);
  const from = utcMs(Math.max(0, since - SLACK_MS));
  const known = new Set<string>();
  const lists: ((exchange: Exchange) => Promise<readonly Order[]>)[] = [
    ...venue.lookUps.map((lookUp) => (exchange: Exchange) => lookUp(exchange, of, from)),
    (exchange) => venue.openOrders(exchange, of.market, of.symbol, []),
    (exchange) => venue.history(exchange, of, from),
  ];
  for (const list of lists) {
    const tried = await calls.run("protect", async (exchange) => {
      const orders = await list(exchange);
      for (const order of orders) if (order.id !== undefined) known.add(order.id);
      const ours = orders.find(({ clientOrderId }) => clientOrderId === of.clientOrderId);
      return ours === undefined ? null : readOrder(exchange, ours);
    });
    if (tried.ok && tried.value !== null) return { ok: true, value: tried.value };
    if (!tried.ok && tried.error instanceof Unreadable) return unreadable(venue);
    if (!tried.ok && tried.verdict.meaning !== "gone") return failed(tried.verdict);
  }

  const told = await calls.run("protect", (exchange) => venue.trades(exchange, of, from));
  if (!told.ok) return failed(told.verdict);
  const hidden = {
    ok: false,
    reason: "unreachable",
    detail: `The lists of ${venue.abilities.name} do not agree yet.`,
  } as const;
  if (told.value.some(({ clientOrderId }) => clientOrderId === of.clientOrderId)) return hidden;
  const strange = new Set<string>();
  for (const { venueOrderId, clientOrderId } of told.value) {
    if (venueOrderId === null) return hidden;
    if (clientOrderId === null && !known.has(venueOrderId)) strange.add(venueOrderId);
  }
  for (const id of strange) {
    const tried = await calls.run("protect", async (exchange) =>
      readOrder(exchange, await venue.byId(exchange, of, id)),
    );
    if (!tried.ok) return tried.error instanceof Unreadable ? unreadable(venue) : failed(tried.verdict);
    if (tried.value.clientOrderId === of.clientOrderId) return { ok: true, value: tried.value };
  }
  const late = venue.arrivesWithinMs(of.market);
  if (late > 0 && clock.now() - since < late + ARRIVAL_SLACK_MS)
    return { ok: false, reason: "unreachable", detail: `The order may still arrive at ${venue.abilities.name}.` };
  return { ok: true, value: null };
}

function unreadable(venue: Venue): Asked<never> {
  return { ok: false, reason: "unreachable", detail: `${venue.abilities.name} answered what we cannot read.` };
}
