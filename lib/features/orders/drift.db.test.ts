import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { decideDrift } from "./decide-drift.ts";
import { driftOf } from "./drift-queries.ts";
import { exitPosition } from "./exit-position.ts";
import { type Desk, decOf, openDesk, openHoldingDesk } from "./orders.fixture.ts";
import { sellByHand, takeStopAway } from "./position.fixture.ts";

const db = testDb();
/** A desk that holds 0.000999 BTC; its user then trades 0.0004 by hand. */
async function drifted(
  side: "BUY" | "SELL",
): Promise<{ desk: Desk; trade: { keyId: string; symbol: string; tradeId: string } }> {
  const { desk } = await openHoldingDesk(db);
  if (side === "SELL") takeStopAway(desk);
  desk.venue.byHand({ side, qty: dec("0.0004") });
  await desk.work(65, 2_500);
  const [shown] = await driftOf(desk.ctx.db, desk.userId, "open");
  expect(shown).toMatchObject({ side, qty: "0.0004", price: "42000", decision: null });
  return { desk, trade: { keyId: desk.keyId, symbol: "BTC/USDT", tradeId: shown?.tradeId ?? "" } };
}

async function heldQty(desk: Desk): Promise<string> {
  return plain(decOf((await desk.position("sig_a"))?.qty));
}

describe("a trade that the user made by hand", () => {
  it("is shown once, and counts to the position when he says so: sold", async () => {
    const { desk, trade } = await drifted("SELL");
    expect(await heldQty(desk)).toBe("0.000999");
    await decideDrift(desk.ctx, desk.userId, trade, "ADOPTED");
    await desk.work(5);
    expect(await heldQty(desk)).toBe("0.000599");
    expect(await driftOf(desk.ctx.db, desk.userId, "open")).toEqual([]);
    expect(plain(desk.venue.total("BTC"))).toBe("0.000599");
  });

  it("counts to the average price at which the position was left", async () => {
    const { desk, trade } = await drifted("SELL");
    await decideDrift(desk.ctx, desk.userId, trade, "ADOPTED");
    await desk.work(5);
    expect(plain(decOf((await desk.position("sig_a"))?.exitPrice))).toBe("42000");
    // The rest, at another price: 0.0004 of 0.000999 at 42,000 and 0.000599 at 45,000.
    desk.venue.price(45_000);
    sellByHand(desk, dec("0.000599"));
    await desk.work(65, 2_500);
    const [rest] = await driftOf(desk.ctx.db, desk.userId, "open");
    await decideDrift(desk.ctx, desk.userId, { ...trade, tradeId: rest?.tradeId ?? "" }, "ADOPTED");
    await desk.work(5);
    const position = await desk.position("sig_a");
    expect(position).toMatchObject({ state: "CLOSED", closeReason: "adopted" });
    expect(decOf(position?.exitPrice).toFixed(4)).toBe("43798.7988");
  });

  it("counts with what the exchange paid him for it, and its account goes on", async () => {
    const { desk } = await openHoldingDesk(db);
    const fees = decOf((await desk.position("sig_a"))?.fees);
    desk.venue.byHand({ side: "BUY", qty: dec("0.0004") });
    Object.assign(desk.venue.trades.at(-1) ?? {}, { fee: dec("-0.01"), feeCurrency: "USDT" });
    await desk.work(65, 2_500);
    const [shown] = await driftOf(desk.ctx.db, desk.userId, "open");
    const trade = { keyId: desk.keyId, symbol: "BTC/USDT", tradeId: shown?.tradeId ?? "" };
    await decideDrift(desk.ctx, desk.userId, trade, "ADOPTED");
    await desk.work(5);
    const position = await desk.position("sig_a");
    expect(plain(decOf(position?.qty))).toBe("0.001399");
    expect(plain(decOf(position?.fees).minus(fees))).toBe("-0.01");
  });

  it("bought: it is protected with the rest", async () => {
    const { desk, trade } = await drifted("BUY");
    await decideDrift(desk.ctx, desk.userId, trade, "ADOPTED");
    await desk.work(5);
    // 0.000999 + 0.0004 less its fee in coin
    expect(await heldQty(desk)).toBe("0.0013986");
    const stop = desk.venue.orders.findLast(({ type, state }) => type === "stop" && state === "open");
    expect(plain(stop?.qty ?? 0)).toBe("0.00139");
  });

  it("bought in another coin, with nothing held by then: its position keeps what that coin is worth in dollars", async () => {
    const symbol = "BTC/EUR";
    const desk = await openDesk(db, { funds: { EUR: "100000" }, limits: { symbols: [symbol] } });
    const at = desk.ctx.clock.now();
    const [bid, ask] = [dec("1.25"), dec("1.26")];
    const times = { exchangeAt: at, receivedAt: at };
    desk.ctx.quote({ exchange: "binance", symbol: "EUR/USDT", bid, ask, last: bid, ...times, source: "exchange" });
    await desk.start();
    await desk.plan("sig_a", { symbol }, { currency: "EUR", usdPerQuote: bid, freeQuote: dec(100_000) });
    await desk.work(3);
    desk.venue.byHand({ symbol, side: "BUY", qty: dec("0.001") });
    await desk.work(65, 2_500);
    const [shown] = await driftOf(desk.ctx.db, desk.userId, "open");
    const { id = "" } = (await desk.position("sig_a")) ?? {};
    await exitPosition(desk.ctx, desk.userId, id, { leg: "close", fraction: null });
    await desk.work(6);
    await decideDrift(desk.ctx, desk.userId, { keyId: desk.keyId, symbol, tradeId: shown?.tradeId ?? "" }, "ADOPTED");
    await desk.work(5);
    const [adopted] = await desk.ctx.db.position.findMany({ where: { userId: desk.userId, state: "OPEN" } });
    expect(adopted).toMatchObject({ symbol });
    expect(plain(decOf(adopted?.usdPerQuote))).toBe("1.25");
  });

  it("stays his own when he says so, and is not decided twice nor by another", async () => {
    const { desk, trade } = await drifted("BUY");
    expect(await decideDrift(desk.ctx, "usr_other", trade, "CLOSED")).toMatchObject({ ok: false });
    expect(await decideDrift(desk.ctx, desk.userId, trade, "IGNORED")).toMatchObject({ ok: true });
    expect(await decideDrift(desk.ctx, desk.userId, trade, "CLOSED")).toMatchObject({ ok: false });
    await desk.work(5);
    expect(await heldQty(desk)).toBe("0.000999");
  });

  it("is left together with the position when he says so", async () => {
    const { desk, trade } = await drifted("BUY");
    await decideDrift(desk.ctx, desk.userId, trade, "CLOSED");
    await desk.work(8);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED" });
    // What lots leave over stays: 0.0013986 - 0.00139
    expect(plain(desk.venue.total("BTC"))).toBe("0.0000086");
  });
});
