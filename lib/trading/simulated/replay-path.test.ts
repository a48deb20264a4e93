import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import type { Candle } from "../market/candle.ts";
import { POINTS_PER_BAR, pathPoint, quoteAround } from "./replay-path.ts";

const LENGTH = 900_000;
const TICK = dec("0.01");
const walk = (candle: Candle) =>
  Array.from({ length: POINTS_PER_BAR }, (_, index) => pathPoint(candle, LENGTH, index, TICK));

// The first bar of ../shared/data/binance/BTCUSDT_15m.csv.gz: the low is nearer to the open.
const bar: Candle = {
  time: 1_704_067_200_000,
  open: 42283.58,
  high: 42488.09,
  low: 42261.02,
  close: 42488,
  volume: 431.71082,
};

describe("the path through a bar", () => {
  it("meets open, nearer extreme, other extreme and close exactly", () => {
    const last = walk(bar).map((point) => plain(point.last));
    expect([last[0], last[20], last[40], last[59]]).toEqual(["42283.58", "42261.02", "42488.09", "42488"]);
  });
  it("goes to the high first when it is nearer, and to the low on a tie", () => {
    const corner = (candle: Candle) => plain(pathPoint(candle, LENGTH, 20, TICK).last);
    expect(corner({ ...bar, open: 42480 })).toBe("42488.09");
    expect(corner({ ...bar, open: 100, high: 110, low: 90, close: 100 })).toBe("90");
  });
  it("is linear in between, in steps of a sixtieth of the bar", () => {
    const points = walk({ ...bar, open: 100, high: 120, low: 90, close: 110 });
    expect(plain(points[5]?.last ?? 0)).toBe("97.5");
    expect(plain(points[30]?.last ?? 0)).toBe("105");
    expect(points.map((point) => point.time - bar.time)).toEqual(Array.from({ length: 60 }, (_, i) => i * 15_000));
  });
  it("never leaves the bar and keeps bid below last below ask", () => {
    const cents = fc.integer({ min: 100, max: 10_000_000 });
    fc.assert(
      fc.property(cents, cents, cents, cents, (a, b, c, d) => {
        const [low, x, y, high] = [a, b, c, d].sort((p, q) => p - q).map((v) => v / 100) as [
          number,
          number,
          number,
          number,
        ];
        for (const point of walk({ time: bar.time, open: x, high, low, close: y, volume: 1 })) {
          expect(point.last.gte(low) && point.last.lte(high)).toBe(true);
          expect(point.bid.lt(point.last) && point.ask.gt(point.last)).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});

it("puts bid and ask half a basis point around the price, rounded away from it", () => {
  // 42283.58 × 0.00005 = 2.114179
  const { bid, ask } = quoteAround(dec("42283.58"), TICK);
  expect([plain(bid), plain(ask)]).toEqual(["42281.46", "42285.7"]);
});
