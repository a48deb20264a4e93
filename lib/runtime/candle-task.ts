import type { Task } from "graphile-worker";
import { runCandleJob } from "@/lib/features/candles/run-candle-job";
import { arrowFormat } from "@/lib/integrations/arrow/arrow-format";
import { createCcxtHistory } from "@/lib/integrations/ccxt/ccxt-history";
import { invariant } from "@/lib/kernel/errors";
import type { Ctx } from "@/lib/ports/ctx";
import type { Settings } from "./env.ts";
import { pause } from "./schedules.ts";

/** The worker's side of the candle store: imports, downloads and checks that an admin asked for. */
export function candleTask(ctx: Ctx, settings: Pick<Settings, "EXCHANGE_URLS">): Task {
  const history = createCcxtHistory({
    urls: settings.EXCHANGE_URLS,
    sleep: (ms, signal) => pause(ms, signal ?? new AbortController().signal),
  });
  const env = { ...ctx, arrow: arrowFormat, history };
  return async (payload, helpers) => {
    const id: unknown = typeof payload === "object" && payload !== null ? Reflect.get(payload, "id") : undefined;
    invariant(typeof id === "string", "a candle job without an id");
    await runCandleJob(env, id, helpers.abortSignal ?? new AbortController().signal);
  };
}

export { arrowFormat };
