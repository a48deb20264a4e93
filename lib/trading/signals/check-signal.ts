import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import type { FieldErrors } from "@/lib/kernel/result";
import { priceText } from "../market/price-text.ts";
import { entryPriceOf, isBetter, type Quote } from "../market/quote.ts";
import { type SignalPlan, TARGETS_MAX } from "./plan.ts";

const LEVERAGE_MAX = 125;
const DAY_SEC = 86_400;
/** What the database column can hold: Decimal(36,18). */
const DECIMALS_MAX = 18;
const WHOLE_MAX = dec("1e18");

/**
 * The faults of a plan by field, none when it may be published. `market` is the market at receipt: a market entry is checked at its ask (bid
 * for a short), a zone at both ends, a trigger at its price. Each text names the field and the fix.
 */
export function checkSignal(plan: SignalPlan, market: Quote): FieldErrors {
  const faults = new Faults();
  checkNumbers(plan, faults);
  // Comparing prices that are no prices would only add confusing texts.
  if (!faults.any) {
    checkOrder(plan, market, faults);
    checkFractions(plan, faults);
  }
  return faults.byField;
}

class Faults {
  readonly byField: Record<string, string[]> = {};

  add(field: string, text: string): void {
    this.byField[field] ??= [];
    this.byField[field].push(text);
  }

  get any(): boolean {
    return Object.keys(this.byField).length > 0;
  }
}

function checkNumbers(plan: SignalPlan, faults: Faults): void {
  const { entry, targets, trailing, breakEven } = plan;
  const number = (field: string, name: string, value: Dec, max: Dec, maxText: string): void => {
    if (value.lte(0)) faults.add(field, `${name} must be above 0.`);
    else if (value.gt(max)) faults.add(field, `${name} must be at most ${maxText}.`);
    else if (value.decimalPlaces() > DECIMALS_MAX)
      faults.add(field, `${name} may have at most ${DECIMALS_MAX} decimals.`);
  };
  const price = (field: string, name: string, value: Dec): void =>
    number(field, name, value, WHOLE_MAX.minus(1), "999,999,999,999,999,999");

  price("stopLoss", "Stop", plan.stopLoss);
  if (entry.type === "limit") {
    price("entry.low", "Lower end of the entry zone", entry.low);
    price("entry.high", "Upper end of the entry zone", entry.high);
  }
  if (entry.type === "trigger") price("entry.price", "Trigger price", entry.price);
  if (targets.length === 0) faults.add("targets", "Add at least one target.");
  if (targets.length > TARGETS_MAX)
    faults.add("targets", `Give at most ${TARGETS_MAX} targets; these are ${targets.length}.`);
  for (const [index, target] of targets.entries()) {
    price(`targets.${index}.price`, `Target ${index + 1}`, target.price);
    number(`targets.${index}.fraction`, `Fraction of target ${index + 1}`, target.fraction, dec(1), "1");
  }
  if (trailing !== null) {
    number("trailing.armPct", "Arming gain", trailing.armPct, dec(1_000), "1,000 %");
    number("trailing.distancePct", "Trailing distance", trailing.distancePct, dec(99), "99 %");
  }
  if (breakEven !== null) {
    if ("triggerPct" in breakEven)
      number("breakEven.triggerPct", "Break-even gain", breakEven.triggerPct, dec(1_000), "1,000 %");
    else checkAfterTarget(breakEven.afterTarget, targets.length, faults);
  }
  if (plan.leverage.lt(1) || plan.leverage.gt(LEVERAGE_MAX))
    faults.add("leverage", `Leverage must be between 1 and ${LEVERAGE_MAX}.`);
  wholeBetween("maxAgeSec", "Max age", plan.maxAgeSec, 1, DAY_SEC, "seconds", faults);
  wholeBetween("maxSlippageBps", "Max slippage", plan.maxSlippageBps, 0, 1_000, "basis points", faults);
}

function wholeBetween(
  field: string,
  name: string,
  value: number,
  min: number,
  max: number,
  unit: string,
  faults: Faults,
): void {
  if (!Number.isInteger(value) || value < min || value > max)
    faults.add(field, `${name} must be a whole number of ${unit} from ${min} to ${max.toLocaleString("en")}.`);
}

function checkAfterTarget(afterTarget: number, count: number, faults: Faults): void {
  if (count === 1)
    faults.add("breakEven.afterTarget", "With one target nothing is left after it; use a gain in percent instead.");
  else if (!Number.isInteger(afterTarget) || afterTarget < 1 || afterTarget >= Math.max(count, 2))
    faults.add(
      "breakEven.afterTarget",
      `Break-even can follow target 1 to ${Math.max(count - 1, 1)}; after the last one nothing is left.`,
    );
}

/** Long: stop < entry < targets, each target further than the one before; short: the reverse. */
function checkOrder(plan: SignalPlan, market: Quote, faults: Faults): void {
  const { side, entry, stopLoss, targets } = plan;
  const long = side === "LONG";
  const who = long ? "for a long" : "for a short";
  const [near, far] = long ? ["above", "below"] : ["below", "above"];
  if (entry.type === "limit" && entry.low.gt(entry.high))
    faults.add("entry.low", `Lower end of the entry zone must not be above its upper end (${priceText(entry.high)}).`);

  const { stopSide, targetSide } = entryBounds(plan, market);
  if (!isBetter(side, stopSide, stopLoss))
    faults.add("stopLoss", `Stop must be ${far} entry (${priceText(stopSide)}) ${who}.`);
  let previous = { name: "entry", price: targetSide };
  for (const [index, target] of targets.entries()) {
    if (!isBetter(side, target.price, previous.price))
      faults.add(
        `targets.${index}.price`,
        `Target ${index + 1} must be ${near} ${previous.name} (${priceText(previous.price)}) ${who}.`,
      );
    else previous = { name: `target ${index + 1}`, price: target.price };
  }
}

/** The entry price nearest to the stop, and the one nearest to the targets: they differ only for a zone. */
function entryBounds({ side, entry }: SignalPlan, market: Quote): { stopSide: Dec; targetSide: Dec } {
  switch (entry.type) {
    case "market": {
      const price = entryPriceOf(side, market);
      return { stopSide: price, targetSide: price };
    }
    case "limit":
      return side === "LONG"
        ? { stopSide: entry.low, targetSide: entry.high }
        : { stopSide: entry.high, targetSide: entry.low };
    case "trigger":
      return { stopSide: entry.price, targetSide: entry.price };
  }
}

function checkFractions({ targets }: SignalPlan, faults: Faults): void {
  const sum = targets.reduce((total, target) => total.plus(target.fraction), dec(0));
  if (sum.eq(1)) return;
  const fix = sum.lt(1) ? `add ${plain(dec(1).minus(sum))}` : `take away ${plain(sum.minus(1))}`;
  faults.add("targets", `Fractions of the targets must sum to 1; these sum to ${plain(sum)}: ${fix}.`);
}
