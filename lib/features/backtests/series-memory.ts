import { dataHash } from "@/lib/features/candles/candle-chunk";
import type { SeriesKey } from "@/lib/features/candles/candle-series";
import { loadBars } from "@/lib/features/candles/load-bars";
import { readableSeries } from "@/lib/features/candles/queries";
import { AppError } from "@/lib/kernel/errors";
import type { BarCache } from "@/lib/ports/bar-cache";
import type { Ctx } from "@/lib/ports/ctx";
import { type Bars, barsBytes, firstRowAt, sliceBars } from "@/lib/trading/market/bars";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";

/** Bars of a run, in memory that every thread sees, with what names them in a report. */
export interface RunBars {
  readonly bars: Bars;
  /** sha256 of these very bars. */
  readonly dataHash: string;
  /** Timeframe of the stored series; shorter than the run's own where the bars are made of it. */
  readonly storedTimeframe: string;
  readonly source: string;
}

interface Kept {
  readonly bars: Bars;
  readonly source: string;
  readonly storedTimeframe: string;
  /** Hashes of ranges asked for, by "from to". */
  readonly hashes: Map<string, string>;
}

const BYTES_MAX = 384 * 2 ** 20;

/**
 * Series that were read, in shared memory, the last used kept: many runs over one series read it once. A series that was written to has
 * another hash, so what is kept is never stale.
 */
export class SeriesMemory {
  readonly #ctx: Pick<Ctx, "db">;
  readonly #cache: BarCache | undefined;
  readonly #bytesMax: number;
  /** In the order of use. */
  readonly #kept = new Map<string, Kept>();
  readonly #loading = new Map<string, Promise<Kept>>();

  constructor(ctx: Pick<Ctx, "db">, options: { cache?: BarCache; bytesMax?: number } = {}) {
    this.#ctx = ctx;
    this.#cache = options.cache;
    this.#bytesMax = options.bytesMax ?? BYTES_MAX;
  }

  /** Bars that open in [from, to). @throws AppError "conflict" when there are none (any more) */
  async read(key: SeriesKey, from: number, to: number): Promise<RunBars> {
    const series = await readableSeries(this.#ctx.db, key, { from, to });
    if (series === null) throw new AppError("conflict", `${nameOf(key)} is no longer stored.`);
    const name = `${nameOf(key)} ${series.hash}`;
    const kept = this.#kept.get(name) ?? (await this.#load(name, key));
    this.#use(name, kept);
    const bars = sliceBars(kept.bars, firstRowAt(kept.bars, from), firstRowAt(kept.bars, to));
    if (bars.length < 2) throw new AppError("conflict", `${nameOf(key)} has fewer than two bars in this time.`);
    const range = `${bars.time[0]} ${bars.length}`;
    const hash = kept.hashes.get(range) ?? dataHash(bars, key.timeframe);
    kept.hashes.set(range, hash);
    return { bars, dataHash: hash, source: kept.source, storedTimeframe: kept.storedTimeframe };
  }

  #load(name: string, key: SeriesKey): Promise<Kept> {
    const known = this.#loading.get(name);
    if (known !== undefined) return known;
    const loading = loadBars(this.#ctx, key, {
      shared: true,
      ...(this.#cache === undefined ? {} : { cache: this.#cache }),
    })
      .then((loaded) => {
        if (!loaded.ok) throw new AppError("conflict", loaded.detail);
        const { bars, series } = loaded.value;
        const whole =
          series.timeframe === key.timeframe ? [[`${bars.time[0]} ${bars.length}`, series.hash] as const] : [];
        return { bars, source: series.source, storedTimeframe: series.timeframe, hashes: new Map(whole) };
      })
      .finally(() => this.#loading.delete(name));
    this.#loading.set(name, loading);
    return loading;
  }

  #use(name: string, kept: Kept): void {
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    let bytes = 0;
    for (const { bars } of this.#kept.values()) bytes += barsBytes(bars.length);
    for (const [oldest, { bars }] of this.#kept) {
      if (bytes <= this.#bytesMax || oldest === name) return;
      this.#kept.delete(oldest);
      bytes -= barsBytes(bars.length);
    }
  }
}

function nameOf({ exchange, symbol, timeframe }: SeriesKey): string {
  return `${exchange} ${symbol} ${timeframe}`;
}

/** Length of a bar of this series in milliseconds. */
export function barMsOf({ timeframe }: Pick<SeriesKey, "timeframe">): number {
  return TIMEFRAME_MS[timeframe];
}
