import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { Ticker } from "@/lib/ports/prices";
import { TickerBoard } from "./ticker-board.ts";

const price = (last: number, symbol = "BTC/USDT"): Ticker => ({
  exchange: "binance",
  symbol,
  bid: dec(last),
  ask: dec(last),
  last: dec(last),
  exchangeAt: utcMs(0),
  receivedAt: utcMs(0),
  source: "replay",
});
const say = (tickers: readonly Ticker[]) => tickers.map(({ symbol, last }) => `${symbol} ${plain(last)}`);

describe("prices on their way into the database", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
  afterEach(() => void vi.useRealTimers());

  it("are written at once, then at most ten times a second, the last one always", async () => {
    const written: string[][] = [];
    const board = new TickerBoard(async (tickers) => void written.push(say(tickers)));
    for (let i = 1; i <= 100; i += 1) {
      board.put(price(i));
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(200);
    expect(written[0]).toEqual(["BTC/USDT 1"]);
    expect(written.length).toBeLessThanOrEqual(11);
    expect(written.at(-1)).toEqual(["BTC/USDT 100"]);
  });

  it("go together for several symbols, each with its newest", async () => {
    const written: string[][] = [];
    const board = new TickerBoard(async (tickers) => void written.push(say(tickers)));
    for (const ticker of [price(1), price(2), price(7, "ETH/USDT"), price(3)]) board.put(ticker);
    await vi.advanceTimersByTimeAsync(100);
    expect(written).toEqual([["BTC/USDT 1"], ["BTC/USDT 3", "ETH/USDT 7"]]);
  });

  it("never overtake a write that is under way", async () => {
    const written: string[] = [];
    const underWay = Promise.withResolvers<void>();
    const board = new TickerBoard(async (tickers) => {
      if (written.length === 0) await underWay.promise;
      written.push(...say(tickers));
    });
    board.put(price(1));
    board.put(price(2));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(written).toEqual([]);
    underWay.resolve();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(written).toEqual(["BTC/USDT 1", "BTC/USDT 2"]);
  });
});

it("is written whole when flush resolves", async () => {
  const written: string[][] = [];
  const board = new TickerBoard(async (tickers) => {
    await new Promise(setImmediate);
    written.push(say(tickers));
  });
  board.put(price(1));
  board.put(price(2));
  await board.flush();
  expect(written.flat()).toEqual(["BTC/USDT 1", "BTC/USDT 2"]);
});

it("tells the feed that a price could not be written, and tries the next", async () => {
  let fails = true;
  const board = new TickerBoard(async () => {
    if (fails) throw new Error("database gone");
  });
  board.put(price(1));
  await new Promise(setImmediate);
  expect(() => board.put(price(2))).toThrow("database gone");
  fails = false;
  board.put(price(3));
  await board.flush();
});
