import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { arrowFormat } from "@/lib/integrations/arrow/arrow-format";
import { candlesOf } from "@/lib/trading/market/bars";
import { blocksOfFile, readCandles, readFundingFile } from "./read-file.ts";

const folder = mkdtempSync(join(tmpdir(), "hg-read-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = "timestamp,open,high,low,close,volume";
const text = `${HEADER}\n1704067200000,1,2,0.5,1.5,7\n`;
const bar = { time: 1704067200000, open: 1, high: 2, low: 0.5, close: 1.5, volume: 7 };

async function read(name: string, bytes: Uint8Array | string) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const result = await readCandles(blocksOfFile(path), "15m", arrowFormat);
  return result.ok ? candlesOf(result.value) : result.detail;
}

describe("a file", () => {
  it("is known by its first bytes, whatever its name", async () => {
    expect(await read("plain.gz", text)).toEqual([bar]);
    expect(await read("packed.csv", gzipSync(text))).toEqual([bar]);
    expect(await read("two-parts.csv", Buffer.concat([gzipSync(HEADER), gzipSync(text.slice(HEADER.length))]))).toEqual(
      [bar],
    );
    expect(await read("packed.json", gzipSync("[[1704067200000,1,2,0.5,1.5,7]]"))).toEqual([bar]);
  });

  it("that is damaged, cut off, absent or a folder is refused in words", async () => {
    const packed = gzipSync(text);
    expect(await read("cut.csv.gz", packed.subarray(0, packed.length - 12))).toBe(
      "the .gz is damaged: unexpected end of file",
    );
    expect(await read("bad.csv.gz", Buffer.concat([packed.subarray(0, 20), Buffer.alloc(40, 7)]))).toMatch(
      /^the .gz is damaged/,
    );
    expect(await read("nothing.csv", "")).toBe("it is empty");
    const absent = await readCandles(blocksOfFile(join(folder, "absent.csv")), "15m", arrowFormat);
    expect(absent).toMatchObject({ ok: false, detail: expect.stringMatching(/^it cannot be read: ENOENT/) });
    expect(await readCandles(blocksOfFile(folder), "15m", arrowFormat)).toMatchObject({
      detail: expect.stringMatching(/^it cannot be read: EISDIR/),
    });
  });

  it("of 1 GB in a small .gz is given up long before its end", async () => {
    const line = gzipSync(Buffer.alloc(64 * 1_048_576, "\n"), { level: 1 });
    const bomb = Buffer.concat([gzipSync(`${HEADER}\n`), ...Array.from({ length: 16 }, () => line)]);
    expect(bomb.length).toBeLessThan(8_000_000);
    expect(await read("bomb.csv.gz", bomb)).toBe("it holds more than 100,000 blank lines");
  });
});

describe("funding rates", () => {
  const funding = async (content: string) => {
    const path = join(folder, "funding.csv");
    writeFileSync(path, content);
    const result = await readFundingFile(blocksOfFile(path));
    return result.ok ? [[...result.value.time], [...result.value.rate]] : result.detail;
  };

  it("are read with their sign", async () => {
    expect(await funding("timestamp,funding_rate\n1636099200000,0.00071158\n1636128000000,-1.5e-05\n")).toEqual([
      [1636099200000, 1636128000000],
      [0.00071158, -0.000015],
    ]);
  });

  it.each([
    ["", "it is empty"],
    ["time,rate\n", 'line 1: the header must be "timestamp,funding_rate", not "time,rate"'],
    ["timestamp,funding_rate\n", "there are no funding rates in it"],
    ["timestamp,funding_rate\n1,2,3\n", "line 2: has 3 values, not 2"],
    ["timestamp,funding_rate\n1,nan\n", "line 2: funding_rate is not a number"],
    [
      "timestamp,funding_rate\n1,12\n",
      "line 2: funding_rate 12 is more than 100 %; it must be a fraction, 0.0001 is 0.01 %",
    ],
    [
      "timestamp,funding_rate\n5,0\n5,0\n4,0\n",
      "line 3: its timestamp was there before; line 4: its timestamp is before that of the row above",
    ],
    ["timestamp,funding_rate\nx,0\n", "line 2: timestamp is not a whole number of milliseconds"],
  ])("%j are refused: %s", async (content, detail) => {
    expect(await funding(content)).toBe(detail);
  });
});
