import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { DAY_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { ReviewInput } from "./input.ts";
import { accessSince, findStrategy, insertReview } from "./repository.ts";
import { isVisible } from "./strategy.ts";

export interface ReviewView {
  readonly id: string;
  readonly rating: number;
  readonly text: string;
  readonly author: string;
  readonly createdAt: string;
}

/** Days of access before one may judge: less says nothing about the signals. */
const REVIEW_AFTER_DAYS = 7;

/** One review a person and strategy, after seven days of access; never one's own. */
export async function addReview(
  ctx: Ctx,
  actor: Actor,
  strategyId: string,
  input: ReviewInput,
): Promise<Result<ReviewView, "not_found" | "forbidden" | "no_access" | "conflict">> {
  const [strategy, since] = await Promise.all([
    findStrategy(ctx.db, strategyId),
    accessSince(ctx.db, actor.userId, strategyId),
  ]);
  if (strategy === null || !isVisible(strategy, actor, since !== null)) return refuse("not_found");
  if (strategy.providerId === actor.userId) return refuse("forbidden", "You cannot review your own strategy.");
  const now = ctx.clock.now();
  if (since === null) return refuse("no_access", "Only subscribers can review a strategy.");
  if (now - since.getTime() < REVIEW_AFTER_DAYS * DAY_MS)
    return refuse("no_access", `You can review after ${REVIEW_AFTER_DAYS} days of your subscription.`);
  const review = {
    id: ctx.ids.make("review"),
    strategyId,
    userId: actor.userId,
    rating: input.rating,
    text: input.text,
    createdAt: new Date(now),
  };
  const made = await ctx.db.transaction((tx) => insertReview(tx, review));
  if (made === null) return refuse("conflict", "You have reviewed this strategy already.");
  return done({
    id: review.id,
    rating: review.rating,
    text: review.text,
    author: actor.name,
    createdAt: review.createdAt.toISOString(),
  });
}
