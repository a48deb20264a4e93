import { invariant } from "@/lib/kernel/errors";
import type { Ctx } from "@/lib/ports/ctx";
import type { ReplaySeries, ReplayStore } from "@/lib/ports/market-data";
import { playedSeries, startReplay } from "./replay.ts";
import { advanceReplay, findReplay, lockReplay, putReplay } from "./replay-repository.ts";
import { findInstrument, listSeriesRows, type Rows, readBars } from "./repository.ts";

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
export function createReplayStore(ctx: Pick<Ctx, "db" | "clock">, settings: ReplaySettings): ReplayStore {
  const { db, clock } = ctx;
  const { from, speed, symbols, generated } = settings;
  const madeFrom = JSON.stringify({ from, speed, symbols, generated });
  return {
    series: () => replaySeries(db, settings),
    bars: ({ exchange, instrument, timeframe }, from, to) =>
      readBars(db, { exchange, symbol: instrument.symbol, timeframe }, from, to),
    open: (series) =>
      db.transaction(async (tx) => {
        const found = await lockReplay(tx);
        if (found?.madeFrom === madeFrom) return found;
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
