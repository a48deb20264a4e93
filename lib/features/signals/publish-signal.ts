import type { Actor } from "@/lib/kernel/actor";
import type { Result } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { PublishSignalInput } from "./input.ts";
import type { Answer } from "./once.ts";
import type { PublishRefusal } from "./publish-alone.ts";
import { publishQueue } from "./publish-queue.ts";
import type { SignalView } from "./view.ts";

export type { PublishRefusal };

/**
 * Publishes a signal: checked against the market at receipt, then chain, projection and outbox in one transaction under the strategy's
 * head, together with whatever else waits for this strategy at that moment. A market entry is OPEN at once at the ask (bid for a short); the
 * others are PENDING. `key` (or the input's `dedupeKey`) makes a repeat answer what the first one did.
 */
export function publishSignal(
  ctx: Ctx,
  actor: Actor,
  input: PublishSignalInput,
  key: string | null = null,
): Promise<Result<Answer<SignalView>, PublishRefusal>> {
  return publishQueue(ctx, input.strategyId).publish({ actor, input, key: key ?? input.dedupeKey ?? null });
}
