import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { decOf, openDesk } from "./orders.fixture.ts";

const db = testDb();

describe("a resting entry", () => {
  const resting = (price: number) => ({ type: "limit", timeInForce: "GTC", price: dec(price) }) as const;

  it("follows a market that left it by 0.3 %, under an id of its own, and not past its bound", async () => {
    const desk = await openDesk(db);
    await desk.start();
    desk.price(42_000, 42_000.01);
    await desk.plan("sig_a", resting(42_000));
    await desk.work(1);
    desk.price(42_147, 42_147.01);
    await desk.work(3);
    const moved = await desk.intent("sig_a");
    expect(moved.orders.map(({ attempt, state, price }) => [attempt, state, plain(decOf(price))])).toEqual([
      [1, "CANCELLED", "42000"],
      [2, "ACCEPTED", "42147"],
    ]);
    expect(new Set(moved.orders.map(({ clientOrderId }) => clientOrderId)).size).toBe(2);
    desk.price(42_300, 42_300.01);
    await desk.work(3);
    expect(await desk.intent("sig_a")).toMatchObject({ state: "BLOCKED", reasonCode: "moved" });
    expect(desk.venue.orders.filter(({ state }) => state === "open")).toEqual([]);
  });

  it("is replaced after 600 s at the touch of that moment, and given up after the third replacement", async () => {
    const desk = await openDesk(db);
    await desk.start();
    desk.price(42_000, 42_010);
    await desk.plan("sig_a", resting(41_990));
    await desk.work(2);
    for (let n = 0; n < 4; n += 1) {
      desk.ctx.clock.advance(600_000);
      await desk.work(3);
    }
    const { orders, state, reason } = await desk.intent("sig_a");
    expect(orders.map(({ attempt, price }) => [attempt, plain(decOf(price))])).toEqual([
      [1, "41990"],
      [2, "42000"],
      [3, "42000"],
      [4, "42000"],
    ]);
    expect(state).toBe("CANCELLED");
    expect(reason).toBe("The order was replaced three times and the market did not come to it.");
    expect(await desk.day()).toMatchObject({ entries: 0 });
    expect(desk.venue.orders.every(({ state: at }) => at === "cancelled")).toBe(true);
  });

  it("ends part way when its replacement is refused after a part had filled, and keeps the share of the day that filled (O43)", async () => {
    const desk = await openDesk(db);
    await desk.start();
    desk.price(42_000, 42_000.01);
    await desk.plan("sig_a", resting(42_000));
    await desk.work(1);
    desk.venue.depth = dec("0.0004");
    desk.price(41_999.99, 42_000);
    desk.venue.refuse = ({ side, type }) =>
      side === "BUY" && type === "limit"
        ? { kind: "refused", code: "insufficient_funds", detail: "Account has insufficient balance." }
        : null;
    desk.price(42_147, 42_147.01);
    await desk.work(10);
    const { state, reasonCode, orders } = await desk.intent("sig_a");
    expect(orders.map((order) => [order.attempt, order.state, plain(decOf(order.filled))])).toEqual([
      [1, "CANCELLED", "0.0004"],
      [2, "REJECTED", "0"],
    ]);
    expect({ state, reasonCode }).toEqual({ state: "CANCELLED", reasonCode: "insufficient_funds" });
    expect(await desk.day()).toMatchObject({ entries: 1 });
    expect(await desk.position("sig_a")).toMatchObject({ state: "OPEN" });
  });
});
