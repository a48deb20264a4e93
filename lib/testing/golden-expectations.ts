import { expect } from "vitest";
import type { GoldenBacktest, GoldenTrade } from "./golden-backtest.ts";

/** Rows in one order for both: trades of a grid that close on one bar have none of their own. */
export const inOrder = (trades: readonly GoldenTrade[]): GoldenTrade[] =>
  trades.toSorted((a, b) => a.exit_bar - b.exit_bar || a.entry_bar - b.entry_bar || (a.level ?? 0) - (b.level ?? 0));

/** Relative, and absolute below 1. */
const near = (tolerance: number, got: number | null, want: number | null): boolean =>
  got === null || want === null ? got === want : Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(want));
const nearPrice = (got: number | null, want: number | null): boolean =>
  got === null || want === null ? got === want : Math.abs(got - want) <= 1e-9 * Math.abs(want);

/** Counts, sides, sizes, bars and times exactly; prices to 1e-9, money to 1e-6. Both in the same order. */
export function expectTrades(got: readonly GoldenTrade[], want: readonly GoldenTrade[]): void {
  const exact = ({ side, qty, entry_bar, exit_bar, entry_time, exit_time, level }: GoldenTrade) =>
    JSON.stringify([side, qty, entry_bar, exit_bar, entry_time, exit_time, level]);
  expect(got.map(exact)).toEqual(want.map(exact));
  for (const [row, trade] of got.entries()) {
    const wanted = want[row];
    if (wanted === undefined) throw new Error(`no row ${row}`);
    for (const name of ["entry_price", "exit_price", "sl", "tp"] as const) {
      expect(nearPrice(trade[name], wanted[name]), `${name} of trade ${row}: ${trade[name]}`).toBe(true);
    }
    for (const name of ["fees", "gross_pnl", "pnl"] as const) {
      expect(near(1e-6, trade[name], wanted[name]), `${name} of trade ${row}: ${trade[name]}`).toBe(true);
    }
  }
}

/** Every metric that the golden has, by its name in ours, to 1e-6. */
export function expectMetrics(got: object, want: GoldenBacktest["A"]["metrics"]): void {
  const camel = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const values: Readonly<Record<string, unknown>> = { ...got };
  for (const [name, wanted] of Object.entries(want)) {
    const value = values[camel(name)];
    const isNear = wanted === null || value === null ? value === wanted : near(1e-6, Number(value), wanted);
    expect(isNear, `${camel(name)} is ${value}, not ${wanted}`).toBe(true);
  }
}

/** The last equity of each day to 1e-6, as far as both go: `[day, equity]`. */
export function expectDailyEquity(
  got: readonly (readonly [number, number])[],
  want: GoldenBacktest["A"]["equity_daily"],
): void {
  expect(got.map(([day]) => day)).toEqual(want.map(([day]) => day));
  for (const [row, [, wanted]] of want.entries())
    expect(near(1e-6, got[row]?.[1] ?? null, wanted), `equity of day ${row}: ${got[row]?.[1]}`).toBe(true);
}
