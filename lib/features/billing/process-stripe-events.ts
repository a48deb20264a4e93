import { AppError } from "@/lib/kernel/errors";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { applyStripeObject } from "./apply-stripe-object.ts";
import { type ClaimedEvent, claimEvents, markFailed, markProcessed } from "./repository.ts";
import { ATTEMPTS_MAX, ATTEMPTS_UNANSWERED_MAX, CLAIM_MS, isWatched, retryAfterMs } from "./stripe-event.ts";

const BATCH = 100;
const PARALLEL = 4;

/**
 * Acts on the events that are due: run each second by the worker, by several at once if need be. Events of one object are done together,
 * since each would read the same state. Answers how many were claimed.
 */
export async function processStripeEvents(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now();
  const claimed = await claimEvents(ctx.db, now, utcMs(now + CLAIM_MS), BATCH);
  const groups = groupByObject(claimed);
  const hands = Array.from({ length: PARALLEL }, async () => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) await processGroup(ctx, group);
  });
  await Promise.all(hands);
  return claimed.length;
}

async function processGroup(ctx: Ctx, events: readonly ClaimedEvent[]): Promise<void> {
  const [first] = events;
  if (first === undefined) return;
  try {
    if (isWatched(first.objectType)) await applyStripeObject(ctx, first.objectType, first.objectId, first.account);
    await markProcessed(
      ctx.db,
      events.map((event) => event.id),
      ctx.clock.now(),
    );
  } catch (error) {
    for (const event of events) await fail(ctx, event, error);
  }
}

async function fail(ctx: Ctx, event: ClaimedEvent, error: unknown): Promise<void> {
  const now = ctx.clock.now();
  const unanswered = error instanceof AppError && error.code === "payments_unavailable";
  const dead = event.attempts >= (unanswered ? ATTEMPTS_UNANSWERED_MAX : ATTEMPTS_MAX);
  const text = error instanceof Error ? error.message : String(error);
  await markFailed(
    ctx.db,
    event.id,
    text,
    dead ? { deadAt: now } : { dueAt: utcMs(now + retryAfterMs(event.attempts)) },
  );
  const fields = { err: error, stripeEvent: event.id, object: event.objectId, attempts: event.attempts };
  if (dead) ctx.log.error(fields, "a payment event was put aside after many tries: look at it in stripe_events");
  else ctx.log.warn(fields, "a payment event failed and will be tried again");
}

function groupByObject(events: readonly ClaimedEvent[]): ClaimedEvent[][] {
  const groups = new Map<string, ClaimedEvent[]>();
  for (const event of events) {
    const key = `${event.objectType} ${event.objectId}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.values()];
}
