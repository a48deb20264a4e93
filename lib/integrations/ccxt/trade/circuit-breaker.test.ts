import { expect, it } from "vitest";
import { CircuitBreaker } from "./circuit-breaker.ts";

function create(counts: "minute" | "row") {
  let now = 0;
  const breaker = new CircuitBreaker({ counts }, { now: () => now, after: () => () => undefined });
  return {
    breaker,
    fail: (times: number) => {
      for (let failed = 0; failed < times; failed += 1) breaker.failed();
    },
    pass: (ms: number) => {
      now += ms;
    },
  };
}

it("opens at ten errors within a minute", () => {
  const { breaker, fail, pass } = create("minute");
  fail(9);
  pass(60_001);
  fail(9);
  expect(breaker.closed).toBe(true);
  fail(1);
  expect(breaker.closed).toBe(false);
  expect(breaker.waitMs("work")).toBe(5_000);
});

it("lets one question through after its rest; the answer closes it", () => {
  const { breaker, fail, pass } = create("minute");
  fail(10);
  pass(5_000);
  expect(breaker.waitMs("work")).toBeGreaterThan(0);
  expect(breaker.waitMs("probe")).toBe(0);
  expect(breaker.waitMs("probe")).toBeGreaterThan(0);
  breaker.succeeded();
  expect([breaker.waitMs("work"), breaker.closed]).toEqual([0, true]);
});

it("rests twice as long after each probe that fails, a minute at most", () => {
  const { breaker, fail, pass } = create("minute");
  fail(10);
  const rests = [1, 2, 3, 4, 5].map(() => {
    const rest = breaker.waitMs("probe");
    pass(rest);
    breaker.waitMs("probe");
    breaker.failed();
    return rest;
  });
  expect(rests).toEqual([5_000, 10_000, 20_000, 40_000, 60_000]);
});

it("counts in a row for an exchange, so that one hanging account does not speak for the others (O54)", () => {
  const { breaker, fail } = create("row");
  for (let round = 0; round < 5; round += 1) {
    fail(9);
    breaker.succeeded();
  }
  expect(breaker.closed).toBe(true);
  fail(10);
  expect(breaker.closed).toBe(false);
});
