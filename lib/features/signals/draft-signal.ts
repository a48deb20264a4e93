import { dec, plain } from "@/lib/kernel/decimal";
import { done, type FieldErrors, type Result, refuse } from "@/lib/kernel/result";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ticker } from "@/lib/ports/prices";
import { entryPriceOf } from "@/lib/trading/market/quote";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { checkSignal } from "@/lib/trading/signals/check-signal";
import { DEFAULT_MAX_AGE_SEC, DEFAULT_MAX_SLIPPAGE_BPS, type SignalPlan } from "@/lib/trading/signals/plan";
import type { PublishSignalInput } from "./input.ts";
import { type EntryBody, type OpenBody, planOf } from "./signal.ts";

export interface Venue {
  readonly exchange: string;
  readonly symbol: string;
  readonly market: "spot" | "swap";
}

/** Where the signal is to be traded, in our spelling, if the strategy trades there. */
export function venueOf(
  input: Pick<PublishSignalInput, "symbol" | "exchange" | "market">,
  strategy: { readonly supportedPairs: readonly string[]; readonly exchanges: readonly string[] },
): Result<Venue, "invalid"> {
  const parsed = parseSymbol(input.symbol, input.market);
  if (!parsed.ok) return refuse("invalid", parsed.detail, { symbol: [parsed.detail ?? "Symbol is not known."] });
  const { symbol, base, quote, market } = parsed.value;
  const faults: Record<string, string[]> = {};
  // A strategy names the pair; its perpetual is the same pair on the swap market.
  const spots = strategy.supportedPairs.map((pair) => pair.split(":")[0]);
  if (!strategy.supportedPairs.includes(symbol) && !spots.includes(`${base}/${quote}`))
    faults.symbol = [`This strategy does not trade ${symbol}. It trades ${strategy.supportedPairs.join(", ")}.`];
  const exchange = input.exchange ?? strategy.exchanges[0];
  if (exchange === undefined || !strategy.exchanges.includes(exchange))
    faults.exchange = [
      `This strategy does not trade on ${exchange ?? "any exchange"}. It trades on ${strategy.exchanges.join(", ")}.`,
    ];
  if (exchange === undefined || Object.keys(faults).length > 0) return refuse("invalid", firstOf(faults), faults);
  return done({ exchange, symbol, market });
}

/** The publication in canonical texts, checked against the market at receipt (SPEC 4). */
export function draftSignal(
  input: PublishSignalInput,
  venue: Venue,
  quote: Ticker,
  now: UtcMs,
): Result<OpenBody, "invalid"> {
  const expiresAt = input.expiresAt === undefined ? null : utcMs(Date.parse(input.expiresAt));
  const drafted: OpenBody = {
    ...venue,
    side: input.side,
    entry: entryBody(input, quote),
    stopLoss: input.stopLoss,
    targets: input.targets,
    ...(input.trailing === undefined ? {} : { trailing: input.trailing }),
    ...(input.breakEven === undefined ? {} : { breakEven: input.breakEven }),
    ...(input.expiresAt === undefined ? {} : { expiresAt: input.expiresAt }),
    maxAgeSec: input.maxAgeSec ?? DEFAULT_MAX_AGE_SEC,
    maxSlippageBps: input.maxSlippageBps ?? DEFAULT_MAX_SLIPPAGE_BPS,
    leverage: input.leverage,
    ...(input.timeframe === undefined ? {} : { timeframe: input.timeframe }),
    ...(input.indicators === undefined ? {} : { indicators: input.indicators }),
    ...(input.note === undefined || input.note === "" ? {} : { note: input.note }),
  };
  const plan = planOf({
    ...drafted,
    stopLoss: dec(drafted.stopLoss),
    leverage: dec(drafted.leverage),
    trailing: drafted.trailing ?? null,
    breakEven: drafted.breakEven ?? null,
    expiresAt,
  });
  const faults = checkPlan(plan, drafted.entry, quote, now);
  if (Object.keys(faults).length > 0) return refuse("invalid", firstOf(faults), faults);
  return done(
    drafted.entry.type === "market" ? { ...drafted, entryPrice: plain(entryPriceOf(input.side, quote)) } : drafted,
  );
}

/** The entry in canonical texts; a trigger remembers from which side it will be crossed. */
export function entryBody({ entry, side }: Pick<PublishSignalInput, "entry" | "side">, quote: Ticker): EntryBody {
  switch (entry.type) {
    case "market":
      return entry.reference === undefined ? { type: "market" } : { type: "market", reference: entry.reference };
    case "limit":
      return { type: "limit", low: entry.low, high: entry.high };
    case "trigger":
      return {
        type: "trigger",
        price: entry.price,
        // as crossingOf() of lib/trading says: a price right at the trigger counts as below it
        crossing: entryPriceOf(side, quote).lte(entry.price) ? "up" : "down",
      };
  }
}

/** The rules of lib/trading and those that need the hour. With a reference price the plan must hold at it as well as at the market. */
export function checkPlan(
  plan: SignalPlan,
  entry: EntryBody,
  quote: Pick<Ticker, "bid" | "ask">,
  now: UtcMs,
): FieldErrors {
  const faults: Record<string, readonly string[]> = { ...checkSignal(plan, quote) };
  if (Object.keys(faults).length === 0 && entry.type === "market" && entry.reference !== undefined) {
    const reference = dec(entry.reference);
    if (reference.lte(0)) faults["entry.reference"] = ["Entry price must be above 0."];
    else Object.assign(faults, checkSignal(plan, { bid: reference, ask: reference }));
  }
  if (plan.expiresAt !== null && plan.expiresAt <= now) faults.expiresAt = ["Expiry must lie in the future."];
  return faults;
}

export function firstOf(faults: FieldErrors): string {
  return Object.values(faults)[0]?.[0] ?? "Check the fields.";
}
