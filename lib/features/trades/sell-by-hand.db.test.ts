import { describe, expect, it } from "vitest";
import { engageSwitch } from "@/lib/features/orders/kill-switch";
import { testDb } from "@/lib/testing/test-db";
import { tradeHistory } from "./history-queries.ts";
import { sellByHand } from "./sell-by-hand.ts";
import { tradePnl } from "./trade-pnl.ts";
import { type HandTrader, openHandTrader } from "./trades.fixture.ts";

const db = testDb();
const SYMBOL = "BTC/USDT";

/** Two buys by hand, of 0.00117882 and 0.000999 BTC after the fee in coin. */
async function holding(): Promise<HandTrader> {
  const me = await openHandTrader(db);
  await me.buys();
  await me.work();
  me.live.price(42_000, 42_010);
  await me.buys({ amount: undefined, quantity: "0.001" });
  await me.work();
  return me;
}

const sales = (me: HandTrader) => me.sent().filter((one) => one.startsWith("SELL market"));

describe("a sale by hand", () => {
  it("takes from the oldest trade first, once for its Idempotency-Key, and not what is being sold already", async () => {
    const me = await holding();
    const wish = { symbol: SYMBOL, quantity: "0.00147882" };
    const first = await sellByHand(me.ctx, me.actor, wish, "once");
    expect(first).toMatchObject({
      value: { quantity: "0.00147882", ordered: [{ quantity: "0.00117882" }, { quantity: "0.0003" }] },
    });
    expect(await sellByHand(me.ctx, me.actor, wish, "once")).toEqual(first);
    expect(await sellByHand(me.ctx, me.actor, wish, null)).toMatchObject({ reason: "conflict" });
    await me.work(8);
    expect(sales(me)).toHaveLength(2);
    const open = await me.ctx.db.position.findMany({ where: { userId: me.actor.userId, mode: "LIVE", state: "OPEN" } });
    expect(open.map(({ qty }) => qty.toString())).toEqual(["0.000699"]);
  });

  it("sells an amount of the quote currency at the bid, and no more than is held", async () => {
    const me = await holding();
    expect(await sellByHand(me.ctx, me.actor, { symbol: SYMBOL, amount: "10" }, null)).toMatchObject({
      value: { quantity: "0.00023" },
    });
    expect(await sellByHand(me.ctx, me.actor, { symbol: SYMBOL, quantity: "1" }, null)).toMatchObject({
      reason: "invalid",
      fieldErrors: { quantity: ["You hold 0.000999 bought by hand; sell at most that."] },
    });
  });

  it("plans nothing where a part of it would be too small for an order", async () => {
    const me = await holding();
    const sell = (quantity: string) => sellByHand(me.ctx, me.actor, { symbol: SYMBOL, quantity }, null);
    // The first trade whole and 0.0001 of the second, worth 4.20 USDT.
    expect(await sell("0.00127882")).toMatchObject({
      reason: "invalid",
      fieldErrors: {
        quantity: ["The part is below the smallest order of BTC/USDT; give a larger one or close the whole."],
      },
    });
    expect(await sell("0.0011")).toMatchObject({
      fieldErrors: { quantity: ["What stays (0.00007882) could not be sold alone; close the whole position."] },
    });
    await me.work(4);
    expect(sales(me)).toEqual([]);
  });

  it("goes under a kill switch, and history and results tell what it brought", async () => {
    const me = await holding();
    const { userId } = me.actor;
    const by = "usr_admin";
    await engageSwitch(me.ctx, { scope: "USER", key: userId, by, reason: "Review.", positions: "keep" });
    expect(await sellByHand(me.ctx, me.actor, { symbol: SYMBOL, quantity: "0.00217782" }, null)).toMatchObject({
      ok: true,
    });
    await me.work(8);
    const closed = await me.ctx.db.position.findMany({ where: { userId, mode: "LIVE" } });
    expect(closed.map(({ state }) => state)).toEqual(["CLOSED", "CLOSED"]);
    const [a, b] = closed.map(({ grossPnl, fees }) => grossPnl.minus(fees));
    const pnl = await tradePnl(me.ctx, userId, { period: "month", months: 1, mode: "LIVE" });
    expect(pnl).toMatchObject({ total: a?.plus(b ?? 0).toString(), items: [{ from: "2026-01-01", trades: 2 }] });
    const { items } = await tradeHistory(me.ctx, userId, { days: 1, mode: "LIVE", limit: 100 });
    const done = items.filter(({ filled }) => filled !== "0").map(({ side, filled }) => `${side} ${filled}`);
    expect(done.filter((one) => one.startsWith("BUY"))).toEqual(["BUY 0.001", "BUY 0.00118"]);
    expect(done.filter((one) => one.startsWith("SELL"))).toHaveLength(2);
  });

  it("leaves the position of a copy to its signal", async () => {
    const me = await openHandTrader(db);
    await me.who.work(2);
    me.live.price(42_000, 42_010);
    await me.live.open();
    await me.who.work();
    expect(await sellByHand(me.ctx, me.actor, { symbol: SYMBOL, quantity: "0.0005" }, null)).toMatchObject({
      reason: "invalid",
    });
    expect(sales(me)).toEqual([]);
  });
});
