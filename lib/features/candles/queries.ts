import type { Candle } from "@/lib/trading/market/candle";
import type { Instrument } from "@/lib/trading/market/instrument";
import type { CandleSeries, SeriesKey } from "./candle-series.ts";
import { findInstrument, findSeries, listSeriesRows, type Rows, readBars } from "./repository.ts";

/** Every stored series, by exchange, symbol and timeframe. */
export function listSeries(db: Rows): Promise<CandleSeries[]> {
  return listSeriesRows(db);
}

export function seriesByKey(db: Rows, key: SeriesKey): Promise<CandleSeries | null> {
  return findSeries(db, key);
}

/** Stored bars that open in [from, to), oldest first, whatever a replay's market time is: for tools, not for screens. */
export function storedBars(db: Rows, key: SeriesKey, from: number, to: number): Promise<Candle[]> {
  return readBars(db, key, from, to);
}

/** Tick, lot, smallest order and fees of a symbol; null where the symbol is not known. */
export function instrumentBySymbol(db: Rows, exchange: string, symbol: string): Promise<Instrument | null> {
  return findInstrument(db, exchange, symbol);
}
