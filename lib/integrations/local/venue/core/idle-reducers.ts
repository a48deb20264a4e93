import type { Books } from "./books.ts";
import { endOrder } from "./end.ts";
import { reducibleBy } from "./execute.ts";

/** A position that is gone takes its resting reduce-only limits with it; triggers stay until they fire, as at the real venues. */
export function dropIdleReducers(books: Books, account: string): void {
  for (const order of books.open())
    if (
      order.account === account &&
      order.reduceOnly &&
      order.state !== "waiting" &&
      reducibleBy(books, order).isZero()
    )
      endOrder(books, order, "expired", "nothing left to reduce");
}
