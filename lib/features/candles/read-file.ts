import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { AppError } from "@/lib/kernel/errors";
import { type Result, refuse } from "@/lib/kernel/result";
import type { ArrowFormat } from "@/lib/ports/arrow-format";
import type { FundingColumns } from "@/lib/trading/engine/settings";
import type { Bars } from "@/lib/trading/market/bars";
import type { Timeframe } from "@/lib/trading/market/timeframe";
import { barsOfColumns } from "./bars-of-columns.ts";
import { CandleParser, FILE_BYTES_MAX } from "./parse-candles.ts";
import { parseFunding } from "./parse-funding.ts";

/** What arrives of a file, in blocks of any size. */
export type Blocks = AsyncIterable<Uint8Array>;

const BLOCK_BYTES = 1_048_576;
/** Thirty years of three events a day are 33,000 lines. */
const FUNDING_BYTES_MAX = 16 * BLOCK_BYTES;

export function blocksOfFile(path: string): Blocks {
  return createReadStream(path, { highWaterMark: BLOCK_BYTES });
}

/** Reads bars from CSV, ccxt's JSON or an Arrow file (freqtrade's feather), .gz too; what it is shows in its first bytes. */
export function readCandles(
  blocks: Blocks,
  timeframe: Timeframe,
  arrow: ArrowFormat,
  options: { readonly gapsAllowed?: boolean } = {},
): Promise<Result<Bars, "bad_file" | "bad_rows">> {
  return readable(async () => {
    const { first, all } = await peek(unpacked(blocks));
    if (startsWith(first, "ARROW1"))
      return barsOfColumns(await arrow.read(await whole(all, FILE_BYTES_MAX)), timeframe, options);
    const parser = new CandleParser(timeframe, options);
    for await (const block of all) if (!parser.push(block)) break;
    return parser.end();
  });
}

/** Reads `timestamp,funding_rate`, .gz too. */
export function readFundingFile(blocks: Blocks): Promise<Result<FundingColumns, "bad_file" | "bad_rows">> {
  return readable(async () => parseFunding((await whole(unpacked(blocks), FUNDING_BYTES_MAX)).toString("utf8")));
}

/** A file that is not there, or damaged, is told like one with bad rows. */
async function readable<T>(
  read: () => Promise<Result<T, "bad_file" | "bad_rows">>,
): Promise<Result<T, "bad_file" | "bad_rows">> {
  try {
    return await read();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const message = error instanceof Error ? error.message : String(error);
    if (code.startsWith("Z_")) return refuse("bad_file", `the .gz is damaged: ${message}`);
    if (error instanceof TooLarge || (error instanceof AppError && error.code === "bad_request"))
      return refuse("bad_file", message);
    if (/^E[A-Z]+$/.test(code)) return refuse("bad_file", `it cannot be read: ${message}`);
    throw error;
  }
}

class TooLarge extends Error {}

async function* unpacked(blocks: Blocks): AsyncGenerator<Uint8Array> {
  const { first, all } = await peek(blocks);
  if (first[0] !== 0x1f || first[1] !== 0x8b) {
    yield* all;
    return;
  }
  const gunzip = createGunzip({ chunkSize: BLOCK_BYTES });
  const feeding = pipeline(Readable.from(all), gunzip);
  feeding.catch(() => undefined); // told by the loop below, which reads the same stream
  yield* gunzip;
  await feeding;
}

/** The first block, and all of them with it in front. */
async function peek(blocks: Blocks): Promise<{ first: Uint8Array; all: Blocks }> {
  const iterator = blocks[Symbol.asyncIterator]();
  const start = await iterator.next();
  const first = start.done === true ? new Uint8Array(0) : start.value;
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (first.length > 0) yield first;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { first, all: all() };
}

async function whole(blocks: Blocks, most: number): Promise<Buffer> {
  const kept: Uint8Array[] = [];
  let bytes = 0;
  for await (const block of blocks) {
    bytes += block.byteLength;
    if (bytes > most) throw new TooLarge(`it is larger than ${most / 1_048_576} MiB unpacked`);
    kept.push(block);
  }
  return Buffer.concat(kept);
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return (
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, text.length)).toString("latin1") === text
  );
}
