import type { ReplaySeries, ReplayStore } from "@/lib/ports/market-data";
import type { Candle } from "@/lib/trading/market/candle";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";

/** Bars that are read at once. */
const WINDOW_BARS = 2_000;

/** Hands out single bars of a series and reads them in windows, ahead of a walk that goes forward. */
export class BarWindow {
  readonly #store: Pick<ReplayStore, "bars">;
  readonly #series: ReplaySeries;
  #from = 0;
  #to = 0;
  #bars: ReadonlyMap<number, Candle> = new Map();

  constructor(store: Pick<ReplayStore, "bars">, series: ReplaySeries) {
    this.#store = store;
    this.#series = series;
  }

  /** The bar that opens at `time`; null in a gap and outside of the series. */
  async at(time: number): Promise<Candle | null> {
    if (time < this.#series.fromMs || time > this.#series.toMs) return null;
    if (time < this.#from || time >= this.#to) {
      const to = time + WINDOW_BARS * TIMEFRAME_MS[this.#series.timeframe];
      const bars = await this.#store.bars(this.#series, time, to);
      this.#bars = new Map(bars.map((bar) => [bar.time, bar]));
      this.#from = time;
      this.#to = to;
    }
    return this.#bars.get(time) ?? null;
  }
}
