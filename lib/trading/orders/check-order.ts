import type { EntryOrder } from "./order.ts";

const TYPES: readonly string[] = ["market", "limit", "stop", "stopLimit"];
const SIZINGS: readonly string[] = ["units", "quote", "equityPct", "riskPct"];

/**
 * What is wrong with the shape of an order, as a sentence that names the field; null when nothing is. A price that is no number is no such
 * fault: an indicator may not be defined yet, and the entry is refused with its reason.
 */
export function orderFault(order: EntryOrder): string | null {
  const { side, type, targets = [], trailing, sizing, breakEvenAfterTarget: breakEven } = order;
  if (side !== "long" && side !== "short") return `side must be long or short, not ${String(side)}`;
  if (!TYPES.includes(type)) return `type must be one of ${TYPES.join(", ")}, not ${String(type)}`;
  if ((type === "limit" || type === "stopLimit") && order.limit === undefined) return `a ${type} order needs a limit`;
  if ((type === "stop" || type === "stopLimit") && order.trigger === undefined)
    return `a ${type} order needs a trigger`;
  if (targets.length > 6) return `at most six targets, not ${targets.length}`;
  if (targets.some(({ fraction }) => !(fraction > 0 && fraction <= 1)))
    return "each target's fraction must be above 0 and at most 1";
  const sold = targets.reduce((sum, { fraction }) => sum + fraction, 0);
  if (targets.length > 0 && Math.abs(sold - 1) > 1e-9) return `the fractions of all targets must sum to 1, not ${sold}`;
  const way = side === "long" ? 1 : -1;
  for (const [row, target] of targets.entries()) {
    const before = targets[row - 1];
    if (before !== undefined && way * (target.price - before.price) <= 0)
      return "targets must go from the nearest to the farthest";
  }
  if (trailing !== undefined && !(trailing.armPct >= 0))
    return `trailing.armPct must be 0 or more, not ${trailing.armPct}`;
  if (trailing !== undefined && !(trailing.distancePct > 0 && trailing.distancePct < 100))
    return `trailing.distancePct must be above 0 and under 100, not ${trailing.distancePct}`;
  if (breakEven !== undefined && !(Number.isInteger(breakEven) && breakEven >= 1 && breakEven <= targets.length))
    return `breakEvenAfterTarget must be a target counted from 1, not ${breakEven}`;
  if (sizing !== undefined && !SIZINGS.includes(sizing.type))
    return `sizing.type must be one of ${SIZINGS.join(", ")}, not ${sizing.type}`;
  if (sizing !== undefined && !(sizing.value > 0 && sizing.value < Number.POSITIVE_INFINITY))
    return `sizing.value must be above 0, not ${sizing.value}`;
  if (order.tag !== undefined && !(Number.isInteger(order.tag) && order.tag >= 0 && order.tag < 2 ** 31))
    return `tag must be a whole number from 0 on, not ${order.tag}`;
  return null;
}

/** Whether each price of an order is a price. */
export function hasPrices({ limit, trigger, stop, targets }: EntryOrder): boolean {
  return (
    isPrice(limit) &&
    isPrice(trigger) &&
    isPrice(stop) &&
    (targets === undefined || targets.every(({ price }) => isPrice(price)))
  );
}

function isPrice(value: number | undefined): boolean {
  return value === undefined || (value > 0 && value < Number.POSITIVE_INFINITY);
}
