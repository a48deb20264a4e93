import { setTimeout as delay } from "node:timers/promises";
import { ensureGenerated } from "@/lib/features/candles/ensure-generated";
import { createReplayStore, type ReplaySettings } from "@/lib/features/candles/replay-store";
import { runFeed, type TickWatcher } from "@/lib/features/candles/run-feed";
import { CcxtFeed } from "@/lib/integrations/ccxt/ccxt-feed";
import { ReplayFeed } from "@/lib/integrations/local/replay/replay-feed";
import type { Ctx } from "@/lib/ports/ctx";
import { parseSymbol } from "@/lib/trading/market/symbol";
import type { Settings } from "./env.ts";
import type { LeasedTask } from "./tasks.ts";
import { watchedSymbols } from "./watched-symbols.ts";

/** The market: one worker at a time reads prices, writes them down and shows each to the watchers, in order. */
export function marketTask(ctx: Ctx, settings: Settings, watchers: readonly TickWatcher[]): LeasedTask {
  return {
    name: "market",
    async run(stop) {
      if (settings.MARKET_SOURCE === "exchange") {
        const { clock, log } = ctx;
        const watched = () => watchedSymbols(ctx);
        const feed = new CcxtFeed({ urls: settings.EXCHANGE_URLS, clock, log, watched, sleep });
        return runFeed(ctx, feed, watchers, stop);
      }
      const replay = replaySettings(settings);
      await ensureGenerated(ctx, replay.generated);
      const store = createReplayStore(ctx, replay, () => watchedSymbols(ctx));
      await runFeed(ctx, new ReplayFeed({ store, clock: ctx.clock, sleep }), watchers, stop);
    },
  };
}

function replaySettings(settings: Settings): ReplaySettings {
  return {
    from: settings.REPLAY_FROM?.getTime() ?? null,
    speed: settings.REPLAY_SPEED,
    symbols: (settings.REPLAY_SYMBOLS ?? []).map((typed) => {
      const parsed = parseSymbol(typed);
      return parsed.ok ? parsed.value.symbol : typed;
    }),
    generated: settings.ENABLE_MOCK_DATA,
  };
}

async function sleep(ms: number, stop: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal: stop }).catch(() => undefined);
}
