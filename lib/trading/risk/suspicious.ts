import { type Dec, dec } from "@/lib/kernel/decimal";
import { DAY_MS, HOUR_MS, MINUTE_MS, type UtcMs } from "@/lib/kernel/time";

/** One trade of so much or more is shown to admins, whoever makes it (SPEC 6, Compliance). US dollars, leverage counted. */
export const LARGE_TRADE_USD = dec(50_000);
/** Trades so close under 10,000 USD, where an identity is asked for, look as if one was cut in parts to stay below. */
const SPLIT_FROM_USD = dec(9_000);
const SPLIT_BELOW_USD = dec(10_000);
const SPLIT_TRADES = 3;
/** Changes of direction in one symbol within an hour; more than so many are rapid in-and-out. */
const REVERSALS_AN_HOUR = 10;
/** Entries within a minute that no person and few signals make. */
const BURST_ENTRIES = 10;

const PATTERNS = ["SPLITTING", "REVERSALS", "BURST"] as const;
export type Pattern = (typeof PATTERNS)[number];

/** An entry that was sent, as compliance counts it. */
export interface SentEntry {
  readonly at: UtcMs;
  readonly usd: Dec;
}

/** An execution. */
export interface Execution {
  readonly at: UtcMs;
  readonly symbol: string;
  readonly side: "BUY" | "SELL";
}

/** What looks wrong and why, in words for the admin who looks at it. */
export interface Suspicion {
  readonly pattern: Pattern;
  readonly reason: string;
}

/**
 * Patterns in one tenant's trading up to `now` (K91): splitting under the threshold of an identity, rapid in-and-out, bursts. Given what he did
 * in the last 24 hours; says nothing about why he did it.
 */
export function findSuspicions(
  trading: { readonly entries: readonly SentEntry[]; readonly executions: readonly Execution[] },
  now: UtcMs,
): readonly Suspicion[] {
  const found: Suspicion[] = [];
  const near = trading.entries.filter(
    ({ at, usd }) => now - at < DAY_MS && usd.gte(SPLIT_FROM_USD) && usd.lt(SPLIT_BELOW_USD),
  );
  if (near.length >= SPLIT_TRADES)
    found.push({
      pattern: "SPLITTING",
      reason: `${near.length} trades of 9,000 to 9,999 USD within 24 hours: from 10,000 USD on an identity is asked for.`,
    });

  const [worst] = reversalsOf(trading.executions.filter(({ at }) => now - at < HOUR_MS));
  if (worst !== undefined && worst.reversals > REVERSALS_AN_HOUR)
    found.push({
      pattern: "REVERSALS",
      reason: `${worst.symbol} changed direction ${worst.reversals} times within an hour; from ${REVERSALS_AN_HOUR + 1} on it is looked at.`,
    });

  const minute = trading.entries.filter(({ at }) => now - at < MINUTE_MS);
  if (minute.length >= BURST_ENTRIES)
    found.push({ pattern: "BURST", reason: `${minute.length} trades were opened within a minute.` });
  return found;
}

/** How often each symbol went from buying to selling or back, the most first. */
function reversalsOf(executions: readonly Execution[]): readonly { symbol: string; reversals: number }[] {
  const last = new Map<string, "BUY" | "SELL">();
  const counts = new Map<string, number>();
  for (const { symbol, side } of [...executions].sort((one, other) => one.at - other.at)) {
    const before = last.get(symbol);
    if (before !== undefined && before !== side) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    last.set(symbol, side);
  }
  return [...counts]
    .map(([symbol, reversals]) => ({ symbol, reversals }))
    .sort((one, other) => other.reversals - one.reversals);
}
