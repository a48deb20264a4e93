import { describe, expect, it, vi } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { exitPosition } from "./exit-position.ts";
import { openHoldingDesk } from "./orders.fixture.ts";
import { Pace } from "./pace.ts";
import { stopsAt } from "./position.fixture.ts";
import { workOnce } from "./work-once.ts";

const db = testDb();

describe("leaving a position on a real account", () => {
  it("is left while a comparison of its account waits for the exchange", async () => {
    const { desk, positionId } = await openHoldingDesk(db);
    let asked = 0;
    let answer = (): void => undefined;
    const late = new Promise<void>((told) => {
      answer = told;
    });
    const { trade } = desk.held;
    const openOrders: typeof trade.openOrders = async (...what) => {
      // Of one symbol: what a comparison asks.
      if (what[0] !== undefined) asked += 1;
      await late;
      return trade.openOrders(...what);
    };
    const account = { ...desk.held, trade: { ...trade, openOrders } };
    const pace = new Pace();
    desk.ctx.clock.advance(61_000);
    await exitPosition(desk.ctx, desk.userId, positionId, { leg: "close", fraction: null });
    await vi.waitFor(async () => {
      desk.feed();
      await workOnce(desk.ctx, account, pace);
      desk.ctx.clock.advance(300);
      expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED" });
    });
    expect(asked).toBe(1);
    answer();
    await pace.settled();
  });

  it("sells a part at a target, the stop making room and coming back for the rest", async () => {
    const { desk, positionId } = await openHoldingDesk(db);
    await exitPosition(desk.ctx, desk.userId, positionId, { leg: "target:1", fraction: dec("0.5") });
    await exitPosition(desk.ctx, desk.userId, positionId, { leg: "target:1", fraction: dec("0.5") });
    await desk.work(4);
    expect(await desk.intent("sig_a", "target:1")).toMatchObject({ state: "FILLED" });
    const sold = desk.venue.placed.filter(({ request }) => request.type === "market" && request.side === "SELL");
    expect(sold.map(({ request }) => plain(request.qty))).toEqual(["0.00049"]);
    expect(stopsAt(desk)).toEqual([["SELL", "0.0005", "41000"]]);
  });

  it("is left altogether on time though the book is thin", async () => {
    const { desk, positionId } = await openHoldingDesk(db);
    desk.venue.depth = dec("0.0004");
    await exitPosition(desk.ctx, desk.userId, positionId, { leg: "close", fraction: null });
    await desk.work(10);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED" });
    expect(plain(desk.venue.total("BTC"))).toBe("0.000009");
    expect(stopsAt(desk)).toEqual([]);
  });

  it("has its stop back when an exit of a part left what is too small for an order of its own", async () => {
    const { desk, positionId } = await openHoldingDesk(db);
    desk.venue.depth = dec("0.0004");
    await exitPosition(desk.ctx, desk.userId, positionId, { leg: "target:1", fraction: null, qty: dec("0.0005") });
    await desk.work(30);
    // 0.0001 were left of that exit, worth 4.20 USDT.
    const exits = (await desk.intentsOf("sig_a")).filter(({ purpose }) => purpose === "EXIT");
    expect(exits.map(({ leg, state }) => [leg, state])).toEqual([["target:1", "CANCELLED"]]);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00059", "41000"]]);
  });
});
