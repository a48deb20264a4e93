import { expect, it } from "vitest";
import { thinCurve } from "./report-view.ts";

it("keeps a short curve whole, at the bars' closes", () => {
  expect(thinCurve(Float64Array.of(0, 60_000), Float64Array.of(100, 101), 60_000)).toEqual([
    [60_000, 100],
    [120_000, 101],
  ]);
});

it("thins a long curve without losing its ends, its highest and its lowest point", () => {
  const bars = 100_000;
  const equity = Float64Array.from({ length: bars }, (_, bar) => 1_000 + Math.sin(bar / 500) * 10);
  equity[33_333] = 400;
  equity[77_777] = 2_000;
  const curve = thinCurve(
    Float64Array.from({ length: bars }, (_, bar) => bar * 60_000),
    equity,
    60_000,
  );
  expect(curve.length).toBeLessThanOrEqual(1_202);
  expect(curve[0]).toEqual([60_000, 1_000]);
  expect(curve.at(-1)).toEqual([bars * 60_000, equity[bars - 1]]);
  expect(curve).toContainEqual([33_334 * 60_000, 400]);
  expect(curve).toContainEqual([77_778 * 60_000, 2_000]);
  const times = curve.map(([time]) => time);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});
