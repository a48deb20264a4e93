import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bars, barsOf, candlesOf } from "@/lib/trading/market/bars";
import { CandleParser, parseCandles } from "./parse-candles.ts";

const HEADER = "timestamp,open,high,low,close,volume";
const good = "1704067200000,42283.58,42488.09,42261.02,42488,431.71082";
const candle = { time: 1704067200000, open: 42283.58, high: 42488.09, low: 42261.02, close: 42488, volume: 431.71082 };

const refusalOf = (file: string | Uint8Array): string => {
  const parsed = parseCandles(file, "15m");
  return parsed.ok ? "" : (parsed.detail ?? "");
};

describe("a file of bars", () => {
  it.each([
    ["CSV", `${HEADER}\n${good}\n`],
    ["without a last line end", `${HEADER}\n${good}`],
    ["from Windows", `\uFEFF${HEADER}\r\n${good}\r\n`],
    ["with blank lines", `${HEADER}\n\n${good}\n \n`],
    ["with spaces", `Timestamp, Open, High, Low, Close, Volume\n${good.replaceAll(",", ", ")}\n`],
    [
      "with an ISO date",
      `date,open,high,low,close,volume\n${good.replace("1704067200000", "2024-01-01 00:00:00+00:00")}`,
    ],
    [
      "with an ISO date of another zone",
      `date,open,high,low,close,volume\n${good.replace("1704067200000", "2024-01-01T05:30:00.000+05:30")}`,
    ],
    ["with pandas' unnamed day", `,Open,High,Low,Close,Volume\n${good.replace("1704067200000", "2024-01-01")}`],
    ["with further columns", `${HEADER},trades\n${good},99\n`],
    [
      "with exponents and many digits",
      `${HEADER}\n1.7040672e12,4.228358e4,42488.0900000000000000,42261.02,42488,431.71082`,
    ],
    ["ccxt's arrays", `[[${good}]]`],
    ["ccxt's arrays as Python writes them", ` [\n [${good.replaceAll(",", ", ")}]\n]\n`],
    ["arrays of texts", `[[${good.split(",").map((cell) => `"${cell}"`)}]]`],
  ])("is read: %s", (_name, text) => {
    const parsed = parseCandles(text, "15m");
    expect(parsed.ok ? candlesOf(parsed.value) : parsed.detail).toEqual([candle]);
  });

  it.each([
    ["another header", `price,open\n${good}`, `line 1: the header must be "${HEADER}", not "price,open"`],
    ["no header", `${good}\n`, `line 1: the header must be "${HEADER}", not "${good}"`],
    [
      "mark prices",
      "timestamp,mark_open,mark_high,mark_low,mark_close,index_close\n",
      /^line 1: these are mark prices/,
    ],
    ["funding", "timestamp,funding_rate\n1,2\n", /^line 1: these are funding rates, not bars/],
    ["no bytes", "", "it is empty"],
    ["nothing but white space", " \n\n", "it is empty"],
    ["no bars", HEADER, "there are no bars in it"],
    ["no bars in JSON", "[]", "there are no bars in it"],
    ["JSON that ends inside a bar", "[[1,2", "it is not valid JSON: it ends inside a bar"],
    ["JSON that ends between bars", `[[${good}],`, "it is not valid JSON: it ends before its last bracket"],
    ["JSON that goes on", `[[${good}]]x`, "it is not valid JSON: something follows its last bracket"],
    ["JSON without commas", `[[${good}][${good}]]`, "it is not valid JSON: a comma is missing between bars"],
    ["JSON with a comma too many", `[[${good}],,]`, "it is not valid JSON: a bar is missing between two commas"],
    ["a bar of null", "[null]", "bar 1: has 0 values, not 6"],
    ["a null in a bar", "[[1704067200000,1,null,1,1,1]]", "bar 1: high is not a number (null)"],
    ["a NaN in a bar", "[[1704067200000,1,NaN,1,1,1]]", 'bar 1: high is not a number ("NaN")'],
    ["a short row", `${HEADER}\n${good}\n1704068100000,1,2`, "line 3: has 3 values, not 6"],
    ["a word for a number", `${HEADER}\n1704067200000,1,NaN,1,1,1`, 'line 2: high is not a number ("NaN")'],
    ["an empty cell", `${HEADER}\n1704067200000,1,,1,1,1`, 'line 2: high is not a number ("")'],
    ["half a number", `${HEADER}\n1704067200000,1.,1,1,1,1`, 'line 2: open is not a number ("1.")'],
    ["a negative price", `${HEADER}\n1704067200000,-1,1,1,1,1`, "line 2: open is not above 0"],
    ["a price of 0", `${HEADER}\n1704067200000,1,1,0,1,1`, "line 2: low is not above 0"],
    ["a high that is not", `${HEADER}\n1704067200000,1,1,1,2,1`, "line 2: high is below open, close or low"],
    ["a low that is not", `${HEADER}\n1704067200000,2,3,2,1.5,1`, "line 2: low is above open or close"],
    ["a negative volume", `${HEADER}\n1704067200000,1,1,1,1,-1`, "line 2: volume is negative"],
    ["a bar off the grid", `${HEADER}\n1704067200001,1,1,1,1,1`, "line 2: timestamp is not at the start of a bar"],
    [
      "seconds for milliseconds",
      `${HEADER}\n1704068100,1,1,1,1,1`,
      "line 2: timestamp is not at the start of a bar: milliseconds are meant, and 1704068100 looks like seconds",
    ],
    [
      "microseconds for milliseconds",
      `${HEADER}\n1704067200000000,1,1,1,1,1`,
      "line 2: timestamp 1704067200000000 is no time in milliseconds; microseconds are divided by 1000",
    ],
    ["a day that is none", `${HEADER}\n2024-13-45,1,1,1,1,1`, 'line 2: timestamp is not a number ("2024-13-45")'],
    ["a bar twice", `${HEADER}\n${good}\n${good}`, "line 3: its timestamp was there before"],
    [
      "bars out of order",
      `${HEADER}\n1704068100000,1,1,1,1,1\n\n${good}`,
      "line 4: its timestamp is before that of the row above",
    ],
  ])("is refused with place and cause: %s", (_name, text, detail) => {
    expect(refusalOf(text)).toEqual(typeof detail === "string" ? detail : expect.stringMatching(detail));
  });

  it("is refused by name in UTF-16", () => {
    expect(refusalOf(Buffer.from(`\uFEFF${HEADER}\n${good}\n`, "utf16le"))).toBe("it is in UTF-16; save it as UTF-8");
  });

  it("names ten bad rows and counts the rest", () => {
    const rows = Array.from({ length: 15 }, () => "x");
    expect(refusalOf([HEADER, ...rows].join("\n"))).toMatch(
      /^line 2: .*line 11: has 1 values, not 6; and 5 more bad rows$/,
    );
    expect(refusalOf(`${HEADER}\n${"x\n".repeat(5_000)}`)).toMatch(/; and 990 more bad rows, then it was given up$/);
    expect(refusalOf(`${HEADER}\n${" \n".repeat(100_001)}`)).toBe("it holds more than 100,000 blank lines");
    expect(refusalOf([HEADER, ...rows.slice(0, 11)].join("\n"))).toMatch(/; and 1 more bad row$/);
  });

  it("with missing bars is refused where it is told to be, by the line after them", () => {
    const parser = new CandleParser("15m", { gapsAllowed: false });
    parser.push(Buffer.from(`${HEADER}\n${[0, 1, 4, 5, 7].map((i) => `${i * 900_000},1,1,1,1,1`).join("\n")}`));
    expect(parser.end()).toMatchObject({
      reason: "bad_rows",
      detail:
        "line 4: 2 bars are missing before it (from 1970-01-01T00:30:00.000Z); line 6: a bar is missing before it (from 1970-01-01T01:30:00.000Z)",
    });
  });

  it("is refused as soon as a line has no end, and as soon as it is too large, however little of it is kept", () => {
    expect(refusalOf(`${HEADER}\n${"1".repeat(10_000)}`)).toBe("line 2: is longer than 4096 characters");
    expect(refusalOf(`[[${"1".repeat(10_000)}`)).toBe("bar 1: is longer than 4096 characters");
    const parser = new CandleParser("15m", { bytesMax: 1_048_576 });
    expect(parser.push(Buffer.from(`${HEADER}\n${good}\n`))).toBe(true);
    expect(parser.push(Buffer.alloc(1_048_576, good))).toBe(false);
    expect(parser.end()).toMatchObject({ detail: "it is larger than 1 MiB unpacked; split it and import the parts" });
  });
});

const price = fc.oneof(
  fc.double({ min: 1e-12, max: 1e15, noNaN: true }),
  fc.integer({ min: 1, max: 10_000_000 }).map((cents) => cents / 100),
);
const bars = fc
  .array(
    fc.tuple(price, price, price, price, fc.double({ min: 0, max: 1e12, noNaN: true }), fc.integer({ min: 1, max: 3 })),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  .map((rows): Bars => {
    let time = 0;
    return barsOf(
      rows.map(([a, b, c, d, volume, step]) => {
        time += step * 900_000;
        const [low = 0, open = 0, close = 0, high = 0] = [a, b, c, d].sort((x, y) => x - y);
        return { time, open, high, low, close, volume };
      }),
    );
  });
const csvOf = (given: Bars): string =>
  [HEADER, ...candlesOf(given).map((one) => Object.values(one).join(","))].join("\n");

describe("every file of sound bars", () => {
  const blocksOf = (text: string, cuts: readonly number[]): Bars | string => {
    const bytes = Buffer.from(text);
    const parser = new CandleParser("15m");
    let from = 0;
    for (const cut of [...cuts.map((part) => Math.floor(part * bytes.length)).sort((a, b) => a - b), bytes.length]) {
      parser.push(bytes.subarray(from, cut));
      from = cut;
    }
    const parsed = parser.end();
    return parsed.ok ? parsed.value : (parsed.detail ?? "");
  };
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });

  it("is read to the last bit, wherever its blocks are cut", () => {
    fc.assert(
      fc.property(bars, cuts, (given, at) => {
        expect(blocksOf(csvOf(given), at)).toEqual(given);
        expect(
          blocksOf(
            JSON.stringify(
              candlesOf(given).map((one) => Object.values(one)),
              null,
              1,
            ),
            at,
          ),
        ).toEqual(given);
      }),
    );
  });

  it("gives each price the double nearest to its text, however many digits it has", () => {
    const digits = fc.stringMatching(/^[1-9][0-9]{0,20}(\.[0-9]{1,25})?$/);
    fc.assert(
      fc.property(digits, (text) => {
        const parsed = parseCandles(`${HEADER}\n0,${text},${text},${text},${text},0${text}`, "15m");
        expect(parsed.ok && [parsed.value.open[0], parsed.value.volume[0]]).toEqual([Number(text), Number(text)]);
      }),
      { numRuns: 500 },
    );
  });
});
