import { invariant } from "@/lib/kernel/errors";
import type { Ctx } from "@/lib/ports/ctx";
import type { ReplaySeries, ReplayStore } from "@/lib/ports/market-data";
import { candlesOf } from "@/lib/trading/market/bars";
import { readBars } from "./chunk-repository.ts";
import { lentSeries } from "./lent-series.ts";
import { playedSeries, startReplay } from "./replay.ts";
import { advanceReplay, findReplay, lockReplay, putReplay } from "./replay-repository.ts";
import { findInstrument, listSeriesRows, putInstrument, type Rows } from "./repository.ts";

/** The REPLAY_* settings. */
export interface ReplaySettings {
  readonly from: number | null;
  readonly speed: number;
  /** Empty: all that are stored. */
  readonly symbols: readonly string[];
  /** Play generated series even where real ones are stored. */
  readonly generated: boolean;
}

/** Stored candles and the replay's row, as the feed walks them. */
export function createReplayStore(
  ctx: Pick<Ctx, "db" | "clock">,
  settings: ReplaySettings,
  /** What is asked for by exchange and symbol: without candles of its own it is lent another exchange's. */
  watched: () => Promise<readonly { readonly exchange: string; readonly symbol: string }[]> = async () => [],
): ReplayStore {
  const { db, clock } = ctx;
  return {
    async series() {
      const own = await replaySeries(db, settings);
      const lent = lentSeries(own, await watched());
      for (const { exchange, instrument } of lent)
        if ((await findInstrument(db, exchange, instrument.symbol)) === null)
          await putInstrument(db, exchange, instrument, clock.now());
      return [...own, ...lent];
    },
    bars: async ({ exchange, lender = exchange, instrument, timeframe }, from, to) =>
      candlesOf(await readBars(db, { exchange: lender, symbol: instrument.symbol, timeframe }, from, to)),
    open: (series) =>
      db.transaction(async (tx) => {
        const found = await lockReplay(tx);
        const madeFrom = madeFromOf(settings, series);
        if (found?.madeFrom === madeFrom) return found;
        if (madeFromOf(settings, await replaySeries(tx, settings)) !== madeFrom) return null;
        const revision = (found?.revision ?? 0) + 1;
        const state = { ...startReplay(series, settings, clock.now()), revision };
        await putReplay(tx, state, madeFrom);
        return state;
      }),
    async read() {
      const found = await findReplay(db);
      invariant(found !== null, "the replay's row is gone");
      return found;
    },
    update: (revision, change) => advanceReplay(db, revision, change),
  };
}

/**
 * What a replay's state was made from, as its row keeps it. Other settings begin anew; so do real candles in the place of generated ones,
 * which are another market with another time.
 */
export function madeFromOf(
  { from, speed, symbols, generated }: ReplaySettings,
  series: readonly ReplaySeries[],
): string {
  return JSON.stringify({ from, speed, symbols, generated, real: series.some(({ source }) => source === "replay") });
}

/** The settings inside what `madeFromOf` wrote: the worker's, so that the web need not be started with the same ones. */
export function settingsOf(madeFrom: string | null): ReplaySettings {
  const found: { from?: unknown; speed?: unknown; symbols?: unknown; generated?: unknown } = JSON.parse(
    madeFrom ?? "{}",
  );
  return {
    from: typeof found.from === "number" ? found.from : null,
    speed: typeof found.speed === "number" ? found.speed : 1,
    symbols: Array.isArray(found.symbols) ? found.symbols.filter((symbol) => typeof symbol === "string") : [],
    generated: found.generated === true,
  };
}

/** The series that a replay plays, with their instruments. */
export async function replaySeries(
  db: Rows,
  settings: Pick<ReplaySettings, "symbols" | "generated">,
): Promise<ReplaySeries[]> {
  const found: ReplaySeries[] = [];
  for (const series of playedSeries(await listSeriesRows(db), settings)) {
    const instrument = await findInstrument(db, series.exchange, series.symbol);
    if (instrument === null) continue;
    found.push({
      exchange: series.exchange,
      timeframe: series.timeframe,
      instrument,
      source: series.source === "generated" ? "generated" : "replay",
      fromMs: series.fromMs,
      toMs: series.toMs,
    });
  }
  return found;
}
