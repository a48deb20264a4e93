import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { HOUR_MS, toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ticker } from "@/lib/ports/prices";
import { roundPrice } from "@/lib/trading/market/instrument";
import { entryPriceOf, type Side } from "@/lib/trading/market/quote";
import { type PublishSignalInput, publishSignalInput } from "./input.ts";
import type { SandboxStrategy } from "./sandbox-strategies.ts";

/** A market entry now, by the distances of a sandbox strategy's plan; prices away from the market round away from it. */
export function sandboxPlan(
  { plan, timeframe }: Pick<SandboxStrategy, "plan" | "timeframe">,
  at: {
    readonly strategyId: string;
    readonly side: Side;
    readonly ticker: Ticker;
    readonly tick: Dec;
    readonly now: UtcMs;
    readonly note: string;
  },
): PublishSignalInput {
  const { side, ticker, tick, now } = at;
  const entry = entryPriceOf(side, ticker);
  const up = side === "LONG" ? 1 : -1;
  const away = (percent: string, direction: 1 | -1): string =>
    plain(
      roundPrice(
        { tick },
        entry.times(dec(percent).div(100).times(direction).plus(1)),
        direction === 1 ? "up" : "down",
      ),
    );
  const [first, second] = plan.targetPcts;
  return publishSignalInput.parse({
    strategyId: at.strategyId,
    symbol: ticker.symbol,
    exchange: ticker.exchange,
    side,
    entry: { type: "market" },
    stopLoss: away(plan.stopPct, up === 1 ? -1 : 1),
    targets: [
      { price: away(first, up), fraction: "0.5" },
      { price: away(second, up), fraction: "0.5" },
    ],
    breakEven: { afterTarget: 1 },
    timeframe,
    expiresAt: toIso(utcMs(now + plan.hours * HOUR_MS)),
    note: at.note,
  });
}
