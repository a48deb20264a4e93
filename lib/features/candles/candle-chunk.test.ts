import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { barsOf, sliceBars } from "@/lib/trading/market/bars";
import { CHUNK_BARS, chunkRows, dataHash, hashOfChunks, packChunk, unpackChunk } from "./candle-chunk.ts";

const MINUTE = 60_000;
const SPAN = CHUNK_BARS * MINUTE;
const value = fc.double({ min: 1e-9, max: 1e12, noNaN: true });
const candle = fc.record({ open: value, high: value, low: value, close: value, volume: value });
/** Bars of one chunk, whichever places of it are filled. */
const chunkOf = fc
  .uniqueArray(fc.nat(CHUNK_BARS - 1), { minLength: 1, maxLength: 40 })
  .chain((places) =>
    fc.tuple(
      fc.nat(1_000),
      fc.tuple(...places.sort((a, b) => a - b).map((place) => candle.map((one) => ({ ...one, place })))),
    ),
  )
  .map(([chunk, candles]) =>
    barsOf(candles.map(({ place, ...one }) => ({ ...one, time: chunk * SPAN + place * MINUTE }))),
  );

describe("a chunk", () => {
  it("keeps bars to the last bit, with and without holes, in at most 48 bytes each once it is a chunk worth the name", () => {
    fc.assert(
      fc.property(chunkOf, (bars) => {
        const packed = packChunk(bars, "1m");
        expect(unpackChunk(packed, "1m")).toEqual(bars);
        expect(packed.data.byteLength).toBe(bars.length * 40 + (packed.gaps > 0 ? 512 : 0));
        expect([packed.firstMs, packed.lastMs, packed.bars]).toEqual([bars.time[0], bars.time.at(-1), bars.length]);
      }),
    );
  });

  const bar = (place: number, close = 1) => ({ time: place * MINUTE, open: 1, high: 2, low: 1, close, volume: 0 });

  it("counts its holes and says which bar is missing by nothing but its places", () => {
    const holed = packChunk(barsOf([bar(3), bar(4), bar(8), bar(10)]), "1m");
    expect(holed).toMatchObject({ startMs: 0, firstMs: 3 * MINUTE, lastMs: 10 * MINUTE, gaps: 2, bars: 4 });
    expect([...unpackChunk(holed, "1m").time].map((time) => time / MINUTE)).toEqual([3, 4, 8, 10]);
  });

  it("has another hash for another value, another time and another timeframe", () => {
    const hashes = [
      packChunk(barsOf([bar(0)]), "1m"),
      packChunk(barsOf([bar(0, 1.5)]), "1m"),
      packChunk(barsOf([bar(1)]), "1m"),
      packChunk(barsOf([bar(0)]), "5m"),
    ].map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(4);
  });

  it("is refused when its bytes are not as many as its counts say", () => {
    const packed = packChunk(barsOf([bar(0), bar(1)]), "1m");
    expect(() => unpackChunk({ ...packed, data: packed.data.subarray(1) }, "1m")).toThrow(/79 bytes are no 2 bars/);
    const holed = packChunk(barsOf([bar(0), bar(2)]), "1m");
    holed.data[0] = 0xff;
    expect(() => unpackChunk(holed, "1m")).toThrow(/marks more than its 2 bars/);
  });
});

it("names loaded data by the hash that the store has for them", () => {
  const bars = barsOf(
    Array.from({ length: 9_000 }, (_, i) => ({
      time: (100 + i) * MINUTE,
      open: 1,
      high: 3,
      low: 1,
      close: 1 + i / 9_000,
      volume: i,
    })),
  );
  const rows = [...chunkRows(bars, "1m")];
  expect(rows.map(({ from, to }) => to - from)).toEqual([3_996, 4_096, 908]);
  const chunks = rows.map(({ from, to }) => packChunk(sliceBars(bars, from, to), "1m"));
  expect(dataHash(bars, "1m")).toBe(hashOfChunks(chunks.map(({ hash }) => hash)));
  expect(dataHash(sliceBars(bars, 0, 8_999), "1m")).not.toBe(dataHash(bars, "1m"));
});
