import { plain } from "@/lib/kernel/decimal";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { DAY_MS, HOUR_MS, toIso, type UtcMs, utcDay, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { findSuspicions, LARGE_TRADE_USD, type Pattern } from "@/lib/trading/risk/suspicious";
import { raiseFlag } from "./raise-flag.ts";
import { type EntryRow, entriesByIds, entriesSince, executionsSince } from "./repository.ts";

/**
 * Looks at the trading of everybody whose orders took a step: a large trade, and patterns in his last day (K91). Nobody waits for it: what trades is
 * judged a few seconds later, from rows, so a repeat finds the same. Splitting is flagged once a UTC day, the others once an hour.
 */
export async function onIntentsChanged(
  ctx: Pick<Ctx, "db" | "ids" | "clock">,
  events: readonly { readonly intentId: string; readonly userId: string }[],
): Promise<void> {
  const now = ctx.clock.now();
  for (const entry of await entriesByIds(ctx.db, unique(events.map(({ intentId }) => intentId))))
    if (entry.usd.gte(LARGE_TRADE_USD)) await flagLarge(ctx, entry);

  const userIds = unique(events.map(({ userId }) => userId));
  const [entries, executions] = await Promise.all([
    entriesSince(ctx.db, userIds, utcMs(now - DAY_MS)),
    executionsSince(ctx.db, userIds, utcMs(now - HOUR_MS)),
  ]);
  for (const userId of userIds) {
    const own = <T extends { readonly userId: string }>(rows: readonly T[]) =>
      rows.filter((row) => row.userId === userId);
    for (const { pattern, reason } of findSuspicions({ entries: own(entries), executions: own(executions) }, now))
      await raiseFlag(ctx, { userId, kind: pattern, key: keyOf(pattern, userId, now), reason, usd: null, at: now });
  }
}

async function flagLarge(ctx: Parameters<typeof raiseFlag>[0], entry: EntryRow): Promise<void> {
  const { intentId, userId, side, symbol, exchange, usd, at } = entry;
  await raiseFlag(ctx, {
    userId,
    kind: "LARGE_TRADE",
    key: `LARGE_TRADE:${intentId}`,
    reason: `${side === "BUY" ? "Buys" : "Sells"} ${symbol} for ${plain(usd.toDecimalPlaces(2))} USD at ${exchangeName(exchange)}; from ${plain(LARGE_TRADE_USD)} USD on it is looked at.`,
    usd,
    at,
  });
}

function keyOf(pattern: Pattern, userId: string, now: UtcMs): string {
  return `${pattern}:${userId}:${pattern === "SPLITTING" ? utcDay(now) : toIso(now).slice(0, 13)}`;
}

function unique(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}
