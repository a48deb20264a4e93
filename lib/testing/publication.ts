import { type PublishSignalInput, publishSignalInput } from "@/lib/features/signals/input";
import { publishSignal } from "@/lib/features/signals/publish-signal";
import type { Actor } from "@/lib/kernel/actor";
import type { TestCtx } from "./test-ctx.ts";

/** What a provider sends: long on BTC/USDT at binance now, out at 64,000 or all at 66,000; `more` says it otherwise. */
export function publicationInput(strategyId: string, more: Readonly<Record<string, unknown>> = {}): PublishSignalInput {
  return publishSignalInput.parse({
    strategyId,
    symbol: "BTC/USDT",
    exchange: "binance",
    market: "spot",
    side: "LONG",
    entry: { type: "market" },
    stopLoss: 64_000,
    targets: [{ price: 66_000, fraction: 1 }],
    ...more,
  });
}

/** Publishes that. @returns the signal's id; throws where it is refused */
export async function publish(
  ctx: TestCtx,
  provider: Actor,
  strategyId: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const result = await publishSignal(ctx, provider, publicationInput(strategyId, more));
  if (!result.ok) throw new Error(`not published: ${JSON.stringify(result)}`);
  return result.value.value.id;
}
