import { streamQuery } from "@/lib/features/signals/input";
import {
  isOwnCursor,
  readSince,
  type SignalNews,
  type SignalSnapshot,
  streamSignals,
} from "@/lib/features/signals/stream-signals";
import { AppError } from "@/lib/kernel/errors";
import { route } from "@/lib/runtime/route";

const WAIT_SEC = 25;

/**
 * Catches up from `since`, then tells what comes for `wait` seconds; the client comes back with the cursor of the last line. NDJSON, or with
 * `Accept: text/event-stream` server-sent events, whose id is the cursor: EventSource gives it back as Last-Event-ID by itself.
 */
export const GET = route(
  { access: "user", scope: "read", query: streamQuery },
  async ({ ctx, actor, query, request }) => {
    const asked = query.since ?? request.headers.get("last-event-id") ?? undefined;
    const since = asked === undefined ? null : readSince(asked);
    if (asked !== undefined && since === null)
      throw new AppError("invalid", "since is no cursor of this stream.", {
        fieldErrors: { since: ["Give the cursor of the last event you read, unchanged."] },
      });
    if (since !== null && !(await isOwnCursor(ctx, actor, since)))
      throw new AppError("forbidden", "since holds a cursor of a strategy that is not yours; leave it out.");
    const asEvents = request.headers.get("accept")?.includes("text/event-stream") === true;
    const stop = new AbortController();
    const news = streamSignals(
      ctx,
      actor,
      since,
      (query.wait ?? WAIT_SEC) * 1_000,
      AbortSignal.any([request.signal, stop.signal]),
    );
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const next = await news.next();
        if (next.done === true) controller.close();
        else
          controller.enqueue(
            encoder.encode(asEvents ? serverSentEvent(next.value) : `${JSON.stringify(next.value)}\n`),
          );
      },
      cancel: () => stop.abort(),
    });
    const type = asEvents ? "text/event-stream" : "application/x-ndjson";
    return new Response(body, { headers: { "content-type": type, "x-accel-buffering": "no" } });
  },
);

function serverSentEvent(news: SignalNews | SignalSnapshot): string {
  const name = "event" in news ? "signal" : "snapshot";
  return `id: ${news.cursor}\nevent: ${name}\ndata: ${JSON.stringify(news)}\n\n`;
}
