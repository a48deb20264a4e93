import { describe, expect, it, vi } from "vitest";
import { listOrders } from "@/lib/features/copies/order-queries";
import { getPosition } from "@/lib/features/copies/queries";
import { onStopRemoved } from "@/lib/features/notifications/on-stop-removed";
import { listNotifications } from "@/lib/features/notifications/queries";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { exitPosition, moveStop } from "./exit-position.ts";
import { type Desk, decOf, openDesk } from "./orders.fixture.ts";
import { Pace } from "./pace.ts";
import { workOnce } from "./work-once.ts";

const db = testDb();

/** A desk that holds 0.000999 BTC of one signal; its fee was taken in coin. */
async function held(): Promise<{ desk: Desk; positionId: string }> {
  const desk = await openDesk(db);
  await desk.start();
  await desk.plan("sig_a");
  await desk.work(3);
  const position = await desk.position("sig_a");
  return { desk, positionId: position?.id ?? "" };
}

/** Its user takes the stop away at the exchange, as he may. */
function takeStopAway(desk: Desk): void {
  desk.venue.cancelByHand(desk.venue.orders.findLast(({ type }) => type === "stop")?.clientOrderId ?? "");
}

/** Its user sells coins at the exchange, past us: for a position they are withdrawn. */
function sellByHand(desk: Desk, qty: Dec): void {
  takeStopAway(desk);
  desk.venue.byHand({
    symbol: "BTC/USDT",
    market: "spot",
    side: "SELL",
    type: "market",
    price: null,
    trigger: null,
    timeInForce: "IOC",
    reduceOnly: false,
    qty,
  });
}

/** Asks for the exit and sees that nothing is held after it. */
async function isLeft(desk: Desk): Promise<void> {
  const id = (await desk.position("sig_a"))?.id ?? "";
  await exitPosition(desk.ctx, desk.userId, id, { leg: "close", fraction: null });
  await desk.work(5);
  expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED" });
}

function stopsAt(desk: Desk) {
  return desk.venue.orders
    .filter(({ type, state }) => type === "stop" && state === "open")
    .map(({ qty, trigger, side }) => [side, plain(qty), plain(trigger ?? 0)]);
}

describe("a position on a real account", () => {
  it("has a stop at the venue for what is really held, fee off and to the lot (O46)", async () => {
    const { desk } = await held();
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

  it("is left while a comparison of its account waits for the exchange", async () => {
    const { desk, positionId } = await held();
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

  it("sells what is left when its user withdrew a part by hand", async () => {
    const { desk, positionId } = await held();
    sellByHand(desk, dec("0.0004"));
    await exitPosition(desk.ctx, desk.userId, positionId, { leg: "close", fraction: null });
    await desk.work(10, 1_000);
    expect(plain(desk.venue.total("BTC"))).toBe("0.000009");
  });

  it("keeps the stop for what its user left of it, and has all of it covered again after an addition (O45)", async () => {
    const { desk } = await held();
    sellByHand(desk, dec("0.0004"));
    await desk.work(150, 5_000);
    const legs = async () => (await desk.intentsOf("sig_a")).filter(({ purpose }) => purpose === "STOP");
    expect((await legs()).map(({ leg, state }) => `${leg} ${state}`)).toEqual([
      "stop:1 CANCELLED",
      "stop:2 REJECTED",
      "stop:3 CANCELLED",
      "stop:4 ACCEPTED",
    ]);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00059", "41000"]]);
    await desk.plan("sig_a", { leg: "add:2" });
    await desk.work(20);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00159", "41000"]]);
  });

  it("learns of a stop that fired when the private stream tells that something happened", async () => {
    const { desk } = await held();
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
    const { desk, positionId } = await held();
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
    const { desk } = await held();
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
    const { desk, positionId } = await held();
    await moveStop(desk.ctx, desk.userId, positionId, dec(41_500));
    await desk.work(3);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00099", "41500"]]);
  });

  it("sells a part at a target, the stop making room and coming back for the rest", async () => {
    const { desk, positionId } = await held();
    await exitPosition(desk.ctx, desk.userId, positionId, { leg: "target:1", fraction: dec("0.5") });
    await exitPosition(desk.ctx, desk.userId, positionId, { leg: "target:1", fraction: dec("0.5") });
    await desk.work(4);
    expect(await desk.intent("sig_a", "target:1")).toMatchObject({ state: "FILLED" });
    const sold = desk.venue.placed.filter(({ request }) => request.type === "market" && request.side === "SELL");
    expect(sold.map(({ request }) => plain(request.qty))).toEqual(["0.00049"]);
    expect(stopsAt(desk)).toEqual([["SELL", "0.0005", "41000"]]);
  });

  it("is left altogether on time though the book is thin", async () => {
    const { desk, positionId } = await held();
    desk.venue.depth = dec("0.0004");
    await exitPosition(desk.ctx, desk.userId, positionId, { leg: "close", fraction: null });
    await desk.work(10);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED" });
    expect(plain(desk.venue.total("BTC"))).toBe("0.000009");
    expect(stopsAt(desk)).toEqual([]);
  });

  it("has its stop back when an exit of a part left what is too small for an order of its own", async () => {
    const { desk, positionId } = await held();
    desk.venue.depth = dec("0.0004");
    await exitPosition(desk.ctx, desk.userId, positionId, { leg: "target:1", fraction: null, qty: dec("0.0005") });
    await desk.work(30);
    // 0.0001 were left of that exit, worth 4.20 USDT.
    const exits = (await desk.intentsOf("sig_a")).filter(({ purpose }) => purpose === "EXIT");
    expect(exits.map(({ leg, state }) => [leg, state])).toEqual([["target:1", "CANCELLED"]]);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00059", "41000"]]);
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

  it("has its stop back once when the user takes it away, then he is asked and the worker holds it (O45)", async () => {
    const { desk, positionId } = await held();
    takeStopAway(desk);
    await desk.work(65, 2_500);
    expect(stopsAt(desk)).toHaveLength(1);
    takeStopAway(desk);
    await desk.work(65, 2_500);
    expect(stopsAt(desk)).toEqual([]);
    const notices = await desk.ctx.db.outboxEvent.findMany({ where: { type: "position.stop_removed" } });
    expect(notices.filter(({ payload }) => JSON.stringify(payload).includes(positionId))).toHaveLength(1);
    for (let handled = 0; handled < 2; handled += 1) await onStopRemoved(desk.ctx, { positionId });
    const told = await listNotifications(desk.ctx.db, desk.userId, { limit: 10 });
    expect(told.items.map(({ title, link }) => [title, link])).toEqual([
      ["Your stop of BTC/USDT is not at Binance any more", `/positions/${positionId}`],
    ]);
    expect(told.items[0]?.body).toContain("at 41,000 we close at the market");
    expect(await getPosition(desk.ctx, desk.userId, positionId)).toMatchObject({
      stopHeldSince: expect.stringMatching(/Z$/),
    });
    desk.price(40_999);
    await desk.work(65, 2_500);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED", closeReason: "stop-exit:1" });
  });

  const DAY = 24 * 3_600_000;

  it("has its stop back where the user took it away and the exchange strikes old orders off its lists", async () => {
    const { desk } = await held();
    desk.venue.listsCancelledForMs = DAY;
    desk.ctx.clock.advance(4 * DAY);
    await desk.work(3);
    takeStopAway(desk);
    await desk.work(260, 5_000);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00099", "41000"]]);
  });

  it("does not take a young stop for gone that no list shows", async () => {
    const { desk } = await held();
    desk.venue.listsCancelledForMs = 0;
    takeStopAway(desk);
    await desk.work(260, 5_000);
    expect((await desk.intentsOf("sig_a")).filter(({ purpose }) => purpose === "STOP")).toMatchObject([
      { leg: "stop:1", state: "ACCEPTED" },
    ]);
  });

  it("gets an old stop moved whose end the exchange tells in no list", async () => {
    const { desk, positionId } = await held();
    desk.venue.listsCancelledForMs = DAY;
    desk.venue.cancelsTellNothing = true;
    desk.ctx.clock.advance(4 * DAY);
    await desk.work(3);
    await moveStop(desk.ctx, desk.userId, positionId, dec(41_500));
    await desk.work(10);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00099", "41500"]]);
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

  it("has its stop back where its coins were not shown and are there again", async () => {
    const { desk } = await held();
    const coins = desk.venue.total("BTC");
    sellByHand(desk, coins);
    await desk.work(65, 2_500);
    expect((await desk.intentsOf("sig_a")).at(-1)).toMatchObject({ leg: "stop:3", state: "BLOCKED" });
    desk.venue.payIn("BTC", coins);
    await desk.work(20);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00099", "41000"]]);
  });

  it("tells nothing to sell when the user withdrew the coins, and touches nothing else (O45)", async () => {
    const { desk, positionId } = await held();
    sellByHand(desk, desk.venue.total("BTC"));
    await desk.work(65, 2_500);
    await exitPosition(desk.ctx, desk.userId, positionId, { leg: "close", fraction: null });
    await desk.work(20, 1_000);
    const intents = await desk.intentsOf("sig_a");
    const ends = intents.filter(({ purpose }) => purpose !== "ENTRY").map(({ leg, state }) => `${leg} ${state}`);
    // The second stop is refused by the exchange, which says that the coins are gone: what comes after asks first.
    expect(ends).toEqual(["stop:1 CANCELLED", "stop:2 REJECTED", "stop:3 BLOCKED", "close BLOCKED", "stop:4 BLOCKED"]);
  });
});

describe("a swap that its user closed at the exchange", () => {
  const SWAP = { symbol: "BTC/USDT:USDT", market: "swap" } as const;

  /** The signal has left, and the exchange refuses to reduce what it does not have. */
  async function refusedExit(): Promise<Desk> {
    const desk = await openDesk(db, { limits: { symbols: [SWAP.symbol] } });
    await desk.start();
    await desk.plan("sig_a", SWAP);
    await desk.work(3);
    const id = (await desk.position("sig_a"))?.id ?? "";
    desk.venue.refuse = ({ reduceOnly }) =>
      reduceOnly ? { kind: "refused", code: "reduce_only", detail: "ReduceOnly Order is rejected." } : null;
    await exitPosition(desk.ctx, desk.userId, id, { leg: "close", fraction: null });
    return desk;
  }
  const exitsOf = async (desk: Desk) => (await desk.intentsOf("sig_a")).filter(({ purpose }) => purpose === "EXIT");

  it("is closed once the exchange has shown none of it for 15 seconds, and says why", async () => {
    const desk = await refusedExit();
    await desk.work(10);
    expect(await desk.position("sig_a")).toMatchObject({ state: "OPEN" });
    await desk.work(20);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED", closeReason: "not_held", exitPrice: null });
    const exits = await exitsOf(desk);
    expect(exits.length).toBeLessThanOrEqual(6);
    await desk.work(120, 2_500);
    expect(await exitsOf(desk)).toHaveLength(exits.length);
  });

  it("stays open where the exchange shows some, be it of another trade", async () => {
    const desk = await refusedExit();
    const shown = { entryPrice: dec(42_000), leverage: null, liquidationPrice: null, qty: dec("0.001") };
    desk.venue.contracts = [{ ...SWAP, ...shown, side: "LONG" }];
    await desk.work(40);
    expect(await desk.position("sig_a")).toMatchObject({ state: "OPEN" });
  });

  it("is closed where it shows the other side", async () => {
    const desk = await refusedExit();
    const shown = { entryPrice: dec(42_000), leverage: null, liquidationPrice: null, qty: dec("0.001") };
    desk.venue.contracts = [{ ...SWAP, ...shown, side: "SHORT" }];
    await desk.work(40);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED" });
  });
});

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
