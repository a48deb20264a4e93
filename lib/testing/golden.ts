import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Bars, barsOf } from "@/lib/trading/market/bars";

const SHARED = resolve("../shared");

/**
 * Candles of `../shared/data/FILE`, a gzipped CSV: open time (or a date), open, high, low, close, volume.
 * @throws Error in plain words when the fixtures do not lie beside the clone
 */
export function goldenBars(file: string, rows = Number.POSITIVE_INFINITY): Bars {
  const [, ...lines] = gunzipSync(readFileSync(sharedFile(`data/${file}`)))
    .toString()
    .trim()
    .split("\n");
  return barsOf(lines.slice(0, rows).map(candleOf));
}

/** A JSON file of `../shared/golden`; the caller names its shape. */
export function goldenJson<Shape>(file: string): Shape {
  return JSON.parse(readFileSync(sharedFile(`golden/${file}`), "utf8"));
}

function candleOf(row: string) {
  const [time = "", ...rest] = row.split(",");
  const [open = Number.NaN, high = Number.NaN, low = Number.NaN, close = Number.NaN, volume = Number.NaN] =
    rest.map(Number);
  return { time: time.includes("-") ? Date.parse(time) : Number(time), open, high, low, close, volume };
}

function sharedFile(path: string): string {
  const file = resolve(SHARED, path);
  if (!existsSync(file))
    throw new Error(`${file} is absent: the reference files must lie in ../shared beside the clone`);
  return file;
}
