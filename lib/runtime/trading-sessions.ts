import { setTimeout as delay } from "node:timers/promises";
import type { TickWatcher } from "@/lib/features/candles/run-feed";
import { exchangeBars, replayedBars } from "@/lib/features/trading-sessions/closed-bars";
import { SessionRunner } from "@/lib/features/trading-sessions/session-runner";
import { createCcxtHistory } from "@/lib/integrations/ccxt/ccxt-history";
import type { CandleHistory, HistorySource } from "@/lib/ports/candle-history";
import type { Ctx } from "@/lib/ports/ctx";
import type { Settings } from "./env.ts";
import { pause } from "./schedules.ts";
import type { LeasedTask } from "./tasks.ts";

const LOOK_MS = 1_000;

export interface TradingSessions {
  /** Sees the prices of a replayed market; of an exchange's none is needed. */
  readonly watchers: readonly TickWatcher[];
  readonly task: LeasedTask;
}

/**
 * Running trading sessions. In a replay the prices lead: a candle is taken before the market goes on. Of an exchange closed candles are asked
 * for as they are due. Either way all sessions are looked at each second, so what was missed is made up.
 */
export function tradingSessions(
  ctx: Ctx,
  settings: Pick<Settings, "MARKET_SOURCE" | "EXCHANGE_URLS">,
): TradingSessions {
  if (settings.MARKET_SOURCE !== "exchange") {
    const runner = new SessionRunner(ctx, replayedBars(ctx));
    return { watchers: [(ticker) => runner.onTick(ticker)], task: looking(ctx, runner, async () => undefined) };
  }
  const history = keptOpen(createCcxtHistory({ urls: settings.EXCHANGE_URLS, sleep }));
  return { watchers: [], task: looking(ctx, new SessionRunner(ctx, exchangeBars(ctx, history)), history.close) };
}

function looking(ctx: Pick<Ctx, "log">, runner: SessionRunner, close: () => Promise<void>): LeasedTask {
  return {
    name: "trading-sessions",
    async run(signal) {
      while (!signal.aborted) {
        await runner
          .look()
          .catch((error: unknown) => ctx.log.warn({ err: error }, "trading sessions: the database did not answer"));
        await pause(LOOK_MS, signal);
      }
      await runner.settled();
      await close();
    },
  };
}

/** An exchange lists its markets once, not at each candle: a source stays open and is asked again. One that failed to open is tried anew. */
function keptOpen(history: CandleHistory): CandleHistory & { close(): Promise<void> } {
  const open = new Map<string, Promise<HistorySource>>();
  return {
    async open(exchange, symbol, signal) {
      const name = `${exchange} ${symbol}`;
      const kept = open.get(name) ?? history.open(exchange, symbol, signal);
      open.set(name, kept);
      try {
        return { ...(await kept), close: () => Promise.resolve() };
      } catch (error) {
        open.delete(name);
        throw error;
      }
    },
    async close() {
      const sources = await Promise.allSettled([...open.values()]);
      open.clear();
      for (const source of sources) if (source.status === "fulfilled") await source.value.close();
    },
  };
}

async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}
