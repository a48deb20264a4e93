import { expect, it } from "vitest";
import { thinRows } from "./thin-rows.ts";

it("keeps a short curve whole", () => {
  expect([...thinRows(Float64Array.of(100, 101, 99))]).toEqual([0, 1, 2]);
});

it("thins a long curve without losing its ends, its highest and its lowest point", () => {
  const equity = Float64Array.from({ length: 100_000 }, (_, bar) => 1_000 + Math.sin(bar / 500) * 10);
  equity[33_333] = 400;
  equity[77_777] = 2_000;
  const rows = [...thinRows(equity)];
  expect(rows.length).toBeLessThanOrEqual(1_202);
  expect([rows[0], rows.at(-1)]).toEqual([0, 99_999]);
  expect(rows).toContain(33_333);
  expect(rows).toContain(77_777);
  expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
});
