import { describe, expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import { accountFigures } from "./account-figures.ts";

const FROM = utcMs(Date.parse("2026-01-10T22:00:00Z"));
/** Results at noon of the days after the first. */
const daily = (...results: readonly number[]) =>
  results.map((result, day) => ({ at: utcMs(FROM + (day + 1) * DAY_MS - DAY_MS / 2), result: dec(result) }));
const days = (count: number) => utcMs(FROM + (count - 1) * DAY_MS);

describe("figures of a session's account", () => {
  it("adds each result to the capital when its position closed", () => {
    const { equity } = accountFigures({ capital: 1_000, from: FROM, until: days(2), closed: daily(5, -2.5) });
    expect(equity.map(([, value]) => value)).toEqual([1_000, 1_005, 1_002.5]);
  });

  it("has a Sharpe ratio from 30 UTC days on: mean over deviation of the days' returns, √365 a year", () => {
    // +1 % and −0.5 % in turn, 29 returns between 30 ends of day
    let value = 1_000;
    const returns = Array.from({ length: 29 }, (_, day) => (day % 2 === 0 ? 0.01 : -0.005));
    const results = returns.map((r) => {
      const result = value * r;
      value += result;
      return result;
    });
    const closed = daily(...results);
    const mean = returns.reduce((sum, r) => sum + r, 0) / 29;
    const deviation = Math.sqrt(returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / 28);
    const sharpe = (until: number) =>
      accountFigures({ capital: 1_000, from: FROM, until: days(until), closed: closed.slice(0, until - 1) })
        .sharpeDaily;
    expect(sharpe(30)).toBeCloseTo((mean / deviation) * Math.sqrt(365), 9);
    expect(sharpe(29)).toBeNull();
  });

  it("has none where nothing was closed, and none once the capital is lost", () => {
    expect(accountFigures({ capital: 1_000, from: FROM, until: days(60), closed: [] }).sharpeDaily).toBeNull();
    const lost = accountFigures({ capital: 1_000, from: FROM, until: days(60), closed: daily(5, -1_100) });
    expect(lost.sharpeDaily).toBeNull();
  });
});
