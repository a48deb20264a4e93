import { dec } from "@/lib/kernel/decimal";
import type { Books } from "./books.ts";
import type { Order, OrderState } from "./rows.ts";

/** Takes an open order out of the book: nothing stays bound by it. */
export function endOrder(books: Books, order: Order, state: OrderState, reason: string): Order {
  const ended: Order = { ...order, state, reason, locked: dec(0), updatedAt: books.now() };
  books.put("orders", ended);
  books.tell({ type: "order", order: ended });
  return ended;
}
