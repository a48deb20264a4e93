import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { typed } from "./typed-command.fixture.ts";

const DATA = resolve("../shared/data");
const FILES = readdirSync(DATA, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".gz"))
  .sort();

const backtest = (file: string) =>
  typed("scripts/backtest.ts", ["--strategy", "donchian-breakout", "--json", "--data", file]);

/** Told with the line and the cause; what is printed for programs stays empty. */
const REFUSED: readonly (readonly [RegExp, RegExp])[] = [
  [/_mark\./, /: line 1: these are mark prices, which are not stored/],
  [/_funding\./, /: line 1: these are funding rates, not bars/],
];

it("finds the shared candles", () => {
  expect(FILES.length).toBeGreaterThanOrEqual(42);
});

describe("npm run backtest on every file of ../shared/data", { timeout: 60_000 }, () => {
  it.concurrent.each(FILES)("%s", async (file) => {
    const path = join(DATA, file);
    const ran = await backtest(path);
    const refusal = REFUSED.find(([name]) => name.test(file));
    if (refusal !== undefined) {
      expect(ran).toMatchObject({ code: 1, out: "" });
      expect(ran.err).toMatch(refusal[1]);
      expect(ran.err.startsWith(path)).toBe(true);
      return;
    }
    expect(ran.code, ran.err).toBe(0);
    const told: { metrics: { bars: number; finalEquity: number }; trades: unknown[]; equity: [number, number][] } =
      JSON.parse(ran.out);
    const rows = gunzipSync(readFileSync(path)).toString().trim().split("\n").length - 1;
    expect(told.metrics.bars).toBe(rows);
    expect(told.equity).toHaveLength(rows);
    expect(told.equity.at(-1)?.[1]).toBe(told.metrics.finalEquity);
    expect(told.trades.length).toBeGreaterThan(0);
  });
});
