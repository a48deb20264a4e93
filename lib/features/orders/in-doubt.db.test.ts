import { describe, expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { exitPosition } from "./exit-position.ts";
import type { Fault } from "./memory-venue.fixture.ts";
import type { OrderCtx } from "./order-ctx.ts";
import { openDesk } from "./orders.fixture.ts";
import { Pace } from "./pace.ts";
import { workOnce } from "./work-once.ts";

const db = testDb();

describe("an order whose end is unknown", () => {
  it.each<[Fault]>([["lost_after"], ["hidden"], ["late"], ["throws"]])(
    "is found and not sent again (O33, O37: %s)",
    async (fault) => {
      const desk = await openDesk(db);
      await desk.start();
      desk.venue.faults.push(fault);
      await desk.plan("sig_a");
      await desk.work(25);
      const intent = await desk.intent("sig_a");
      expect(intent.orders.map((order) => [order.state, order.sends])).toEqual([["FILLED", 1]]);
      expect(desk.venue.bought).toBe(1);
    },
  );

  it("is asked for where its answer could not be written, without a start", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.work(1);
    let isAway = true;
    const ctx: OrderCtx = {
      ...desk.ctx,
      crash(point) {
        if (point !== "answer" || !isAway) return;
        isAway = false;
        throw new Error("the database is away");
      },
    };
    const pace = new Pace();
    await desk.plan("sig_a");
    for (let second = 0; second < 12; second += 1) {
      desk.feed();
      await workOnce(ctx, desk.held, pace)
        .then(() => pace.settled())
        .catch((error: unknown) => expect(String(error)).toContain("the database is away"));
      desk.ctx.clock.advance(1_000);
    }
    const intent = await desk.intent("sig_a");
    expect(intent.orders.map((order) => [order.state, order.sends])).toEqual([["FILLED", 1]]);
    expect(desk.venue.bought).toBe(1);
    expect(desk.venue.orders.filter(({ type, state }) => type === "stop" && state === "open")).toHaveLength(1);
  });

  it("is sent again under the same id and attempt when it is proven absent and the signal is young (O34)", async () => {
    const desk = await openDesk(db);
    await desk.start();
    desk.venue.faults.push("lost_before");
    await desk.plan("sig_a");
    await desk.work(25);
    const intent = await desk.intent("sig_a");
    expect(intent.orders.map((order) => [order.state, order.attempt, order.sends])).toEqual([["FILLED", 1, 2]]);
    expect(desk.venue.bought).toBe(1);
    const log = intent.orders[0]?.log ?? [];
    const unknown = log.find((line) => line.to === "UNKNOWN")?.at.getTime() ?? 0;
    const proven = log.find((line) => line.fact === "resend")?.at.getTime() ?? 0;
    expect(proven - unknown).toBeGreaterThanOrEqual(15_000);
    expect(proven - unknown).toBeLessThanOrEqual(20_000);
  });

  it.each([
    ["the signal is too old by then", { maxAgeSec: 10 }, 42_000, "too_old"],
    ["the price left the bound", { maxAgeSec: 30 }, 42_300, "moved"],
  ])("expires when %s, and is given back (O41)", async (_why, bounds, price, code) => {
    const desk = await openDesk(db);
    await desk.start();
    desk.venue.faults.push("lost_before");
    const entry = desk.entry("sig_a");
    await desk.plan("sig_a", { bounds: entry.bounds === null ? null : { ...entry.bounds, ...bounds } });
    await desk.work(3);
    desk.venue.price(price);
    await desk.work(25);
    expect(await desk.intent("sig_a")).toMatchObject({ state: "EXPIRED", reasonCode: code });
    expect(desk.venue.orders).toEqual([]);
    expect(await desk.day()).toMatchObject({ entries: 0 });
  });

  it("stays unknown while the venue does not answer, however long, and is found when it does (O50)", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.round();
    desk.venue.faults.push("lost_after");
    await desk.plan("sig_a");
    await desk.round();
    desk.venue.down = true;
    await desk.work(120, 5_000);
    expect((await desk.intent("sig_a")).state).toBe("UNKNOWN");
    desk.venue.down = false;
    await desk.work(15);
    expect(await desk.intent("sig_a")).toMatchObject({ state: "FILLED" });
    expect(desk.venue.bought).toBe(1);
  });

  it("holds back the exit of the same trade and nothing of another", async () => {
    const desk = await openDesk(db);
    await desk.start();
    for (const signal of ["sig_a", "sig_b"]) await desk.plan(signal);
    await desk.work(4);
    const [a, b] = [await desk.position("sig_a"), await desk.position("sig_b")];
    desk.venue.faults.push("lost_before");
    await desk.plan("sig_a", { leg: "add:1" });
    await desk.round();
    for (const position of [a, b])
      await exitPosition(desk.ctx, desk.userId, position?.id ?? "", { leg: "close", fraction: null });
    await desk.work(4);
    expect((await desk.intent("sig_a", "add:1")).state).toBe("UNKNOWN");
    expect((await desk.intent("sig_a", "close")).state).toBe("PLANNED");
    expect((await desk.intent("sig_b", "close")).state).toBe("FILLED");
    await desk.work(30, 1_000);
    expect((await desk.intent("sig_a", "close")).state).toBe("FILLED");
  });
});

describe("a start", () => {
  it("sends no entry before everything in doubt is cleared up, and notes strangers' orders without touching them (O45)", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.round();
    const stranger = desk.venue.byHand({
      side: "BUY",
      type: "limit",
      qty: dec("0.01"),
      price: dec(30_000),
      timeInForce: "GTC",
    });
    desk.crashAt = "submitting";
    await desk.plan("sig_a");
    expect(await desk.round()).toBe(true);
    await desk.plan("sig_b");
    await desk.work(5);
    // The new process does not know yet what became of the first: the second waits.
    expect((await desk.intent("sig_b")).state).toBe("PLANNED");
    await desk.work(20);
    expect((await desk.intent("sig_b")).state).toBe("FILLED");
    expect(await desk.ctx.db.tradeAccount.findUnique({ where: { keyId: desk.keyId } })).toMatchObject({
      state: "READY",
    });
    expect(await desk.intent("sig_a")).toMatchObject({ state: "FILLED" });
    const external = await desk.ctx.db.externalOrder.findMany({ where: { keyId: desk.keyId } });
    expect(external.map((row) => [row.venueOrderId, row.goneAt])).toEqual([[stranger.venueOrderId, null]]);
    expect(stranger.state).toBe("open");
  });
});

describe("a comparison with the exchange", () => {
  it("asks for the symbols in use each minute, and for the whole account at a start and each ten minutes", async () => {
    const desk = await openDesk(db);
    const asked: string[] = [];
    const trade = desk.venue.account();
    const account = {
      ...(await desk.start()),
      trade: {
        ...trade,
        openOrders: (...of: Parameters<typeof trade.openOrders>) => {
          asked.push(of[0]?.symbol ?? "all");
          return trade.openOrders(...of);
        },
      },
    };
    const pace = new Pace();
    await desk.plan("sig_a");
    const minutes = async (count: number): Promise<readonly string[]> => {
      for (let second = 0; second < count * 60; second += 3) {
        desk.feed();
        await workOnce(desk.ctx, account, pace);
        await pace.settled();
        desk.ctx.clock.advance(3_000);
      }
      return asked.splice(0);
    };
    expect((await minutes(1))[0]).toBe("all");
    expect(new Set(await minutes(5))).toEqual(new Set(["BTC/USDT"]));
    expect((await minutes(6)).filter((of) => of === "all")).toHaveLength(1);
  });
});
