import { utcMs } from "@/lib/kernel/time";
import type { Clock } from "@/lib/ports/clock";
import type { FeedReader, MarketFeed, ReplaySeries, ReplayState, ReplayStore } from "@/lib/ports/market-data";
import type { Ticker } from "@/lib/ports/prices";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { nextPointTime, pointAt } from "@/lib/trading/simulated/replay-grid";
import { pathPoint } from "@/lib/trading/simulated/replay-path";
import { BarWindow } from "./bar-window.ts";

export interface ReplayFeedOptions {
  readonly store: ReplayStore;
  readonly clock: Clock;
  /** Resolves after `ms` or once aborted. */
  readonly sleep: (ms: number, stop: AbortSignal) => Promise<void>;
}

/** How often a resting replay looks for a command, and how far a walk may sleep past its due time. */
const LOOK_MS = 100;
/** A price is stamped anew at this interval while nothing moves: it is quiet, not stale. */
const RESTAMP_MS = 1_000;
/** Behind by more of the clock's time than this (a stop, a moved clock, a slow machine), the market goes on from where it was: it never rushes. */
const BEHIND_MAX_MS = 3_000;
/** Series that were imported while it runs are found after this time. */
const RELOAD_MS = 15_000;

interface Played {
  readonly series: ReplaySeries;
  readonly window: BarWindow;
}

/**
 * Plays stored candles as a live market (docs/decisions/0004). It walks a fixed grid of points, one after the other, and notes each only
 * after its effects are committed: a killed walk goes on at the very point where it was, which may be delivered twice and never left out.
 */
export class ReplayFeed implements MarketFeed {
  readonly #options: ReplayFeedOptions;

  constructor(options: ReplayFeedOptions) {
    this.#options = options;
  }

  async run(reader: FeedReader, stop: AbortSignal): Promise<void> {
    const { store, clock } = this.#options;
    let played: readonly Played[] = [];
    let loadedAt = Number.NEGATIVE_INFINITY;
    let stampedAt = Number.NEGATIVE_INFINITY;
    let loadedFor = -1;
    let state: ReplayState | null = null;
    while (!stop.aborted) {
      // A command may name a time of candles that were imported just before it.
      const due = clock.now() - loadedAt >= RELOAD_MS || clock.now() < loadedAt || state?.revision !== loadedFor;
      if (due || state === null) {
        played = await this.#load(played);
        loadedAt = clock.now();
        if (played.length === 0) {
          state = null;
          await this.#options.sleep(RESTAMP_MS, stop);
          continue;
        }
        const opened = await store.open(played.map(({ series }) => series));
        if (opened === null) {
          loadedAt = Number.NEGATIVE_INFINITY;
          continue;
        }
        state = state === null ? await this.#resume(opened) : opened;
        loadedFor = state.revision;
      }
      if (!state.paused && clock.now() < state.anchorClockMs) state = await this.#resume(state); // the clock was set back
      const timeframes = played.map(({ series }) => series.timeframe);
      const time = nextPointTime(state.walkedMs, timeframes);
      const target = Math.min(targetOf(state, clock.now()), endOf(played));
      if (time <= target) {
        const rests = state.paused && nextPointTime(time, timeframes) > target;
        state = await this.#walk(reader, played, state, time, rests, target);
        stampedAt = clock.now();
        continue;
      }
      if (clock.now() - stampedAt >= RESTAMP_MS || clock.now() < stampedAt) {
        await this.#stamp(reader, played, state.walkedMs);
        stampedAt = clock.now();
      }
      await this.#options.sleep(state.paused ? LOOK_MS : Math.min(LOOK_MS, waitOf(state, time, clock.now())), stop);
      state = await store.read();
    }
  }

  /** Walks one point: its prices, then its place. A command that came in between is read, and decides where to go on. */
  async #walk(
    reader: FeedReader,
    played: readonly Played[],
    state: ReplayState,
    time: number,
    rests: boolean,
    target: number,
  ): Promise<ReplayState> {
    const { store, clock } = this.#options;
    const now = clock.now();
    const behind = state.paused ? 0 : (target - time) / state.speed;
    if (behind > BEHIND_MAX_MS) {
      const changed = await store.update(state.revision, { anchorMarketMs: state.walkedMs, anchorClockMs: now });
      return changed ?? store.read();
    }
    for (const { series, window } of played) {
      const point = pointAt(time, series.timeframe);
      if (!point.exact) continue;
      const ticker = await this.#tickerAt(series, window, time);
      if (ticker !== null) await reader.onTick(ticker);
    }
    if (rests) await reader.onRest();
    const noted = await store.update(state.revision, { walkedMs: time, ...(rests ? { stepBars: 0 } : {}) });
    return noted ?? store.read();
  }

  /** Hands the last prices over again with a new receive time. Where there is no bar (a gap, the end) a price is left to become stale. */
  async #stamp(reader: FeedReader, played: readonly Played[], walkedMs: number): Promise<void> {
    for (const { series, window } of played) {
      const ticker = await this.#tickerAt(series, window, walkedMs);
      if (ticker !== null) await reader.onTick(ticker);
    }
  }

  async #tickerAt(series: ReplaySeries, window: BarWindow, time: number): Promise<Ticker | null> {
    const { barTime, index } = pointAt(time, series.timeframe);
    const bar = await window.at(barTime);
    if (bar === null) return null;
    const point = pathPoint(bar, TIMEFRAME_MS[series.timeframe], index, series.instrument.tick);
    return {
      exchange: series.exchange,
      symbol: series.instrument.symbol,
      bid: point.bid,
      ask: point.ask,
      last: point.last,
      exchangeAt: utcMs(point.time),
      receivedAt: this.#options.clock.now(),
      source: series.source,
    };
  }

  async #load(before: readonly Played[]): Promise<readonly Played[]> {
    const found = await this.#options.store.series();
    const played: Played[] = [];
    for (const series of found) {
      const same = before.find((old) => JSON.stringify(old.series) === JSON.stringify(series));
      played.push(same ?? { series, window: new BarWindow(this.#options.store, series) });
    }
    return played;
  }

  /** While nobody walked, market time stood still: a running replay goes on from where it was, now. */
  async #resume(state: ReplayState): Promise<ReplayState> {
    if (state.paused) return state;
    const anchorMarketMs = Math.max(state.walkedMs, Math.min(state.anchorMarketMs, state.walkedMs + 1));
    const { store, clock } = this.#options;
    return (await store.update(state.revision, { anchorMarketMs, anchorClockMs: clock.now() })) ?? store.read();
  }
}

/** Market time that should be walked by now. A paused replay walks up to its anchor: where it was told to go, or a step's end. */
function targetOf(state: ReplayState, now: number): number {
  return state.paused ? state.anchorMarketMs : state.anchorMarketMs + (now - state.anchorClockMs) * state.speed;
}

/** Clock milliseconds until the point at market time `time` is due. */
function waitOf(state: ReplayState, time: number, now: number): number {
  return Math.max(1, Math.ceil((time - targetOf(state, now)) / state.speed));
}

/** Market time at which the last of the bars ends: beyond it there is nothing to walk. */
function endOf(played: readonly Played[]): number {
  return Math.max(...played.map(({ series }) => series.toMs + TIMEFRAME_MS[series.timeframe]));
}
