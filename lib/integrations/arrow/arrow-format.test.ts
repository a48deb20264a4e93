import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCandles } from "@/lib/features/candles/read-file";
import { barsOf } from "@/lib/trading/market/bars";
import { arrowFormat } from "./arrow-format.ts";
import { unpackLz4Frame } from "./lz4-frame.ts";

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, "fixtures", name));
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
const read = (bytes: Uint8Array) => readCandles(once(bytes), "5m", arrowFormat);

describe("an Arrow file", () => {
  it.each(["freqtrade-lz4.feather", "freqtrade-zstd.feather"])("of freqtrade is read: %s", async (name) => {
    const bars = barsOf(
      Array.from({ length: 40 }, (_, i) => ({
        time: Date.UTC(2024, 0, 1) + i * 300_000,
        open: 100 + (i % 8) / 8,
        high: 102,
        low: 99,
        close: 100 + (i % 4) / 4,
        volume: i,
      })),
    );
    expect(await read(fixture(name))).toEqual({ ok: true, value: bars });
  });

  it("that we wrote holds every bit of the bars", async () => {
    const value = fc.double({ min: 1e-9, max: 1e12, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 50 }), async (prices) => {
        const bars = barsOf(
          prices.map((price, i) => ({
            time: i * 300_000,
            open: price,
            high: price,
            low: price,
            close: price,
            volume: i,
          })),
        );
        expect(await read(await arrowFormat.write(bars))).toEqual({ ok: true, value: bars });
      }),
      { numRuns: 20 },
    );
  });

  it("with bad rows or without a column is refused by row and cause", async () => {
    const bar = { time: 0, open: 1, high: 2, low: 1, close: 1, volume: 1 };
    const written = (...bars: (typeof bar)[]) => arrowFormat.write(barsOf(bars));
    expect(
      await read(await written(bar, { ...bar, time: 300_000, high: Number.NaN }, { ...bar, time: 0 })),
    ).toMatchObject({
      detail: "row 2: high is not a number; row 3: its timestamp is before that of the row above",
    });
    const renamed = Buffer.from(await written(bar))
      .toString("latin1")
      .replaceAll("volume", "volumX");
    expect(await read(Buffer.from(renamed, "latin1"))).toMatchObject({
      detail: 'it has no column "volume" (only timestamp, open, high, low, close, volumX)',
    });
  });

  it("that is damaged is refused, whatever byte of it", async () => {
    const whole = fixture("freqtrade-lz4.feather");
    await expect(arrowFormat.read(whole.subarray(0, 700))).rejects.toThrow(/^The Arrow file is damaged/);
    const frame = whole.subarray(whole.indexOf(Buffer.from([0x04, 0x22, 0x4d, 0x18])));
    expect(() => unpackLz4Frame(frame.subarray(1))).toThrow("LZ4: this is no frame");
    fc.assert(
      fc.property(fc.nat(frame.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(frame);
        changed[at] = byte;
        try {
          expect(unpackLz4Frame(changed).length).toBeLessThanOrEqual(64 * 1_048_576);
        } catch (error) {
          expect(String(error)).toMatch(/^Error: LZ4: /);
        }
      }),
    );
  });
});
