import { toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { candleFault } from "@/lib/trading/market/candle";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { chunkStart, decodeChunk } from "./candle-chunk.ts";
import type { CandleSeries } from "./candle-series.ts";
import { measureSeries, readChunks } from "./repository.ts";

/** Reads a stored series whole and tells what is wrong with it, in words; an empty list when it is as it was imported. */
export async function verifySeries(ctx: Pick<Ctx, "db">, series: CandleSeries): Promise<readonly string[]> {
  const faults: string[] = [];
  const length = TIMEFRAME_MS[series.timeframe];
  let previous = Number.NEGATIVE_INFINITY;
  for await (const chunk of readChunks(ctx.db, series)) {
    const candles = decodeChunk(chunk.data);
    if (candles.length !== chunk.bars)
      faults.push(`the chunk of ${toIso(utcMs(chunk.startMs))} says ${chunk.bars} bars and holds ${candles.length}`);
    for (const candle of candles) {
      const fault =
        candleFault(candle, length) ??
        (candle.time <= previous ? "it is not after the bar before it" : null) ??
        (chunkStart(candle.time, series.timeframe) === chunk.startMs ? null : "it lies in the wrong chunk");
      if (fault !== null) faults.push(`the bar of ${toIso(utcMs(candle.time))}: ${fault}`);
      previous = candle.time;
    }
  }
  const measured = await measureSeries(ctx.db, series);
  for (const name of ["bars", "gaps", "fromMs", "toMs", "hash"] as const)
    if (measured[name] !== series[name]) faults.push(`${name} should be ${series[name]} and is ${measured[name]}`);
  return faults;
}
