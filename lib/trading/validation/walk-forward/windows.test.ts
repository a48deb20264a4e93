import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "@/lib/kernel/time";
import { type WindowShape, windowsOf } from "./windows.ts";

const hours = (count: number): Float64Array => Float64Array.from({ length: count }, (_, n) => n * HOUR_MS);
const cut = (time: Float64Array, shape: WindowShape) => {
  const windows = windowsOf(time, HOUR_MS, shape);
  return windows.ok ? windows.value.map(({ inFrom, inTo, outFrom, outTo }) => [inFrom, inTo, outFrom, outTo]) : windows;
};
const bars: WindowShape = { mode: "rolling", unit: "bars", inSample: 10, outOfSample: 4, step: 4 };

describe("walk-forward windows", () => {
  it("roll by bars; what is left at the end is not used", () => {
    expect(cut(hours(24), bars)).toEqual([
      [0, 10, 10, 14],
      [4, 14, 14, 18],
      [8, 18, 18, 22],
    ]);
    expect(cut(hours(22), bars)).toHaveLength(3);
    expect(cut(hours(21), bars)).toHaveLength(2);
  });
  it("grow from the first bar when anchored", () => {
    expect(cut(hours(22), { ...bars, mode: "anchored" })).toEqual([
      [0, 10, 10, 14],
      [0, 14, 14, 18],
      [0, 18, 18, 22],
    ]);
  });
  it("are refused before they are made when there are more than a stage may have", () => {
    const time = hours(200_000);
    const short: WindowShape = { ...bars, inSample: 2, outOfSample: 2, step: 2 };
    expect(cut(time, short)).toMatchObject({
      ok: false,
      reason: "too_many",
      detail: expect.stringContaining("99,999 windows"),
    });
    expect(cut(time, { ...short, step: 4 })).toHaveLength(50_000);
  });
  it("may leave bars out between them", () => {
    expect(cut(hours(24), { ...bars, step: 6 })).toEqual([
      [0, 10, 10, 14],
      [6, 16, 16, 20],
    ]);
  });
  it("count days from the first bar, whatever is missing", () => {
    const days: WindowShape = { mode: "rolling", unit: "days", inSample: 2, outOfSample: 1, step: 1 };
    expect(cut(hours(96), days)).toEqual([
      [0, 48, 48, 72],
      [24, 72, 72, 96],
    ]);
    expect(cut(hours(95), days)).toHaveLength(1);
    // Ten hours are missing in the third day, then a whole day without bars: no window ends in it
    const gappy = Float64Array.from([
      ...hours(58),
      ...hours(24).map((t) => t + 3 * DAY_MS),
      ...hours(24).map((t) => t + 5 * DAY_MS),
    ]);
    expect(cut(gappy, days)).toEqual([
      [0, 48, 48, 58],
      [24, 58, 58, 82],
      [58, 82, 82, 106],
    ]);
  });
  it("are refused with both lengths when there are too few bars", () => {
    expect(cut(hours(13), bars)).toMatchObject({
      reason: "too_short",
      detail: expect.stringMatching(/need 14 bars, and the data have 13 bars/),
    });
    expect(cut(new Float64Array(), { ...bars, unit: "days" })).toMatchObject({ reason: "too_short" });
  });
});
