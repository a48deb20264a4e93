import type { LiveOrder } from "./live-order.ts";
import type { OpenPosition } from "./position-repository.ts";

type Of = Pick<LiveOrder, "symbol" | "market" | "origin">;

/**
 * Whether another trade of the account is in the same swap, or on its way there. The exchange keeps one position of all of them, so a stop that is
 * larger than what its own trade still holds would close a part of the other.
 */
export function sharesSwap(
  { symbol, market, origin }: Of,
  open: readonly OpenPosition[],
  living: readonly LiveOrder[],
): boolean {
  if (market === "spot") return false;
  const other = (one: Of): boolean => one.symbol === symbol && one.market === market && one.origin !== origin;
  return open.some(other) || living.some((order) => order.purpose === "ENTRY" && other(order));
}

/** Whether an entry into a swap has to wait: a trade there is being left and its stop, as large as before, still rests. */
export function isCrowded({ symbol, market, origin }: Of, living: readonly LiveOrder[]): boolean {
  if (market === "spot") return false;
  const there = living.filter((one) => one.symbol === symbol && one.market === market && one.origin !== origin);
  const leaving = new Set(there.filter(({ purpose }) => purpose === "EXIT").map((one) => one.origin));
  return there.some((one) => one.purpose === "STOP" && leaving.has(one.origin));
}
