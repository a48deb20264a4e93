import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { type LeavePart, leaveByHandIn } from "./leave-by-hand.ts";
import { BTC, type Desk, openHoldingDesk } from "./orders.fixture.ts";

const db = testDb();
const ALL = { fraction: null, qty: null };

const leaveByHand = (ctx: Desk["ctx"], userId: string, positionId: string, part: LeavePart) =>
  ctx.db.transaction((tx) => leaveByHandIn(ctx, tx, userId, positionId, part));

const sales = (desk: Desk) =>
  desk.venue.placed
    .filter(({ request }) => request.side === "SELL" && request.type === "market")
    .map(({ request }) => plain(request.qty));

describe("leaving a real position by hand", () => {
  it("sells a part, then the rest, and takes the stop off", async () => {
    const { desk, positionId } = await openHoldingDesk(db);
    expect(await leaveByHand(desk.ctx, desk.userId, positionId, { fraction: dec("0.5"), qty: null })).toMatchObject({
      ok: true,
    });
    await desk.work(4);
    expect(sales(desk)).toHaveLength(1);
    expect(await leaveByHand(desk.ctx, desk.userId, positionId, ALL)).toMatchObject({ ok: true });
    await desk.work(6);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED" });
    expect(desk.venue.orders.filter(({ state }) => state === "open")).toEqual([]);
  });

  it("sells once when it is pressed twice", async () => {
    const { desk, positionId } = await openHoldingDesk(db);
    const [first, second] = await Promise.all([
      leaveByHand(desk.ctx, desk.userId, positionId, ALL),
      leaveByHand(desk.ctx, desk.userId, positionId, ALL),
    ]);
    expect([first.ok, second.ok].sort()).toEqual([false, true]);
    await desk.work(6);
    expect(sales(desk)).toHaveLength(1);
  });

  it("refuses a part that is too small for an order, and one that would leave such a part", async () => {
    const { desk, positionId } = await openHoldingDesk(db);
    const { symbol, market, tick, lot, minNotional } = BTC;
    const steps = { tick: plain(tick), lot: plain(lot), minNotional: plain(minNotional) };
    const [updatedAt, fees] = [new Date(desk.ctx.clock.now()), { makerBps: "10", takerBps: "10" }];
    await desk.ctx.db.instrument.createMany({
      data: [{ exchange: "binance", symbol, market, ...steps, ...fees, updatedAt }],
      skipDuplicates: true,
    });
    const leave = (fraction: string) =>
      leaveByHand(desk.ctx, desk.userId, positionId, { fraction: dec(fraction), qty: null });
    expect(await leave("0.1")).toMatchObject({
      reason: "invalid",
      fieldErrors: {
        fraction: ["The part is below the smallest order of BTC/USDT; give a larger one or close the whole."],
      },
    });
    expect(await leave("0.9")).toMatchObject({
      reason: "invalid",
      fieldErrors: { fraction: ["What stays (0.000109) could not be sold alone; close the whole position."] },
    });
    // Worth 5.50 each once the price has doubled.
    desk.price(84_000);
    expect(await leave("0.9")).toMatchObject({ ok: true });
    await desk.work(4);
    expect(sales(desk)).toEqual(["0.00089"]);
  });

  it("refuses more than is held, and what is another's", async () => {
    const { desk, positionId } = await openHoldingDesk(db);
    expect(await leaveByHand(desk.ctx, desk.userId, positionId, { fraction: null, qty: dec("1") })).toMatchObject({
      reason: "invalid",
      fieldErrors: { quantity: ["You hold 0.000999; give at most that."] },
    });
    expect(await leaveByHand(desk.ctx, "usr_other", positionId, ALL)).toMatchObject({ reason: "not_found" });
    expect(sales(desk)).toEqual([]);
  });
});
