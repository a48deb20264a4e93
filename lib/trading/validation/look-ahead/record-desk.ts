import type { Desk } from "@/lib/trading/strategies/strategy";

/** A desk that tells every wish and hands it on to the real one. One object a run; `before` seats it. */
export function recordDesk(tell: (words: string) => void): { before(real: Desk): Desk } {
  let real: Desk | null = null;
  const through = <T>(words: string, act: (desk: Desk) => T): T => {
    if (real === null) throw new RangeError("the desk was used outside of a decision");
    tell(words);
    return act(real);
  };
  const desk: Desk = {
    enter: (order) => through(`enter ${JSON.stringify(order)}`, (to) => to.enter(order)),
    buy: () => through("buy", (to) => to.buy()),
    sell: () => through("sell", (to) => to.sell()),
    close: (tag) => through(tag === undefined ? "close" : `close ${tag}`, (to) => to.close(tag)),
    reduce: (order) => through(`reduce ${JSON.stringify(order)}`, (to) => to.reduce(order)),
    moveStop: (price) => through(`move stop to ${price}`, (to) => to.moveStop(price)),
    moveTarget: (price) => through(`move target to ${price}`, (to) => to.moveTarget(price)),
    cancel: (order) => through(`cancel ${order}`, (to) => to.cancel(order)),
    cancelAll: () => through("cancel all", (to) => to.cancelAll()),
  };
  return {
    before(next) {
      real = next;
      return desk;
    },
  };
}
