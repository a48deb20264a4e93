import { describe, expect, it } from "vitest";
import { getPosition } from "@/lib/features/copies/queries";
import { onStopRemoved } from "@/lib/features/notifications/on-stop-removed";
import { listNotifications } from "@/lib/features/notifications/queries";
import { dec, plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { exitPosition, moveStop } from "./exit-position.ts";
import { type Desk, openDesk, openHoldingDesk } from "./orders.fixture.ts";
import { sellByHand, stopsAt, takeStopAway } from "./position.fixture.ts";

const db = testDb();

const DAY = 24 * 3_600_000;

describe("a position whose user acts at the exchange himself", () => {
  it("keeps the stop for what its user left of it, and has all of it covered again after an addition (O45)", async () => {
    const { desk } = await openHoldingDesk(db);
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

  it("has its stop back once when the user takes it away, then he is asked and the worker holds it (O45)", async () => {
    const { desk, positionId } = await openHoldingDesk(db);
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

  it("has its stop back where the user took it away and the exchange strikes old orders off its lists", async () => {
    const { desk } = await openHoldingDesk(db);
    desk.venue.listsCancelledForMs = DAY;
    desk.ctx.clock.advance(4 * DAY);
    await desk.work(3);
    takeStopAway(desk);
    await desk.work(260, 5_000);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00099", "41000"]]);
  });

  it("does not take a young stop for gone that no list shows", async () => {
    const { desk } = await openHoldingDesk(db);
    desk.venue.listsCancelledForMs = 0;
    takeStopAway(desk);
    await desk.work(260, 5_000);
    expect((await desk.intentsOf("sig_a")).filter(({ purpose }) => purpose === "STOP")).toMatchObject([
      { leg: "stop:1", state: "ACCEPTED" },
    ]);
  });

  it("gets an old stop moved whose end the exchange tells in no list", async () => {
    const { desk, positionId } = await openHoldingDesk(db);
    desk.venue.listsCancelledForMs = DAY;
    desk.venue.cancelsTellNothing = true;
    desk.ctx.clock.advance(4 * DAY);
    await desk.work(3);
    await moveStop(desk.ctx, desk.userId, positionId, dec(41_500));
    await desk.work(10);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00099", "41500"]]);
  });

  it("has its stop back where its coins were not shown and are there again", async () => {
    const { desk } = await openHoldingDesk(db);
    const coins = desk.venue.total("BTC");
    sellByHand(desk, coins);
    await desk.work(65, 2_500);
    expect((await desk.intentsOf("sig_a")).at(-1)).toMatchObject({ leg: "stop:3", state: "BLOCKED" });
    desk.venue.payIn("BTC", coins);
    await desk.work(20);
    expect(stopsAt(desk)).toEqual([["SELL", "0.00099", "41000"]]);
  });

  it("sells what is left when its user withdrew a part by hand", async () => {
    const { desk, positionId } = await openHoldingDesk(db);
    sellByHand(desk, dec("0.0004"));
    await exitPosition(desk.ctx, desk.userId, positionId, { leg: "close", fraction: null });
    await desk.work(10, 1_000);
    expect(plain(desk.venue.total("BTC"))).toBe("0.000009");
  });

  it("tells nothing to sell when the user withdrew the coins, and touches nothing else (O45)", async () => {
    const { desk, positionId } = await openHoldingDesk(db);
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
