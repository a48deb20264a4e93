import { streamQuery } from "@/lib/features/signals/input";
import { readSince, streamSignals } from "@/lib/features/signals/stream-signals";
import { AppError } from "@/lib/kernel/errors";
import { route } from "@/lib/runtime/route";

const WAIT_SEC = 25;

/** Catches up from `since`, then tells what comes for `wait` seconds; the client comes back with the cursor of the last line. */
export const GET = route(
  { access: "user", scope: "read", query: streamQuery },
  async ({ ctx, actor, query, request }) => {
    const since = query.since === undefined ? null : readSince(query.since);
    if (query.since !== undefined && since === null)
      throw new AppError("invalid", "since is no cursor of this stream.", {
        fieldErrors: { since: ["Give the cursor of the last event you read, unchanged."] },
      });
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
        else controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`));
      },
      cancel: () => stop.abort(),
    });
    return new Response(body, { headers: { "content-type": "application/x-ndjson", "x-accel-buffering": "no" } });
  },
);
