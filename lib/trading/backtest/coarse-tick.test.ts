import { expect, it } from "vitest";
import { randomBars } from "@/lib/testing/random-bars";
import { DEFAULT_SETTINGS } from "../engine/settings.ts";
import { BAR_COLUMNS, type Bars, emptyBars } from "../market/bars.ts";
import { smaCross } from "../strategies/sma-cross.ts";
import { runBacktest } from "./run-backtest.ts";

/** Bars of a coin that costs a hundred-thousandth. */
function tiny(): Bars {
  const from = randomBars(7, 400);
  const bars = emptyBars(from.length);
  for (const name of BAR_COLUMNS)
    bars[name].set(name === "time" || name === "volume" ? from[name] : from[name].map((price) => price / 1e7));
  return bars;
}

const run = (tick: number) =>
  runBacktest(tiny(), smaCross, { fast: 5, slow: 20, mode: "reverse" }, { ...DEFAULT_SETTINGS, barMs: 60_000, tick });

it("refuses a tick above the price, which would sell for nothing", () => {
  expect(() => run(0.01)).toThrow(/tick must be at most the lowest price of the bars, .*, not 0.01/);
});

it("trades a tiny price with its own tick, and every exit pays", () => {
  const { trades } = run(1e-8);
  expect(trades.length).toBeGreaterThan(5);
  expect(trades.exitPrice.every((price) => price > 0)).toBe(true);
});
