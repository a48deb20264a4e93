import { actorOf } from "@/lib/auth/actor-of";
import { streamQuery } from "@/lib/features/signals/input";
import {
  cursorOf,
  isOwnCursor,
  placesNow,
  readSince,
  type SignalNews,
  type SignalSnapshot,
  streamSignals,
} from "@/lib/features/signals/stream-signals";
import { AppError } from "@/lib/kernel/errors";
import { limitStream } from "@/lib/runtime/rate-limit";
import { route } from "@/lib/runtime/route";

const WAIT_SEC = 25;
/** Sent at once, so that a client knows that it is connected; EventSource comes back after so many ms instead of its own three seconds. */
const EVENTS_BEGIN = "retry: 1000\n\n";

/**
 * Catches up from `since`, then tells what comes for `wait` seconds; the client comes back with the cursor of the last line. NDJSON, or with
 * `Accept: text/event-stream` server-sent events, whose id is the cursor: EventSource gives it back as Last-Event-ID by itself, beside the
 * `since` that it began with, which is the older one then. Who brings no cursor is told in a header where he begins, and an EventSource by an id
 * without an event: coming back with it he misses nothing, also when nothing was told. It ends when its sign-in does (RELIABILITY A3).
 */
export const GET = route(
  { access: "user", scope: "read", query: streamQuery },
  async ({ ctx, actor, query, request }) => {
    const { headers, method } = request;
    const lastId = headers.get("last-event-id");
    const asked = lastId === null || lastId === "" ? query.since : lastId;
    const since = asked === undefined ? null : readSince(asked);
    if (asked !== undefined && since === null)
      throw new AppError("invalid", "since is no cursor of this stream.", {
        fieldErrors: { since: ["Give the cursor of the last event you read, unchanged."] },
      });
    if (since !== null && !(await isOwnCursor(ctx, actor, since)))
      throw new AppError("forbidden", "since holds a cursor of a strategy that is not yours; leave it out.");
    const asEvents = headers.get("accept")?.includes("text/event-stream") === true;
    const type = asEvents ? "text/event-stream" : "application/x-ndjson";
    const places = since ?? (await placesNow(ctx, actor));
    const cursor = cursorOf(places);
    const answer = { headers: { "content-type": type, "x-accel-buffering": "no", "x-stream-cursor": cursor } };
    if (method === "HEAD") return new Response(null, answer); // nobody would read or end a body

    const stop = new AbortController();
    const ended = AbortSignal.any([request.signal, stop.signal]);
    limitStream(actor.userId, ended);
    const stillSignedIn = async () => {
      const found = await actorOf(ctx, headers).catch(() => null); // kept for a moment, so most looks ask no row
      return found?.actor.userId === actor.userId;
    };
    const news = streamSignals(ctx, actor, places, (query.wait ?? WAIT_SEC) * 1_000, ended, stillSignedIn);
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        // Next sends the head with the first chunk, so an empty one tells a client of a quiet market that he is connected, and from where.
        controller.enqueue(encoder.encode(asEvents ? `${EVENTS_BEGIN}id: ${cursor}\n\n` : ""));
      },
      async pull(controller) {
        const next = await news.next().catch((error: unknown) => {
          stop.abort();
          throw error;
        });
        if (next.done === true) {
          stop.abort();
          controller.close();
        } else
          controller.enqueue(
            encoder.encode(asEvents ? serverSentEvent(next.value) : `${JSON.stringify(next.value)}\n`),
          );
      },
      cancel: () => stop.abort(),
    });
    return new Response(body, answer);
  },
);

function serverSentEvent(news: SignalNews | SignalSnapshot): string {
  const name = "event" in news ? "signal" : "snapshot";
  return `id: ${news.cursor}\nevent: ${name}\ndata: ${JSON.stringify(news)}\n\n`;
}
