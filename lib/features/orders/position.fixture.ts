import { type Dec, plain } from "@/lib/kernel/decimal";
import type { Desk } from "./orders.fixture.ts";

/** Its user takes the stop away at the exchange, as he may. */
export function takeStopAway(desk: Desk): void {
  desk.venue.cancelByHand(desk.venue.orders.findLast(({ type }) => type === "stop")?.clientOrderId ?? "");
}

/** Its user sells coins at the exchange, past us: for a position they are withdrawn. */
export function sellByHand(desk: Desk, qty: Dec): void {
  takeStopAway(desk);
  desk.venue.byHand({ side: "SELL", qty });
}

/** Side, quantity and trigger of the stops that rest at the venue. */
export function stopsAt(desk: Desk) {
  return desk.venue.orders
    .filter(({ type, state }) => type === "stop" && state === "open")
    .map(({ qty, trigger, side }) => [side, plain(qty), plain(trigger ?? 0)]);
}
