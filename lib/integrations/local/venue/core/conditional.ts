import type { Order } from "./rows.ts";

/**
 * Where conditional orders have lists of their own (Binance's algo orders, Bitget's plans), one that was triggered becomes another order, with
 * ids of its own, in the book. Both are one row here; these are the book's names for it.
 */
const BOOK_FROM = 4_000_000_000;

export function bookIdOf({ id, trigger }: Pick<Order, "id" | "trigger">): number {
  return trigger === null ? Number(id) : BOOK_FROM + Number(id);
}

/** Our id of an order that is asked for by the book's number. */
export function idOfBook(number: string): string {
  return Number(number) > BOOK_FROM ? String(Number(number) - BOOK_FROM) : number;
}

/** Whether the book's lists know it: a conditional one only once it was triggered. */
export function inBook({ trigger, triggeredAt }: Pick<Order, "trigger" | "triggeredAt">): boolean {
  return trigger === null || triggeredAt !== null;
}

/** The id of its sender stays with the conditional order; the book's order gets one of the venue's. */
export function bookClientIdOf({ id, clientId, trigger }: Pick<Order, "id" | "clientId" | "trigger">): string {
  return trigger === null ? (clientId ?? `web_${id}`) : `algo_${id}`;
}
