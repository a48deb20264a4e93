import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { signalTradeReturn } from "./signal-return.ts";
import { trackRecord } from "./track-record.ts";

describe("the return of a signal", () => {
  const exits = [
    { fraction: dec("0.5"), price: dec(110) },
    { fraction: dec("0.5"), price: dec(100) },
  ];
  it("is net of the taker fee on both sides", () => {
    // gross 5 %; fees 10 bps of 100 and of 105 = 0.205
    expect(plain(signalTradeReturn({ side: "LONG", entryPrice: dec(100), exits, takerBps: dec(10) }))).toBe("4.795");
    expect(plain(signalTradeReturn({ side: "SHORT", entryPrice: dec(100), exits, takerBps: dec(10) }))).toBe("-5.205");
  });
  it("is undefined before all has left", () => {
    const part = exits.slice(0, 1);
    expect(() => signalTradeReturn({ side: "LONG", entryPrice: dec(100), exits: part, takerBps: dec(0) })).toThrow(
      /sum to 0.5/,
    );
  });
});

describe("a record of closed trades", () => {
  const trade = (day: string, returnPct: number, hours = 2) => {
    const closedAt = utcMs(Date.parse(`${day}T12:00:00Z`));
    return { openedAt: utcMs(closedAt - hours * 3_600_000), closedAt, returnPct };
  };
  const record = trackRecord([
    trade("2024-03-05", -20),
    trade("2024-01-10", 10),
    trade("2024-03-01", -10, 4),
    trade("2024-03-20", 25),
  ]);

  it("counts in order of closing", () => {
    // 100 -> 110 -> 99 -> 79.2 -> 99
    expect(record.equity.map(([, value]) => Math.round(value * 1e6) / 1e6)).toEqual([100, 110, 99, 79.2, 99]);
    expect(record.returnPct).toBeCloseTo(-1, 10);
    expect(record.simpleReturnPct).toBeCloseTo(5, 10);
    expect(record.maxDrawdownPct).toBeCloseTo(-28, 10);
    expect(record.profitFactor).toBeCloseTo(35 / 30, 10);
    expect(record).toMatchObject({
      trades: 4,
      wins: 2,
      losses: 2,
      winRatePct: 50,
      lossesInRow: 2,
      bestTradePct: 25,
      worstTradePct: -20,
      longestTradeMs: 14_400_000,
    });
  });
  it("shows quiet months between as 0", () => {
    expect(
      record.months.map(({ month, trades, returnPct }) => [month, trades, Math.round(returnPct * 1e6) / 1e6]),
    ).toEqual([
      ["2024-01", 1, 10],
      ["2024-02", 0, 0],
      ["2024-03", 3, -10],
    ]);
    expect(record.worstMonthPct).toBeCloseTo(-10, 10);
  });
  it("leaves undefined what no trade defines", () => {
    expect(trackRecord([])).toMatchObject({
      trades: 0,
      winRatePct: null,
      returnPct: null,
      maxDrawdownPct: null,
      profitFactor: null,
      worstMonthPct: null,
      equity: [],
      months: [],
    });
    expect(trackRecord([trade("2024-01-10", 10)]).profitFactor).toBeNull();
  });
  it("never falls below nothing", () => {
    expect(trackRecord([trade("2024-01-10", -150), trade("2024-01-11", 50)]).returnPct).toBe(-100);
  });
});
