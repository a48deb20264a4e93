import { shares } from "@/lib/features/signals/flat-signal";
import { fullSignalInput, type PublishSignalInput } from "@/lib/features/signals/input";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { done, type FieldErrors, type Result } from "@/lib/kernel/result";
import type { Instrument } from "@/lib/trading/market/instrument";
import { roundPrice } from "@/lib/trading/market/instrument";
import { entryPriceOf, type Quote, type Side } from "@/lib/trading/market/quote";
import type { AddressDefaults } from "./address.ts";
import type { Alert, Level } from "./alert.ts";
import { invalid } from "./parse-alert.ts";
import { timeframeOf } from "./words.ts";

/**
 * The signal that an alert opens: its own levels first, the address' defaults for what it lacks. A distance counts from the price that a
 * follower gets (the ask, for a short the bid), a waiting entry's from its own price, and is rounded to the tick away from the entry.
 * @returns a refusal under the alert's own names
 */
export function publicationOf(
  alert: Alert,
  side: Side,
  address: AddressDefaults & { readonly strategyId: string },
  venue: { readonly symbol: string; readonly exchange: string | null; readonly market: "spot" | "swap" },
  market: { readonly quote: Quote; readonly instrument: Pick<Instrument, "tick"> },
): Result<PublishSignalInput, "invalid"> {
  const { entry, price } = alert;
  const from = entry.type === "market" ? entryPriceOf(side, market.quote) : dec(entry.price);
  const place = (level: Level, isGain: boolean): string =>
    "price" in level ? level.price : plain(away(from, dec(level.pct), (side === "LONG") === isGain, market.instrument));
  const stop: Level | null = alert.stop ?? (address.stopPct === null ? null : { pct: address.stopPct });
  const targets =
    alert.targets.length > 0
      ? alert.targets
      : address.targets.map(({ pct, fraction }) => ({ level: { pct }, fraction }));
  const faults: Record<string, string[]> = {};
  if (stop === null)
    faults[alert.names.stop ?? "stopLoss"] = [
      "A signal needs a stop: send stopLoss, or set a default stop for this address.",
    ];
  if (targets.length === 0)
    faults.takeProfit = ["A signal needs a target: send takeProfit, or set default targets for this address."];
  if (stop === null || targets.length === 0) return invalid(faults);
  const even = shares(targets.length);
  const timeframe = alert.interval === null ? null : timeframeOf(alert.interval);
  const read = fullSignalInput.safeParse({
    strategyId: address.strategyId,
    symbol: venue.symbol,
    ...(venue.exchange === null ? {} : { exchange: venue.exchange }),
    market: venue.market,
    side,
    entry:
      entry.type === "limit"
        ? { type: "limit", low: entry.price, high: entry.price }
        : entry.type === "trigger"
          ? entry
          : { type: "market", ...(price === null ? {} : { reference: price }) },
    stopLoss: place(stop, false),
    targets: targets.map(({ level, fraction }, index) => ({
      price: place(level, true),
      fraction: fraction ?? even[index] ?? "1",
    })),
    ...(alert.leverage === null ? {} : { leverage: alert.leverage }),
    ...(address.signalMaxAgeSec === null ? {} : { maxAgeSec: address.signalMaxAgeSec }),
    ...(address.maxSlippageBps === null ? {} : { maxSlippageBps: address.maxSlippageBps }),
    ...(timeframe === null ? {} : { timeframe }),
    ...(alert.note === null ? {} : { note: alert.note }),
  });
  if (read.success) return done(read.data);
  for (const { path, message } of read.error.issues) {
    const field = path.join(".");
    faults[field] = [...(faults[field] ?? []), message];
  }
  return invalid(asSent(faults, alert));
}

function away(from: Dec, pct: Dec, isUp: boolean, instrument: Pick<Instrument, "tick">): Dec {
  const distance = from.times(pct).div(100);
  return roundPrice(instrument, isUp ? from.plus(distance) : from.minus(distance), isUp ? "up" : "down");
}

/** Faults of the verbs under the names that the sender used. */
export function asSent(faults: FieldErrors, { names, entry }: Pick<Alert, "names" | "entry">): FieldErrors {
  const price = names.price ?? "price";
  const known: Readonly<Record<string, string>> = {
    symbol: names.symbol ?? "ticker",
    exchange: names.exchange ?? "exchange",
    stopLoss: names.stop ?? names.stopPct ?? "stopLoss",
    entry: entry.type === "market" ? price : (names.limitPrice ?? names.triggerPrice ?? price),
    entryPrice: price,
    leverage: names.leverage ?? "leverage",
    note: names.note ?? "note",
    targets: "takeProfit",
    fraction: names.quantity ?? "quantity",
  };
  return Object.fromEntries(
    Object.entries(faults).map(([field, said]) => {
      const [first = "", index] = field.split(".");
      const name = known[first] ?? field;
      return [first === "targets" && index !== undefined ? `${name}.${index}` : name, said];
    }),
  );
}
