import { formatPercent, formatPrice } from "@/components/ui/format";

/** What is typed in the composer, as typed. */
export interface TypedPlan {
  readonly side: "LONG" | "SHORT";
  readonly entryType: "market" | "limit" | "trigger";
  readonly low: string;
  readonly high: string;
  readonly trigger: string;
  readonly stop: string;
  readonly targets: readonly { readonly price: string; readonly share: string }[];
}

export interface PlanPreview {
  /** Faults in words, by field name of the form. What is empty has none yet. */
  readonly faults: Readonly<Record<string, string>>;
  readonly entry: number | null;
  /** Loss at the stop of $1,000 traded, in dollars, before fees. */
  readonly lossPer1000: number | null;
  /** Weighted by share. */
  readonly rewardToRisk: number | null;
  /** How often such a signal must win to come out even. */
  readonly breakEvenRatePct: number | null;
}

/**
 * The check of the server in words, while typing. It only shows: the server decides, in exact numbers and at the price of that moment.
 * `ask` and `bid` are the last known, null without a price.
 */
export function previewPlan(
  plan: TypedPlan,
  market: { readonly bid: string; readonly ask: string } | null,
): PlanPreview {
  const long = plan.side === "LONG";
  const who = long ? "for a long" : "for a short";
  const [below, above] = long ? ["below", "above"] : ["above", "below"];
  const beyond = (a: number, b: number): boolean => (long ? a > b : a < b);
  const faults: Record<string, string> = {};

  const { stopSide, targetSide } = entryOf(plan, market, faults);
  const stop = priceOf(plan.stop, "stopLoss", "Stop", faults);
  if (stop !== null && stopSide !== null && !beyond(stopSide, stop))
    faults["stopLoss"] = `Stop must be ${below} entry (${formatPrice(String(stopSide))}) ${who}.`;

  let previous: { name: string; price: number } | null =
    targetSide === null ? null : { name: "entry", price: targetSide };
  let shares = 0;
  let reward = 0;
  const used = plan.targets.filter(({ price, share }) => price !== "" || share !== "");
  for (const [index, target] of plan.targets.entries()) {
    if (target.price === "" && target.share === "") continue;
    const price = priceOf(target.price, `targets.${index}.price`, `Target ${index + 1}`, faults);
    const share = used.length === 1 && target.share === "" ? 100 : Number(target.share);
    if (target.share !== "" && !(share > 0 && share <= 100))
      faults[`targets.${index}.fraction`] = "Share must be above 0 and at most 100.";
    shares += Number.isFinite(share) ? share : 0;
    if (price === null) continue;
    if (previous !== null && !beyond(price, previous.price))
      faults[`targets.${index}.price`] =
        `Target ${index + 1} must be ${above} ${previous.name} (${formatPrice(String(previous.price))}) ${who}.`;
    else previous = { name: `target ${index + 1}`, price };
    if (targetSide !== null) reward += (Math.abs(price - targetSide) * share) / 100;
  }
  const rounded = Math.round(shares * 1e6) / 1e6;
  if (used.length > 0 && rounded !== 100 && Object.keys(faults).every((name) => !name.startsWith("targets")))
    faults["targets"] =
      rounded < 100
        ? `Shares must sum to 100 %; these sum to ${formatPercent(rounded)}: add ${formatPercent(100 - rounded)}.`
        : `Shares must sum to 100 %; these sum to ${formatPercent(rounded)}: take away ${formatPercent(rounded - 100)}.`;

  const risk = stop === null || targetSide === null ? null : Math.abs(targetSide - stop);
  const sound = Object.keys(faults).length === 0 && risk !== null && risk > 0 && targetSide !== null;
  const ratio = sound && reward > 0 ? reward / risk : null;
  return {
    faults,
    entry: targetSide,
    lossPer1000: sound ? (risk / targetSide) * 1_000 : null,
    rewardToRisk: ratio,
    breakEvenRatePct: ratio === null ? null : 100 / (1 + ratio),
  };
}

/** The entry nearest to the stop and nearest to the targets: they differ only for a zone. */
function entryOf(
  plan: TypedPlan,
  market: { readonly bid: string; readonly ask: string } | null,
  faults: Record<string, string>,
): { stopSide: number | null; targetSide: number | null } {
  const long = plan.side === "LONG";
  if (plan.entryType === "market") {
    const price = market === null ? null : Number(long ? market.ask : market.bid);
    return { stopSide: price, targetSide: price };
  }
  if (plan.entryType === "trigger") {
    const price = priceOf(plan.trigger, "entry.price", "Trigger price", faults);
    return { stopSide: price, targetSide: price };
  }
  const low =
    priceOf(plan.low, "entry.low", "Lower end", faults) ?? priceOf(plan.high, "entry.high", "Upper end", faults);
  const high = priceOf(plan.high, "entry.high", "Upper end", faults) ?? low;
  if (low !== null && high !== null && low > high)
    faults["entry.low"] = `Lower end of the entry zone must not be above its upper end (${formatPrice(String(high))}).`;
  return long ? { stopSide: low, targetSide: high } : { stopSide: high, targetSide: low };
}

function priceOf(typed: string, field: string, name: string, faults: Record<string, string>): number | null {
  const text = typed.trim();
  if (text === "") return null;
  if (/^\d{1,18}(\.\d{1,18})?$/.test(text) && Number(text) > 0) return Number(text);
  faults[field] = `${name} must be a plain number above 0, like 65000.5.`;
  return null;
}
