import { describe, expect, it } from "vitest";
import { listOrders } from "@/lib/features/copies/order-queries";
import { dec, plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { exitPosition, moveStop } from "./exit-position.ts";
import { type Desk, decOf, openDesk, openHoldingDesk } from "./orders.fixture.ts";
import { Pace } from "./pace.ts";
import { stopsAt } from "./position.fixture.ts";
import { workOnce } from "./work-once.ts";

const db = testDb();

/** Asks for the exit and sees that nothing is held after it. */
async function isLeft(desk: Desk): Promise<void> {
  const id = (await desk.position("sig_a"))?.id ?? "";
  await exitPosition(desk.ctx, desk.userId, id, { leg: "close", fraction: null });
  await desk.work(5);
  expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED" });
}

describe("the stop of a position on a real account", () => {
  it("has a stop at the venue for what is really held, fee off and to the lot (O46)", async () => {
    const { desk } = await openHoldingDesk(db);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00099", "41000"]]);
    const { items } = await listOrders(desk.ctx, desk.userId, { limit: 10 });
    expect(items.map(({ leg, price }) => [leg, price])).toContainEqual(["stop:1", "41000"]);
  });

  it("has that stop within seconds where the exchange answers an order with its ids alone, and is left as fast", async () => {
    const desk = await openDesk(db);
    await desk.start();
    desk.venue.idsOnly = true;
    await desk.work(5);
    await desk.plan("sig_a");
    await desk.work(4);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00099", "41000"]]);
    await isLeft(desk);
  });

  it("is protected and left while no question about balances is answered", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.plan("sig_a");
    desk.venue.tellsNoBalances = true;
    await desk.work(3);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00099", "41000"]]);
    await isLeft(desk);
  });

  it("learns of a stop that fired when the private stream tells that something happened", async () => {
    const { desk } = await openHoldingDesk(db);
    const pace = new Pace();
    const round = async (): Promise<void> => {
      await workOnce(desk.ctx, desk.held, pace);
      await pace.settled();
      desk.ctx.clock.advance(3_000);
    };
    for (let n = 0; n < 5; n += 1) await round();
    desk.price(40_990);
    await round();
    expect(await desk.position("sig_a")).toMatchObject({ state: "OPEN" });
    pace.hint();
    for (let n = 0; n < 3; n += 1) await round();
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED", closeReason: "stop:1" });
  });

  it("gets no stop for what leaves while a round looks at it", async () => {
    const { desk, positionId } = await openHoldingDesk(db);
    await moveStop(desk.ctx, desk.userId, positionId, null);
    await desk.work(3);
    await moveStop(desk.ctx, desk.userId, positionId, dec(41_500));
    desk.feed();
    const latest: typeof desk.ctx.prices.latest = async (...of) => {
      await desk.ctx.db.position.update({ where: { id: positionId }, data: { state: "CLOSED", qty: "0" } });
      return desk.ctx.prices.latest(...of);
    };
    await workOnce({ ...desk.ctx, prices: { ...desk.ctx.prices, latest } }, desk.held, new Pace());
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED" });
    const stops = (await desk.intentsOf("sig_a")).filter(({ purpose }) => purpose === "STOP");
    expect(stops.map(({ state }) => state)).toEqual(["CANCELLED"]);
  });

  it("is left by that stop, and what cannot be sold stays", async () => {
    const { desk } = await openHoldingDesk(db);
    desk.price(40_990);
    await desk.work(65, 2_500);
    const position = await desk.position("sig_a");
    expect(position).toMatchObject({ state: "CLOSED", closeReason: "stop:1" });
    expect(plain(decOf(position?.qty))).toBe("0.000009");
    expect(plain(desk.venue.total("BTC"))).toBe("0.000009");
    // Ours and the venue's money agree to the last digit: what is left is at cost.
    const left = decOf(position?.qty).times(decOf(position?.entryPrice));
    const result = decOf(position?.grossPnl).minus(decOf(position?.fees));
    expect(plain(desk.venue.total("USDT").minus(100_000))).toBe(plain(result.minus(left)));
  });

  it("gets its stop moved, the old one gone first", async () => {
    const { desk, positionId } = await openHoldingDesk(db);
    await moveStop(desk.ctx, desk.userId, positionId, dec(41_500));
    await desk.work(3);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00099", "41500"]]);
  });

  it("protects the filled part at once and the rest as it fills (O43)", async () => {
    const desk = await openDesk(db);
    await desk.start();
    desk.venue.depth = dec("0.0004");
    await desk.plan("sig_a", { type: "limit", timeInForce: "GTC", price: dec(42_000) });
    await desk.work(3);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00039", "41000"]]);
    desk.price(42_000);
    await desk.work(65, 2_500);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00079", "41000"]]);
  });

  it("keeps its stop when the price makes it too small to be sold, and is left by it", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.plan("sig_a", { qty: dec("0.00013") });
    await desk.work(3);
    desk.price(41_500);
    await desk.work(65, 2_500);
    // 0.00012 x 41,500 = 4.98 USDT
    expect(stopsAt(desk)).toEqual([["SELL", "0.00012", "41000"]]);
    desk.price(40_990);
    await desk.work(65, 2_500);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED", closeReason: "stop:1" });
  });

  it("is watched by the worker in a market that takes no stop, and left when the price passes it", async () => {
    const desk = await openDesk(db);
    desk.venue.takesStops = false;
    await desk.start();
    await desk.plan("sig_a");
    await desk.work(8);
    expect(await desk.position("sig_a")).toMatchObject({ state: "OPEN" });
    expect(desk.venue.placed.map(({ request }) => request.type)).toEqual(["market"]);
    desk.price(40_999);
    await desk.work(5);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED", closeReason: "stop-exit:1" });
  });

  it("is left when the venue refuses its stop three times (O44)", async () => {
    const desk = await openDesk(db);
    await desk.start();
    desk.venue.refuse = (request) =>
      request.type === "stop"
        ? { kind: "refused", code: "not_supported", detail: "Stop orders are not supported." }
        : null;
    await desk.plan("sig_a");
    await desk.work(8);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED", closeReason: "stop-exit:1" });
    expect(plain(desk.venue.total("BTC"))).toBe("0.000009");
  });
});
