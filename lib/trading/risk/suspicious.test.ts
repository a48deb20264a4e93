import { describe, expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { type Execution, findSuspicions, type SentEntry } from "./suspicious.ts";

const NOW = utcMs(Date.UTC(2026, 10, 21, 12));
const HOUR = 3_600_000;
const entry = (usd: string, agoMs: number): SentEntry => ({ at: utcMs(NOW - agoMs), usd: dec(usd) });
const entries = (...sent: readonly (readonly [string, number])[]) => sent.map(([usd, ago]) => entry(usd, ago));
const turns = (count: number, everyMs: number, symbol = "BTC/USDT"): Execution[] =>
  Array.from({ length: count }, (_, at) => ({
    at: utcMs(NOW - (count - 1 - at) * everyMs),
    symbol,
    side: at % 2 === 0 ? "BUY" : "SELL",
  }));
const found = (more: Partial<Parameters<typeof findSuspicions>[0]>) =>
  findSuspicions({ entries: [], executions: [], ...more }, NOW).map(({ pattern }) => pattern);

describe("suspicious trading (K91)", () => {
  it.each([
    ["three of 9,000 to 9,999.99 within 24 hours", entries(["9000", 23 * HOUR], ["9999.99", HOUR], ["9500", 1]), true],
    ["two of them", entries(["9000", HOUR], ["9999.99", 1]), false],
    ["a third one that is a cent too small", entries(["8999.99", HOUR], ["9500", 2], ["9500", 1]), false],
    ["a third one of exactly 10,000, which is not below", entries(["10000", HOUR], ["9500", 2], ["9500", 1]), false],
    ["a third one 24 hours ago", entries(["9500", 24 * HOUR], ["9500", 2], ["9500", 1]), false],
  ])("splitting: %s", (_, sent, flagged) => {
    expect(found({ entries: sent })).toEqual(flagged ? ["SPLITTING"] : []);
  });

  it("rapid in-and-out: more than ten changes of direction within an hour, in one symbol", () => {
    expect(found({ executions: turns(12, 60_000) })).toEqual(["REVERSALS"]);
    expect(found({ executions: turns(11, 60_000) })).toEqual([]);
    expect(found({ executions: turns(12, 6 * 60_000) })).toEqual([]);
    expect(found({ executions: [...turns(8, 60_000), ...turns(8, 60_000, "ETH/USDT")] })).toEqual([]);
  });

  it("takes executions of one direction for no change", () => {
    const parts = turns(30, 60_000).map((one) => ({ ...one, side: "BUY" as const }));
    expect(found({ executions: parts })).toEqual([]);
  });

  it("bursts: ten entries within a minute", () => {
    const burst = Array.from({ length: 10 }, (_, at) => entry("50", at * 6_000));
    expect(found({ entries: burst })).toEqual(["BURST"]);
    expect(found({ entries: burst.slice(1) })).toEqual([]);
    expect(found({ entries: [...burst.slice(1), entry("50", 60_000)] })).toEqual([]);
  });

  it("says what was seen, for who looks at it", () => {
    const [one] = findSuspicions({ entries: entries(["9000", 3], ["9001", 2], ["9002", 1]), executions: [] }, NOW);
    expect(one?.reason).toBe(
      "3 trades of 9,000 to 9,999 USD within 24 hours: from 10,000 USD on an identity is asked for.",
    );
  });
});
