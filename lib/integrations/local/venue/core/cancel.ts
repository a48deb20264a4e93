import type { Books } from "./books.ts";
import { endOrder } from "./end.ts";
import { isOpen, type Order } from "./rows.ts";

/** @returns the order as it is now, or null where nothing is open to cancel */
export function cancelOrder(books: Books, order: Order | undefined): Order | null {
  if (order === undefined || !isOpen(order)) return null;
  const ended = endOrder(books, order, "cancelled", "cancelled by the user");
  books.commit();
  return ended;
}
