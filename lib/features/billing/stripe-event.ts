import { MINUTE_MS, SECOND_MS } from "@/lib/kernel/time";

/** Tries before an event is put aside for people. */
export const ATTEMPTS_MAX = 8;
/** And where the payment service gave no answer: three days of a try each 15 minutes. Nothing is wrong with such an event. */
export const ATTEMPTS_UNANSWERED_MAX = 300;

/** A claimed event whose worker died is free again after this time (ms). Doing it twice is harmless. */
export const CLAIM_MS = 15 * SECOND_MS;

/** How long to wait after the `attempts`-th failure (ms): 2 s doubling to at most 15 minutes. */
export function retryAfterMs(attempts: number): number {
  return Math.min(SECOND_MS * 2 ** attempts, 15 * MINUTE_MS);
}

/** The kinds of objects whose events change something of ours. All others are stored and left. */
const WATCHED_OBJECTS = [
  "checkout.session",
  "subscription",
  "invoice",
  "charge",
  "refund",
  "transfer",
  "dispute",
  "payout",
  "account",
] as const;
export type WatchedObject = (typeof WATCHED_OBJECTS)[number];

export function isWatched(objectType: string): objectType is WatchedObject {
  return (WATCHED_OBJECTS as readonly string[]).includes(objectType);
}
