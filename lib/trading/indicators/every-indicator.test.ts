import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/kernel/errors";
import { goldenBars } from "@/lib/testing/golden";
import { type Bars, barsOf, sliceBars } from "@/lib/trading/market/bars";
import { ta } from "./catalogue.ts";
import { INDICATORS, type IndicatorEntry, type IndicatorParameter } from "./directory.ts";
import type { Study } from "./study.ts";

/** Four months of 15-minute bars below 1 USDT: many equal prices, many ties. */
const REAL = goldenBars("binance/XRPUSDT_15m.csv.gz", 12_000);

/** Bars of any small number of prices, flat stretches and holes in time among them. */
const anyBars = fc
  .array(
    fc.record({
      steps: fc.tuple(fc.integer({ min: -3, max: 3 }), fc.nat(2), fc.nat(2)),
      volume: fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1e6, noNaN: true })),
      missing: fc.nat({ max: 200 }),
      repeat: fc.integer({ min: 1, max: 12 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => {
    let [close, time] = [100, 1_700_000_000_000];
    return barsOf(
      rows.flatMap(({ steps: [move, up, down], volume, missing, repeat }) =>
        Array.from({ length: repeat }, (_, n) => {
          const open = close;
          if (n === 0) close = Math.max(0.5, close + move * 0.37);
          time += 900_000 * (n === 0 ? 1 + missing : 1);
          const [high, low] = [Math.max(open, close) + up * 0.11, Math.max(0.1, Math.min(open, close) - down * 0.11)];
          return { time, open, high, low, close, volume };
        }),
      ),
    );
  });

/** Small periods, so that random histories of some hundred bars pass through windows many times. */
const smallNumber = (parameter: IndicatorParameter) =>
  parameter.kind === "number" && parameter.isWhole
    ? fc.integer({ min: parameter.min, max: parameter.min + 12 })
    : fc.constant(parameter.default);

const anyStudy = (entry: IndicatorEntry) =>
  fc.tuple(...entry.parameters.map(smallNumber)).map((values) => entry.make(...values));

function filled(study: Study, bars: Bars): Float64Array[] {
  const columns = study.lines.map(() => new Float64Array(bars.length).fill(777));
  study.fill(bars, columns);
  return columns;
}

/** The lines bar by bar, from a feed that holds no bar but those seen so far. */
function streamed(study: Study, bars: Bars): Float64Array[] {
  const columns = study.lines.map(() => new Float64Array(bars.length));
  const stream = study.stream();
  const row = new Float64Array(study.lines.length);
  for (let i = 0; i < bars.length; i++) {
    stream.next(sliceBars(bars, 0, i + 1), i, row);
    for (const [line, column] of columns.entries()) column[i] = row[line] ?? 0;
  }
  return columns;
}

/** The lines as runs of `length` bars give them. */
function inRuns(study: Study, bars: Bars, length: number): Float64Array[] {
  const columns = study.lines.map(() => new Float64Array(bars.length));
  const run = study.start();
  for (let from = 0; from < bars.length; from += length) {
    const part = sliceBars(bars, from, from + length);
    run(
      part,
      columns.map((column) => column.subarray(from, from + part.length)),
    );
  }
  return columns;
}

/** Bits, so that -0 and 0 differ and NaN equals NaN. */
function bits(columns: readonly Float64Array[]): string[] {
  return columns.map((column) => Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString("base64"));
}

const oneNan = (columns: readonly Float64Array[]) =>
  columns.map((column) => column.map((value) => (Number.isNaN(value) ? Number.NaN : value)));

it("lists every indicator of ta once, and nothing else", () => {
  const names = Object.keys(ta).filter((name) => name !== "lineOf");
  expect(INDICATORS.map((entry) => entry.name).toSorted()).toEqual(names.toSorted());
});

describe.each(INDICATORS.map((entry) => [entry.name, entry] as const))("%s", (_, entry) => {
  const standard = entry.make(...entry.parameters.map((parameter) => parameter.default));

  it("gives the same bits bar by bar, in runs and whole, on real bars", () => {
    const whole = bits(oneNan(filled(standard, REAL)));
    expect(bits(oneNan(inRuns(standard, REAL, 1_000))) as unknown).toEqual(whole);
    const head = sliceBars(REAL, 0, 2_500);
    expect(bits(oneNan(streamed(standard, head)))).toEqual(bits(oneNan(filled(standard, head))));
  });

  it("never reads a later bar: columns of a prefix are a prefix of the columns, whatever follows", () => {
    const whole = filled(standard, REAL);
    for (const length of [1, 2, 13, 14, 15, 40, 777, 5_000]) {
      const cut = filled(standard, sliceBars(REAL, 0, length));
      expect(bits(oneNan(cut))).toEqual(bits(oneNan(whole.map((column) => column.slice(0, length)))));
    }
  });

  it("says at which bar each line begins", () => {
    for (const [line, column] of filled(standard, REAL).entries()) {
      const begins = column.findIndex((value) => !Number.isNaN(value));
      const first = standard.firstIndex[line] ?? Number.NaN;
      // Lines of events (a pivot, bars since a cross) begin when the first one happens.
      if (["pivothigh", "pivotlow", "barssince", "valuewhen"].includes(entry.name))
        expect(begins).toBeGreaterThanOrEqual(first);
      else expect(begins).toBe(first);
    }
  });

  it("gives the same bits bar by bar and whole for any bars and numbers", () => {
    fc.assert(
      fc.property(anyBars, anyStudy(entry), fc.integer({ min: 1, max: 40 }), (bars, study, run) => {
        const whole = filled(study, bars);
        expect(bits(oneNan(streamed(study, bars)))).toEqual(bits(oneNan(whole)));
        expect(bits(oneNan(inRuns(study, bars, run)))).toEqual(bits(oneNan(whole)));
        for (const [line, column] of whole.entries()) {
          const first = study.firstIndex[line] ?? 0;
          expect(column.subarray(0, first).every(Number.isNaN)).toBe(true);
          expect(column.every((value) => Math.abs(value) !== Number.POSITIVE_INFINITY)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("answers a history of one bar, and of none", () => {
    expect(filled(standard, sliceBars(REAL, 0, 1)).map((column) => column.length)).toEqual(standard.lines.map(() => 1));
    expect(filled(standard, sliceBars(REAL, 0, 0)).map((column) => column.length)).toEqual(standard.lines.map(() => 0));
  });

  it("refuses numbers out of its bounds, by name", () => {
    for (const [at, parameter] of entry.parameters.entries()) {
      if (parameter.kind !== "number") continue;
      const wrong = [
        parameter.min - 1,
        parameter.max + 1,
        Number.NaN,
        ...(parameter.isWhole ? [parameter.min + 0.5] : []),
      ];
      for (const value of wrong) {
        const values = entry.parameters.map((each, n) => (n === at ? value : each.default));
        const thrown = fieldFault(() => entry.make(...values));
        expect(thrown).toContain(parameter.name);
      }
      const values = entry.parameters.map((each, n) => (n === at ? parameter.min : each.default));
      expect(entry.make(...values).lines).toEqual(entry.lines);
    }
  });

  it("has a key that says its numbers and its source", () => {
    const keys = entry.parameters.map((parameter, at) => {
      const other = parameter.kind === "number" ? parameter.max : "ohlc4";
      return entry.make(...entry.parameters.map((each, n) => (n === at ? other : each.default))).key;
    });
    expect(new Set([standard.key, ...keys]).size).toBe(entry.parameters.length + 1);
  });
});

/** The fields that an AppError "invalid" names; nothing when none is thrown. */
function fieldFault(attempt: () => unknown): readonly string[] {
  try {
    attempt();
    return [];
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid") throw error;
    return Object.keys(error.fieldErrors ?? {});
  }
}
