import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { draftSignal, venueOf } from "./draft-signal.ts";
import { freshPrice } from "./fresh-price.ts";
import type { PublishSignalInput } from "./input.ts";
import { findStrategy } from "./repository.ts";
import type { OpenBody } from "./signal.ts";
import { inactiveWords } from "./words.ts";

/** What publishSignal would write at this moment, or why it would refuse: every check of it, and nothing stored. */
export async function previewSignal(
  ctx: Ctx,
  actor: Actor,
  input: PublishSignalInput,
): Promise<Result<OpenBody, "not_found" | "conflict" | "invalid" | "no_market_price">> {
  const strategy = await findStrategy(ctx.db, input.strategyId);
  if (strategy === null || strategy.providerId !== actor.userId)
    return refuse("not_found", "You have no such strategy.");
  if (strategy.status !== "ACTIVE") return refuse("conflict", inactiveWords(strategy.status));
  const venue = venueOf(input, strategy);
  if (!venue.ok) return venue;
  const price = await freshPrice(ctx, venue.value.exchange, venue.value.symbol);
  if (!price.ok) return price;
  const drafted = draftSignal(input, venue.value, price.value, ctx.clock.now());
  return drafted.ok ? done(drafted.value) : drafted;
}
