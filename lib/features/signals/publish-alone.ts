import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { draftSignal, venueOf } from "./draft-signal.ts";
import { freshPrice } from "./fresh-price.ts";
import type { PublishSignalInput } from "./input.ts";
import { type Answer, type OnceRefusal, once } from "./once.ts";
import { appendToChain, findStrategy, lockHead } from "./repository.ts";
import { marketAt } from "./signal.ts";
import { readView, type SignalView, viewOf } from "./view.ts";
import { inactiveWords } from "./words.ts";

export type PublishRefusal = "not_found" | "conflict" | "invalid" | "no_market_price" | OnceRefusal;

/** What one publication asks. */
export interface Publishing {
  readonly actor: Actor;
  readonly input: PublishSignalInput;
  /** Idempotency key; null: every request is its own. */
  readonly key: string | null;
}

/**
 * One publication in a transaction of its own, under the strategy's head: the way of whatever cannot go with a group (publish-queue.ts). Every
 * refusal and every repeat is decided here.
 */
export async function publishAlone(
  ctx: Ctx,
  { actor, input, key }: Publishing,
): Promise<Result<Answer<SignalView>, PublishRefusal>> {
  const strategy = await findStrategy(ctx.db, input.strategyId);
  if (strategy === null || strategy.providerId !== actor.userId)
    return refuse("not_found", "You have no such strategy.");
  const venue = venueOf(input, strategy);
  const price = venue.ok ? await freshPrice(ctx, venue.value.exchange, venue.value.symbol) : null;

  return ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    const repeatable = {
      userId: actor.userId,
      key,
      request: publishRequest(input),
      status: 201,
      read: readView,
    };
    // A repeat gets its first answer even when the strategy was paused or the price grew stale since: so it is asked before any refusal.
    return once<SignalView, Exclude<PublishRefusal, OnceRefusal>>(tx, now, repeatable, async () => {
      const head = await lockHead(tx, strategy.id);
      const receivedAt = ctx.clock.now(); // under the head's lock, so that times of a chain run with its seq
      const standing = await findStrategy(tx, strategy.id);
      if (standing?.status !== "ACTIVE") return refuse("conflict", inactiveWords(standing?.status));
      if (!venue.ok) return venue;
      if (price === null || !price.ok) return price ?? refuse("no_market_price");
      const drafted = draftSignal(input, venue.value, price.value, receivedAt);
      if (!drafted.ok) return drafted;
      const { signal, events } = await appendToChain(
        tx,
        head,
        null,
        [
          {
            signalId: ctx.ids.make("signal"),
            strategyVersion: standing.version,
            market: marketAt(price.value),
            change: { type: "OPEN", body: drafted.value },
          },
        ],
        receivedAt,
      );
      const [published] = events;
      return published === undefined ? refuse("conflict") : done(viewOf(signal, published));
    });
  });
}

/** What the key's body hash covers. */
export function publishRequest(input: PublishSignalInput): readonly ["publish", PublishSignalInput] {
  return ["publish", input];
}
