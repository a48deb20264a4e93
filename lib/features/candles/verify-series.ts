import { toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { barFaults, gapFault } from "@/lib/trading/market/bar-faults";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { type Chunk, packChunk, unpackChunk } from "./candle-chunk.ts";
import type { CandleSeries } from "./candle-series.ts";
import { measureSeries, readChunks } from "./chunk-repository.ts";

/** More would scroll the first, telling ones off the screen. */
const FAULTS_MAX = 20;

/** Chunks between two tellings: 130,000 bars. */
const TELL_CHUNKS = 32;

export interface VerifyOptions {
  readonly gapsAllowed?: boolean;
  /** Told now and then how many bars were looked at; what it throws ends the reading. */
  readonly onRead?: ((bars: number) => Promise<void>) | undefined;
}

/**
 * Reads a stored series whole and tells what is wrong with it, in words, the first 20 faults; an empty list when it is as it was imported.
 * Missing bars are told too, unless `gapsAllowed`.
 */
export async function verifySeries(
  ctx: Pick<Ctx, "db">,
  series: CandleSeries,
  { gapsAllowed = false, onRead }: VerifyOptions = {},
): Promise<readonly string[]> {
  const length = TIMEFRAME_MS[series.timeframe];
  const faults: string[] = [];
  let previous = Number.NEGATIVE_INFINITY;
  let [chunks, bars] = [0, 0];
  for await (const chunk of readChunks(ctx.db, series)) {
    faults.push(...chunkFaults(chunk, series, gapsAllowed));
    if (!gapsAllowed && chunk.firstMs > previous + length && previous > 0)
      faults.push(`the bar of ${iso(chunk.firstMs)}: ${gapFault(previous + length, chunk.firstMs, length)}`);
    if (chunk.firstMs <= previous)
      faults.push(`the chunk of ${iso(chunk.startMs)} begins before the one before it ends`);
    previous = chunk.lastMs;
    chunks += 1;
    bars += chunk.bars;
    if (chunks % TELL_CHUNKS === 0) await onRead?.(bars);
  }
  const measured = await measureSeries(ctx.db, series);
  for (const name of ["bars", "gaps", "fromMs", "toMs", "hash"] as const)
    if (measured[name] !== series[name]) faults.push(`${name} should be ${series[name]} and is ${measured[name]}`);
  return faults.slice(0, FAULTS_MAX);
}

function chunkFaults(chunk: Chunk, { timeframe }: CandleSeries, gapsAllowed: boolean): string[] {
  let bars: ReturnType<typeof unpackChunk>;
  try {
    bars = unpackChunk(chunk, timeframe);
  } catch (error) {
    return [`the chunk of ${iso(chunk.startMs)}: ${error instanceof Error ? error.message : String(error)}`];
  }
  const faults = barFaults(bars, TIMEFRAME_MS[timeframe], { most: FAULTS_MAX, gapsAllowed }).map(
    ({ row, fault }) => `the bar of ${iso(bars.time[row] ?? 0)}: ${fault}`,
  );
  const packed = packChunk(bars, timeframe);
  for (const name of ["startMs", "firstMs", "lastMs", "bars", "gaps", "hash"] as const)
    if (packed[name] !== chunk[name])
      faults.push(`the chunk of ${iso(chunk.startMs)}: ${name} should be ${chunk[name]} and is ${packed[name]}`);
  return faults;
}

function iso(at: number): string {
  return toIso(utcMs(at));
}
