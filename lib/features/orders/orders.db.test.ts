import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { createRandom } from "@/lib/kernel/random";
import { DAY_MS, SECOND_MS } from "@/lib/kernel/time";
import { testDb } from "@/lib/testing/test-db";
import { roundAmount } from "@/lib/trading/market/instrument";
import { clientOrderId } from "./client-order-id.ts";
import { exitPosition } from "./exit-position.ts";
import type { Fault } from "./memory-venue.fixture.ts";
import { AccountLost, CRASH_POINTS } from "./order-ctx.ts";
import { BTC, decOf, openDesk, openHoldingDesk } from "./orders.fixture.ts";
import { Pace } from "./pace.ts";
import { replayed } from "./replay-events.fixture.ts";
import { workOnce } from "./work-once.ts";

const db = testDb();

describe("planning", () => {
  it("lets 20 parallel trades pass a limit of 7 a day exactly seven times, and says why to the others", async () => {
    const desk = await openDesk(db, { limits: { entriesPerDay: 7 } });
    await desk.start();
    await desk.round();
    const results = await Promise.all(Array.from({ length: 20 }, (_, n) => desk.plan(`sig_${n}`)));
    expect(results.filter((one) => one.ok)).toHaveLength(7);
    const no = results.find((one) => !one.ok);
    expect(no).toMatchObject({ reason: "blocked", detail: "7 trades were opened today (UTC); your limit is 7 a day." });
    expect(await desk.day()).toMatchObject({ entries: 7 });
  });

  it("keeps the sum of 20 racing trades at or below 50,000 USD a day without an identity (K89)", async () => {
    const desk = await openDesk(db, { funds: { USDT: "1000000" } });
    await desk.ctx.db.tradeLimits.update({ where: { userId: desk.userId }, data: { identityVerifiedAt: null } });
    await desk.start();
    await desk.round();
    desk.venue.price(10_000);
    const trade = { qty: dec("0.3"), price: dec(10_000), stopLoss: dec(9_000) };
    const results = await Promise.all(Array.from({ length: 20 }, (_, n) => desk.plan(`sig_${n}`, trade)));
    expect(results.filter((one) => one.ok)).toHaveLength(16);
    expect(plain(decOf((await desk.day())?.usd))).toBe("48000");
  });

  it("flags a trade of 50,000 USD for the admins, and none of a cent less", async () => {
    const desk = await openDesk(db, { funds: { USDT: "1000000" } });
    await desk.start();
    await desk.round();
    desk.venue.price(10_000);
    const trade = { price: dec(10_000), stopLoss: dec(9_000) };
    const small = await desk.plan("sig_small", { ...trade, qty: dec("4.999999") });
    const large = await desk.plan("sig_large", { ...trade, qty: dec(5) });
    await desk.plan("sig_large", { ...trade, qty: dec(5) });
    expect(small.ok).toBe(true);
    const alarms = await db.owner<{ payload: { key: string; body: string } }>(
      "SELECT payload FROM outbox WHERE type = 'operations.alarm' AND payload->>'body' LIKE $1",
      [`%${desk.userId}%`],
    );
    expect(alarms.map(({ payload }) => payload)).toEqual([
      {
        key: `flagged:${large.ok ? large.value.intentId : ""}`,
        title: "A trade was flagged as large",
        body: `BUY 5 BTC/USDT at Binance, worth $50000.00, for user ${desk.userId}.`,
        link: "/admin/compliance",
      },
    ]);
  });

  it.each([
    { coin: "TRY", usdPerQuote: "0.02", allowedPct: "0.03", both: "4 USD", allowed: "3 USD" },
    { coin: "BNB", usdPerQuote: "10", allowedPct: "15", both: "1999 USD", allowed: "1500 USD" },
  ])("counts in dollars what a trade that is held in $coin would lose at its stop", async (risk) => {
    const symbol = `BTC/${risk.coin}`;
    const limits = { symbols: [symbol], portfolioRiskPct: risk.allowedPct };
    const desk = await openDesk(db, { funds: { [risk.coin]: "100000" }, limits });
    await desk.start();
    const priced = { currency: risk.coin, usdPerQuote: dec(risk.usdPerQuote), freeQuote: dec(50_000) };
    const trade = { symbol, qty: dec("0.1") };
    expect(await desk.plan("sig_held", trade, priced)).toMatchObject({ ok: true });
    await desk.work(3);
    expect(await desk.position("sig_held")).toMatchObject({ state: "OPEN" });
    expect(await desk.plan("sig_next", trade, priced)).toMatchObject({
      ok: false,
      detail: `All open trades together would lose ${risk.both} at their stops; your limit is ${risk.allowedPct} % of your equity, ${risk.allowed}.`,
    });
  });

  it("means a signal's entry once, in parallel, again and after a restart (O39)", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.round();
    const results = await Promise.all(Array.from({ length: 8 }, () => desk.plan("sig_one")));
    expect(new Set(results.map((one) => (one.ok ? one.value.intentId : "")))).toHaveProperty("size", 1);
    await desk.work(2);
    await desk.start();
    expect(await desk.plan("sig_one")).toMatchObject({ ok: true, value: { repeated: true } });
    await desk.work(2);
    expect(desk.venue.bought).toBe(1);
    expect(await desk.day()).toMatchObject({ entries: 1 });
  });

  it("lets one of two opposite swaps that come at once pass, and the other side once that trade has ended (O40)", async () => {
    const desk = await openDesk(db, { limits: { symbols: ["BTC/USDT:USDT"] } });
    await desk.start();
    await desk.round();
    const swap = { symbol: "BTC/USDT:USDT", market: "swap" } as const;
    const short = { ...swap, side: "SELL", stopLoss: dec(43_000) } as const;
    const both = await Promise.all([desk.plan("sig_long", swap), desk.plan("sig_short", short)]);
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(both.find(({ ok }) => !ok)).toMatchObject({
      detail:
        "Your account already trades BTC/USDT:USDT the other way; the exchange would set one against the other. Leave that trade first.",
    });
    await desk.ctx.db.intent.updateMany({
      where: { userId: desk.userId, state: "PLANNED" },
      data: { state: "EXPIRED" },
    });
    expect(await desk.plan("sig_next", short)).toMatchObject({ ok: true });
    expect(await desk.plan("sig_after", swap)).toMatchObject({ ok: false });
  });

  it("means an exit once, however many ask for it at the same time", async () => {
    const { desk } = await openHoldingDesk(db);
    const id = (await desk.position("sig_a"))?.id ?? "";
    const exits = Array.from({ length: 4 }, () =>
      exitPosition(desk.ctx, desk.userId, id, { leg: "close", fraction: null }),
    );
    expect((await Promise.all(exits)).every((one) => one.ok)).toBe(true);
    await desk.work(3);
    expect(await desk.intent("sig_a", "close")).toMatchObject({ state: "FILLED", orders: [{ attempt: 1 }] });
  });

  it("keeps a refused entry on record with its reason, and lets a position be left against every guard at once", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.plan("sig_held");
    await desk.work(3);
    const position = await desk.position("sig_held");
    await desk.ctx.db.tradeLimits.update({ where: { userId: desk.userId }, data: { entriesPerDay: 0, symbols: [] } });
    await desk.ctx.db.apiKey.update({ where: { id: desk.keyId }, data: { validatedAt: null } });
    await desk.ctx.db.killSwitch.create({
      data: {
        scope: "USER",
        key: desk.userId,
        engagedAt: new Date(),
        engagedBy: desk.userId,
        reason: "",
        positions: "keep",
      },
    });
    expect(await desk.plan("sig_no")).toMatchObject({ ok: false, reason: "blocked", detail: "No validated API keys" });
    expect(await desk.intent("sig_no")).toMatchObject({ state: "BLOCKED", reasonCode: "no_key", orders: [] });
    await exitPosition(desk.ctx, desk.userId, position?.id ?? "", { leg: "close", fraction: null });
    await desk.work(3);
    expect(await desk.intent("sig_held", "close")).toMatchObject({ state: "FILLED" });
    expect(await desk.position("sig_held")).toMatchObject({ state: "CLOSED", closeReason: "close" });
  });
});

describe("sending", () => {
  it("fills an entry, holds what came in after the fee, and ends with the venue's own figures", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.plan("sig_a");
    await desk.work(2);
    const intent = await desk.intent("sig_a");
    expect(intent.state).toBe("FILLED");
    expect(intent.orders[0]).toMatchObject({
      clientOrderId: clientOrderId(intent.id, 1),
      attempt: 1,
      sends: 1,
      state: "FILLED",
    });
    expect(intent.orders[0]?.log.map((line) => line.to)).toEqual(["PLANNED", "SENDING", "ACCEPTED", "FILLED"]);
    const position = await desk.position("sig_a");
    expect(plain(decOf(position?.qty))).toBe("0.000999");
    expect(plain(decOf(position?.qty))).toBe(plain(desk.venue.total("BTC")));
    // What was paid is what is held at cost and the fee.
    const paid = decOf(position?.qty).times(decOf(position?.entryPrice)).plus(decOf(position?.fees));
    expect(plain(paid)).toBe(plain(dec(100_000).minus(desk.venue.total("USDT"))));
  });

  it("gives an order that is accepted and then rejected an end and its share of the day back (O38)", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.plan("sig_a", { type: "limit", timeInForce: "GTC", price: dec(41_990) });
    await desk.work(2);
    expect(await desk.intent("sig_a")).toMatchObject({ state: "ACCEPTED" });
    Object.assign(desk.venue.orders[0] ?? {}, { state: "rejected" });
    await desk.work(65, 2_500);
    expect(await desk.intent("sig_a")).toMatchObject({ state: "REJECTED", reason: expect.stringMatching(/./) });
    expect(await desk.day()).toMatchObject({ entries: 0 });
    expect(plain(decOf((await desk.day())?.usd))).toBe("0");
  });

  it("gives an entry back to the day it was sent on, after midnight UTC too, and counts the new day anew (K90)", async () => {
    const desk = await openDesk(db);
    const { clock } = desk.ctx;
    clock.advance(DAY_MS - (clock.now() % DAY_MS) - 10 * SECOND_MS);
    await desk.start();
    await desk.plan("sig_a", { type: "limit", timeInForce: "GTC", price: dec(41_990) });
    await desk.work(4);
    clock.advance(10 * SECOND_MS);
    await desk.plan("sig_b");
    await desk.work(4);
    desk.venue.cancelByHand(desk.venue.orders[0]?.clientOrderId ?? "");
    await desk.work(65, 2_500);
    expect(await desk.intent("sig_a")).toMatchObject({ state: "CANCELLED" });
    const days = await desk.ctx.db.tradeDay.findMany({ where: { userId: desk.userId }, orderBy: { day: "asc" } });
    expect(days.map(({ entries, usd }) => [entries, plain(decOf(usd))])).toEqual([
      [0, "0"],
      [1, "42"],
    ]);
  });

  it("counts each execution once, however often it is read, and a partial fill's rest is given back (O53)", async () => {
    const desk = await openDesk(db);
    await desk.start();
    desk.venue.depth = dec("0.0004");
    await desk.plan("sig_a");
    await desk.work(65, 2_000);
    const intent = await desk.intent("sig_a");
    expect(intent.state).toBe("CANCELLED");
    expect(intent.orders[0]?.fills).toHaveLength(1);
    expect(await desk.day()).toMatchObject({ entries: 1 });
    expect(plain(decOf((await desk.day())?.usd))).toBe("16.8");
  });

  it("ends a refused order without another try and gives its whole share of the day back (O47, K90)", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.plan("sig_a", {}, { freeQuote: dec(1_000) });
    desk.venue.refuse = () => ({
      kind: "refused",
      code: "insufficient_funds",
      detail: "Account has insufficient balance.",
    });
    await desk.work(60);
    expect(await desk.intent("sig_a")).toMatchObject({
      state: "REJECTED",
      reasonCode: "insufficient_funds",
      reason: "Account has insufficient balance.",
    });
    expect(await desk.day()).toMatchObject({ entries: 0 });
    expect(plain(decOf((await desk.day())?.usd))).toBe("0");
  });

  it("sends again under the same id after a no that passes (O48)", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.plan("sig_a");
    const answers = ["-1021", "-1021"];
    desk.venue.refuse = () => {
      const detail = answers.pop();
      return detail === undefined ? null : { kind: "refused", code: "clock_skew", detail };
    };
    await desk.work(8);
    const intent = await desk.intent("sig_a");
    expect(intent.orders.map((order) => [order.attempt, order.sends, order.state])).toEqual([[1, 3, "FILLED"]]);
  });

  it.each([
    ["switch", "PLATFORM", ""],
    ["switch", "EXCHANGE", "binance"],
  ] as const)("stops a planned entry at a %s of the %s", async (_what, scope, key) => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.round();
    await desk.plan("sig_a");
    const id = { scope_key: { scope, key } };
    const engaged = { engagedAt: new Date(), engagedBy: "test", reason: "drill", positions: "keep" };
    await desk.ctx.db.killSwitch.upsert({ where: id, create: { scope, key, ...engaged }, update: engaged });
    await desk.work(2);
    await desk.ctx.db.killSwitch.update({ where: id, data: { engagedAt: null } });
    expect(await desk.intent("sig_a")).toMatchObject({ state: "BLOCKED", reasonCode: "kill_switch" });
    expect(desk.venue.orders).toEqual([]);
    expect(await desk.day()).toMatchObject({ entries: 0 });
  });

  it("lets nothing leave once another worker took the account, even what it had committed as SENDING", async () => {
    const desk = await openDesk(db);
    const before = await desk.start();
    await desk.round();
    await desk.plan("sig_a");
    const trade = desk.venue.account();
    // The takeover happens between the commit and the signature.
    const slow = {
      ...before,
      trade: {
        ...trade,
        place: async (...args: Parameters<typeof trade.place>) => {
          await desk.start();
          return trade.place(...args);
        },
      },
    };
    const pace = new Pace();
    await workOnce(desk.ctx, slow, pace);
    await expect(pace.settled()).rejects.toThrow(AccountLost);
    expect(desk.venue.orders).toEqual([]);
    await desk.work(25);
    expect(desk.venue.bought).toBe(1);
    expect(await desk.intent("sig_a")).toMatchObject({ state: "FILLED" });
  });
});

describe("seeded faults and crashes", () => {
  const FAULTS: readonly (Fault | null)[] = [null, null, "lost_before", "lost_after", "late", "hidden", "throws"];

  it.each(Array.from({ length: 6 }, (_, seed) => seed))(
    "seed %i: nothing doubled, nothing lost (O36)",
    async (seed) => {
      const random = createRandom(seed);
      const pick = <T>(list: readonly T[]): T => list[random.below(list.length)] as T;
      const desk = await openDesk(db);
      await desk.start();
      await desk.work(1);
      const signals = Array.from({ length: 5 }, (_, n) => `sig_${seed}_${n}`);
      for (const signal of signals) {
        desk.venue.faults.push(pick(FAULTS));
        desk.venue.depth = random.below(3) === 0 ? dec("0.0004") : null;
        desk.crashAt = random.below(2) === 0 ? pick(CRASH_POINTS) : null;
        for (let tries = 0; tries < 3; tries += 1) {
          // A signal's handler runs at least once: a crash while planning means that it runs again.
          const planned = await desk.plan(signal).catch(() => null);
          if (planned !== null) break;
          await desk.start();
        }
        await desk.work(random.below(20), 2_000);
      }
      desk.crashAt = null;
      desk.venue.down = false;
      await desk.work(80, 4_000);

      // The venue's own list decides: at most one order for each signal, and each of ours is known to the last execution.
      for (const signal of signals) {
        const intents = (await desk.intentsOf(signal)).filter(({ leg }) => leg === "entry");
        expect(intents.length).toBeLessThanOrEqual(1);
        for (const intent of intents) {
          const ids = intent.orders.map((order) => order.clientOrderId);
          const there = desk.venue.orders.filter(
            (order) => order.clientOrderId !== null && ids.includes(order.clientOrderId),
          );
          expect(there.length).toBeLessThanOrEqual(1);
          const executed = there.reduce((sum, order) => sum.plus(order.filled), dec(0));
          const recorded = intent.orders.reduce((sum, order) => sum.plus(decOf(order.filled)), dec(0));
          expect(plain(recorded)).toBe(plain(executed));
          expect(["FILLED", "CANCELLED", "EXPIRED", "BLOCKED"]).toContain(intent.state);
          if (there.length === 0) expect(["EXPIRED", "BLOCKED"]).toContain(intent.state);
        }
      }
      const known = await desk.ctx.db.order.count({
        where: {
          userId: desk.userId,
          clientOrderId: { in: desk.venue.orders.map((order) => order.clientOrderId ?? "") },
        },
      });
      expect(known).toBe(desk.venue.orders.length);
      const held = await desk.ctx.db.position.findMany({ where: { userId: desk.userId, state: "OPEN" } });
      expect(plain(held.reduce((sum, each) => sum.plus(decOf(each.qty)), dec(0)))).toBe(plain(desk.venue.total("BTC")));
      // Everything that is held is covered by stops that rest at the venue.
      const stops = desk.venue.orders.filter(({ type, state }) => type === "stop" && state === "open");
      const covered = stops.reduce((sum, { qty }) => sum.plus(qty), dec(0));
      expect(plain(covered)).toBe(
        plain(held.reduce((sum, each) => sum.plus(roundAmount(BTC, decOf(each.qty))), dec(0))),
      );
      // The day's counters are those of what executed.
      const filled = (
        await desk.ctx.db.intent.findMany({
          where: { userId: desk.userId, purpose: "ENTRY", state: { in: ["FILLED", "CANCELLED"] } },
        })
      ).length;
      expect((await desk.day())?.entries ?? 0).toBe(filled);
      // Each row is what its log and its executions make of it.
      const rows = await desk.ctx.db.order.findMany({
        where: { userId: desk.userId },
        include: { log: { orderBy: { seq: "asc" } }, fills: true },
      });
      for (const { state, filled: sum, log, fills } of rows)
        expect(replayed(log, fills)).toEqual({ state, filled: plain(decOf(sum)) });
    },
    60_000,
  );
});
