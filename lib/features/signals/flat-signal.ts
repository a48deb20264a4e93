import { z } from "zod";
import { plain } from "@/lib/kernel/decimal";
import type { FieldErrors } from "@/lib/kernel/result";
import { TARGETS_MAX } from "@/lib/trading/signals/plan";
import { decimal, exchange, id, indicators, key, symbol, text, timeframe } from "./fields.ts";
import type { PublishSignalInput } from "./input.ts";

/** The older flat form: a market entry, `entryPrice` being the reference for check and slippage. `riskRewardRatio` follows from the prices and is not stored. */
export const flatSignalInput = z.strictObject({
  strategyId: id("Strategy"),
  type: z.literal("ENTRY", { error: 'Type must be "ENTRY".' }).default("ENTRY"),
  pair: symbol,
  exchange: exchange.optional(),
  market: z.enum(["spot", "swap"], { error: "Market must be spot or swap." }).default("spot"),
  side: z.enum(["BUY", "SELL"], { error: "Side must be BUY or SELL." }),
  entryPrice: decimal("Entry price").optional(),
  stopLoss: decimal("Stop"),
  takeProfit: z.union([decimal("Take profit"), z.array(decimal("Take profit")).min(1).max(TARGETS_MAX)], {
    error: `Take profit must be a price like 65000.5, or a list of at most ${TARGETS_MAX}.`,
  }),
  leverage: decimal("Leverage").default("1"),
  riskRewardRatio: decimal("Risk to reward").optional(),
  timeframe: timeframe.optional(),
  indicators: indicators.optional(),
  note: text("Note", 2_000).optional(),
  dedupeKey: key.optional(),
});

export type FlatSignal = z.output<typeof flatSignalInput>;

/** The same signal in the full form. */
export function fromFlat(flat: FlatSignal): PublishSignalInput {
  const { type: _type, pair, side, entryPrice, takeProfit, riskRewardRatio: _claim, ...same } = flat;
  const prices = Array.isArray(takeProfit) ? takeProfit : [takeProfit];
  return {
    ...same,
    symbol: pair,
    side: side === "BUY" ? "LONG" : "SHORT",
    entry: entryPrice === undefined ? { type: "market" } : { type: "market", reference: entryPrice },
    targets: shares(prices.length).map((fraction, index) => ({ price: prices[index] ?? "0", fraction })),
  };
}

/** `count` equal parts of 18 decimals that sum to 1 exactly: the last one takes the remainder. */
export function shares(count: number): string[] {
  const unit = 10n ** 18n;
  const part = unit / BigInt(count);
  return Array.from({ length: count }, (_, index) => {
    const units = index === count - 1 ? unit - part * BigInt(count - 1) : part;
    return plain(`${units}e-18`);
  });
}

const FLAT_FIELDS = ["type", "pair", "entryPrice", "takeProfit", "riskRewardRatio"];

/** Whether the flat form is meant: a field shows it that the full one has not. */
export function isFlat(value: unknown): boolean {
  return typeof value === "object" && value !== null && FLAT_FIELDS.some((name) => Object.hasOwn(value, name));
}

/** Faults that the verb found, under the names of the form that was sent: who wrote `takeProfit` looks for no `targets.0.price`. */
export function flatFaults(faults: FieldErrors, signal: Pick<PublishSignalInput, "targets">): FieldErrors {
  return Object.fromEntries(Object.entries(faults).map(([field, said]) => [flatName(field, signal), said]));
}

function flatName(field: string, { targets }: Pick<PublishSignalInput, "targets">): string {
  const [first, index] = field.split(".");
  if (first === "symbol") return "pair";
  if (first === "entry") return "entryPrice";
  if (first !== "targets") return field;
  return index === undefined || targets.length === 1 ? "takeProfit" : `takeProfit.${index}`;
}
