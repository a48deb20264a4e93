/** How the end of an order was learnt of, in the words of its log: they are no reason that its owner can use. */
const LEARNT = new Set(["accepted", "asked", "cancelled", "compared", "found"]);

/** Why an order ended, as its owner reads it. */
export function reasonWords(reason: string): string {
  return LEARNT.has(reason) ? "So it stood at the exchange when we asked." : reason;
}
