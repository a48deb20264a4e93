import { setTimeout as delay } from "node:timers/promises";
import type { Exchange } from "ccxt";
import type { Venue } from "./venue.ts";

const AGAIN_MS = 5_000;

/**
 * Listens to the venue's private streams and calls back at each message, and after each break too, since what was missed is not told again.
 * Only a hint: REST is the truth. Ends at `stop`; at once where the venue has no private stream.
 */
export async function watchAccount(
  { venue, exchange }: { venue: Venue; exchange: Exchange },
  onHint: () => void,
  stop: AbortSignal,
): Promise<void> {
  if (!venue.abilities.privateStream) return;
  const streams = venue.streams.map(async (next) => {
    while (!stop.aborted) {
      const heard = await orStop(next(exchange), stop).then(
        () => true,
        () => false,
      );
      if (stop.aborted) return;
      onHint();
      if (!heard) await delay(AGAIN_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  });
  await Promise.all(streams);
}

/** Ends the wait, not the work, which ccxt ends when the client is closed. */
function orStop<T>(work: Promise<T>, stop: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const end = () => resolve(undefined);
    if (stop.aborted) end();
    stop.addEventListener("abort", end, { once: true });
    work.then(resolve, reject).finally(() => stop.removeEventListener("abort", end));
  });
}
