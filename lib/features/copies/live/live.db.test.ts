import { describe, expect, it } from "vitest";
import type { Actor, Scope } from "@/lib/kernel/actor";
import { dec, plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { subscriber } from "../copies.fixture.ts";
import { leavePosition } from "../leave-position.ts";
import { arrangeLive, type LiveFollower } from "./live.fixture.ts";
import { readShortfall } from "./read-shortfall.ts";

const db = testDb();

function sent({ venue }: LiveFollower) {
  return venue.placed.map(({ request: { side, type, timeInForce, qty, price, trigger } }) =>
    [side, type, timeInForce, plain(qty), plain(price ?? trigger ?? 0)].join(" "),
  );
}

describe("a live follow", () => {
  it("buys at most at the capped price, protects what it got, follows stop and target and leaves with the signal", async () => {
    const live = await arrangeLive(db);
    const me = await live.follow();
    await me.work(2);
    live.price(42_000, 42_010);
    const signalId = await live.open();
    await me.work();
    // The chain saw an ask of 42,010: 50 bps above it is 42,220.05; 50 / 42,220.05 = 0.00118427… The stop covers what the fee in coin left.
    expect(sent(me)).toEqual(["BUY limit IOC 0.00118 42220.05", "SELL stop GTC 0.00117 41000"]);
    expect(await me.copy()).toMatchObject({ state: "OPEN", position: { mode: "LIVE", state: "OPEN" } });

    await live.event(signalId, "AMEND", { cause: "breakEven", stopLoss: "41500" });
    await me.work();
    expect(sent(me).at(-1)).toBe("SELL stop GTC 0.00117 41500");

    live.price(43_000, 43_010);
    await live.event(signalId, "REDUCE", {
      cause: "target",
      target: 1,
      fraction: "0.5",
      remaining: "0.5",
      price: "43000",
    });
    await me.work();
    // Half of 0.00117882 to the lot; the stop comes back for the rest.
    expect(sent(me).slice(-2)).toEqual(["SELL market IOC 0.00058 0", "SELL stop GTC 0.00059 41500"]);

    await live.event(signalId, "CLOSE", { cause: "provider" }, { state: "CLOSED" });
    await me.work(6);
    const copy = await me.copy();
    expect(copy).toMatchObject({ state: "CLOSED", position: { state: "CLOSED" } });
    expect(copy.steps.map(({ outcome }) => outcome)).toEqual(["ordered", "stopMoved", "reduced", "closed"]);
    expect(new Set(copy.liveSteps.map(({ state }) => state))).toEqual(new Set(["DONE"]));
    expect(me.venue.orders.filter(({ state }) => state === "open")).toEqual([]);
  });

  it("is left by a program with the scope for real accounts alone", async () => {
    const live = await arrangeLive(db);
    const me = await live.follow();
    await me.work(2);
    await live.open();
    await me.work();
    const { position } = await me.copy();
    const program = (...scopes: Scope[]) => ({ ...subscriber(me.ids.userId), scopes });
    const leave = (actor: Actor) => leavePosition(live.ctx, actor, position?.id ?? "", {});
    expect(await leave(program("read", "trade:paper"))).toMatchObject({ ok: false, reason: "insufficient_scope" });
    expect(await leave(program("trade:live"))).toMatchObject({ ok: true, value: { mode: "LIVE" } });
  });

  it.each(["TRIALING", "PAST_DUE"] as const)(
    "opens nothing new on a real account while its subscription is %s",
    async (status) => {
      const live = await arrangeLive(db);
      const me = await live.follow();
      await me.work(2);
      const pastDueSince = status === "PAST_DUE" ? new Date(live.ctx.clock.now()) : null;
      await live.ctx.db.subscription.updateMany({ where: { userId: me.ids.userId }, data: { status, pastDueSince } });
      await live.open();
      await me.work();
      expect(sent(me)).toEqual([]);
      expect(await me.copy()).toMatchObject({ state: "SKIPPED", reason: "unpaid" });
    },
  );

  it("does each event once, however often it is handled and by whom", async () => {
    const live = await arrangeLive(db);
    const me = await live.follow();
    await me.work(2);
    const signalId = await live.open();
    await Promise.all([live.handle(signalId), live.handle(signalId)]);
    await me.work();
    await me.start();
    await live.handle(signalId);
    await me.work();
    expect(me.venue.bought).toBe(1);
    expect((await me.copy()).liveSteps).toHaveLength(1);
  });

  it.each(["before_intent", "after_intent"] as const)("doubles and loses nothing when it dies at %s", async (point) => {
    const live = await arrangeLive(db);
    const me = await live.follow();
    await me.work(2);
    live.price(42_000, 42_010);
    me.crashAt = point;
    const signalId = await live.open();
    await me.work();
    expect(me.crashAt).toBeNull();
    expect(me.venue.bought).toBe(1);
    me.crashAt = point;
    await live.event(signalId, "CLOSE", { cause: "provider" }, { state: "CLOSED" });
    await me.work(8);
    expect(me.crashAt).toBeNull();
    const copy = await me.copy();
    expect(copy).toMatchObject({ state: "CLOSED", position: { state: "CLOSED" } });
    expect(copy.intents.filter(({ purpose }) => purpose === "EXIT")).toHaveLength(1);
  });

  it("gives followers their turns: the next signal begins with the next one", async () => {
    const live = await arrangeLive(db);
    for (let n = 0; n < 3; n += 1) await live.follow();
    const order = async (signalId: string) =>
      (await live.ctx.db.liveStep.findMany({ where: { signalId }, orderBy: { turn: "asc" } })).map(
        ({ userId }) => userId,
      );
    const first = await order(await live.open());
    live.ctx.clock.advance(1_000);
    live.price(42_000, 42_010);
    const second = await order(await live.open());
    expect(second).toEqual([...first.slice(1), first[0]]);
  });

  it("skips in words what a guard, the gate or the price forbids, and says nothing to an account", async () => {
    const live = await arrangeLive(db);
    const small = await live.follow({ limits: { maxTradeUsd: "20" } });
    const poor = await live.follow({ funds: { USDT: "10" } });
    const trial = await live.follow();
    await live.ctx.db.user.update({ where: { id: trial.ids.userId }, data: { plan: "TRIAL" } });
    for (const each of live.followers) await each.work(2);
    live.price(42_000, 42_010);
    await live.open();
    const reasons: (string | null)[] = [];
    for (const each of live.followers) {
      await each.work(2);
      const copy = await each.copy();
      expect(copy.state).toBe("SKIPPED");
      reasons.push(copy.reasonText);
    }
    expect(reasons).toEqual([
      "The trade would be 49.82 USD; your limit is 20 USD a trade.",
      expect.stringContaining("10 USDT is free"),
      "The plan Trial trades on paper only.",
    ]);
    expect(live.followers.flatMap(sent)).toEqual([]);
    expect(poor.venue.placed).toEqual([]);
    expect(small.venue.placed).toEqual([]);
  });

  it("lets nobody wait for an account whose exchange does not answer, and skips that one when the signal is too old", async () => {
    const live = await arrangeLive(db);
    const hanging = await live.follow();
    const me = await live.follow();
    await hanging.work(2);
    await me.work(2);
    hanging.venue.down = true;
    live.price(42_000, 42_010);
    await live.open();
    await me.work(3);
    expect(me.venue.bought).toBe(1);
    await hanging.work(33);
    expect(await hanging.copy()).toMatchObject({
      state: "SKIPPED",
      reason: "no_answer",
      reasonText: expect.stringContaining("The exchange did not answer while the signal was young enough"),
    });
  });

  it("follows two events of one moment in the order of the chain, whatever became of other copies in between", async () => {
    const live = await arrangeLive(db);
    for (let n = 0; n < 2; n += 1) await live.follow();
    for (const each of live.followers) await each.work(2);
    live.price(42_000, 42_010);
    const signalId = await live.open();
    for (const each of live.followers) await each.work();
    await live.event(signalId, "AMEND", { cause: "breakEven", stopLoss: "41500" });
    const last = await live.ctx.db.liveStep.findFirstOrThrow({ where: { signalId, seq: live.scene.seq, turn: 1 } });
    await live.ctx.db.copy.updateMany({ where: { signalId, id: { not: last.copyId } }, data: { state: "CLOSED" } });
    await live.event(signalId, "AMEND", { cause: "trailing", stopLoss: "41600" });
    const me = live.followers.find(({ ids }) => ids.userId === last.userId);
    if (me === undefined) throw new Error("nobody has the last turn");
    await me.work();
    expect((await me.copy()).steps.map(({ text }) => text).slice(1)).toEqual([
      "Stop of BTC/USDT moved to 41,500 (break-even)",
      "Stop of BTC/USDT moved to 41,600 (trailing)",
    ]);
    expect(sent(me).at(-1)).toBe("SELL stop GTC 0.00117 41600");
  });

  it("counts an entry that is under way against the limit on open positions", async () => {
    const live = await arrangeLive(db);
    const me = await live.follow();
    await live.ctx.db.follow.update({ where: { id: me.ids.followId }, data: { limits: { maxOpenPositions: 1 } } });
    await me.work(2);
    live.price(42_000, 42_010);
    await live.open();
    await live.open();
    await me.work(3);
    expect(me.venue.bought).toBe(1);
    const copies = await live.ctx.db.copy.findMany({ where: { userId: me.ids.userId, mode: "LIVE" } });
    expect(copies.map(({ state, reason }) => [state, reason]).sort()).toEqual([
      ["OPEN", null],
      ["SKIPPED", "limit_positions"],
    ]);
  });

  it("enters the other side of a swap, within its limit on positions, once what its strategy leaves is left (O40)", async () => {
    const live = await arrangeLive(db);
    const swap = { symbol: "BTC/USDT:USDT", market: "swap" } as const;
    const me = await live.follow({ swap: true, funds: { USDT: "1000", BTC: "1" }, limits: { symbols: [swap.symbol] } });
    await live.ctx.db.follow.update({ where: { id: me.ids.followId }, data: { limits: { maxOpenPositions: 1 } } });
    await me.work(2);
    live.price(42_000, 42_010);
    const first = await live.open(swap);
    await me.work();
    me.venue.idsOnly = true;
    await live.event(first, "CLOSE", { cause: "provider" }, { state: "CLOSED" });
    await live.open({ ...swap, side: "SHORT", stop: "43000", targets: [["40000", "1"]] });
    await me.work(6);
    expect(await me.copy()).toMatchObject({ state: "OPEN", position: { side: "SHORT", state: "OPEN" } });
    const closed = await live.ctx.db.position.findMany({
      where: { userId: me.ids.userId, mode: "LIVE", state: "CLOSED" },
    });
    expect(closed.map(({ side, closeReason }) => [side, closeReason])).toEqual([["LONG", "close"]]);
  });

  it("enters no swap of which its user trades the other side by hand, and takes one that he trades along", async () => {
    const live = await arrangeLive(db);
    const swap = { symbol: "BTC/USDT:USDT", market: "swap" } as const;
    const me = await live.follow({ swap: true, limits: { symbols: [swap.symbol] } });
    Object.assign(me.venue.abilities[0] ?? {}, { markets: ["spot", "swap"] });
    const byHand = (side: "LONG" | "SHORT") => {
      const terms = { entryPrice: dec(42_000), leverage: null, liquidationPrice: null, qty: dec("0.5") };
      me.venue.contracts = [{ ...swap, ...terms, side }];
    };
    byHand("SHORT");
    await me.work(2);
    live.price(42_000, 42_010);
    await live.open(swap);
    await me.work();
    expect(me.venue.placed).toEqual([]);
    expect(await me.copy()).toMatchObject({
      state: "SKIPPED",
      reason: "guard",
      reasonText: expect.stringContaining("already trades BTC/USDT:USDT the other way"),
    });
    byHand("LONG");
    await live.open(swap);
    await me.work();
    expect(await me.copy()).toMatchObject({ state: "OPEN", position: { state: "OPEN" } });
  });

  it("adds once its entry has ended, where the addition comes while it is under way", async () => {
    const live = await arrangeLive(db);
    const me = await live.follow();
    await me.work(2);
    live.price(42_000, 42_010);
    me.venue.faults.push("lost_after");
    const signalId = await live.open();
    const add = { cause: "provider", fraction: "1", price: "42010", remaining: "2", entryPrice: "42010" };
    await live.event(signalId, "ADD", add, { remaining: "2" });
    await me.work(6);
    expect(sent(me).filter((order) => order.startsWith("BUY"))).toEqual([
      "BUY limit IOC 0.00118 42220.05",
      // As much as the fee in coin left of the first, to the lot.
      "BUY limit IOC 0.00117 42220.05",
    ]);
    expect((await me.copy()).steps.map(({ outcome }) => outcome)).toEqual(["ordered", "added"]);
  });

  it("closes a part by hand once for one Idempotency-Key, also when it is asked again after the order has executed", async () => {
    const live = await arrangeLive(db);
    const me = await live.follow();
    await me.work(2);
    live.price(42_000, 42_010);
    await live.open();
    await me.work();
    const positionId = (await me.copy()).position?.id ?? "";
    const close = (fraction: string) =>
      leavePosition(live.ctx, subscriber(me.ids.userId), positionId, { fraction }, { key: "part-1" });
    const first = await close("0.5");
    expect(first).toMatchObject({ ok: true, value: { mode: "LIVE", ordered: { positionId, quantity: "0.00058" } } });
    await me.work(6);
    expect(await close("0.5")).toEqual(first);
    expect(await close("0.25")).toMatchObject({ ok: false, reason: "idempotency_mismatch" });
    await me.work(6);
    expect(sent(me).filter((order) => order.startsWith("SELL market"))).toEqual(["SELL market IOC 0.00058 0"]);
  });

  it("enters no signal that has left the market before its turn came", async () => {
    const live = await arrangeLive(db);
    const me = await live.follow();
    await me.work(2);
    live.price(42_000, 42_010);
    const signalId = await live.open();
    await live.event(signalId, "CLOSE", { cause: "provider" }, { state: "CLOSED" });
    await me.work(3);
    expect(me.venue.placed).toEqual([]);
    expect(await me.copy()).toMatchObject({ state: "SKIPPED", reason: "signal_moved_on" });
  });

  it("has its shortfall by parts that sum to the gap", async () => {
    const live = await arrangeLive(db);
    const me = await live.follow();
    await me.work(2);
    live.price(42_000, 42_010);
    const signalId = await live.open();
    // Between the chain's look and the order the market rises by 20.
    live.price(42_020, 42_030);
    await me.work();
    const shortfall = await readShortfall(live.ctx, me.ids.userId, (await me.copy()).id);
    // 0.00118 bought: delay 0.00118 × 20, spread 0.00118 × 5; the fee in coin is 0.00000118 at 42,030.
    expect(shortfall).toMatchObject({ delay: "0.0236", spread: "0.0059", impact: "0", fee: "0.0495954" });
    const { gap = "", ...parts } = shortfall ?? {};
    expect(plain(Object.values(parts).reduce((sum, part) => sum.plus(part), dec(0)))).toBe(gap);

    live.price(43_000, 43_010);
    await live.event(signalId, "CLOSE", { cause: "provider" }, { state: "CLOSED" });
    await me.work(6);
    const closed = await readShortfall(live.ctx, me.ids.userId, (await me.copy()).id);
    const { gap: all = "", ...each } = closed ?? {};
    expect(plain(Object.values(each).reduce((sum, part) => sum.plus(part), dec(0)))).toBe(all);
    expect(await readShortfall(live.ctx, "usr_other", (await me.copy()).id)).toBeNull();
  });

  it("writes what the account is worth, and the most it ever was", async () => {
    const live = await arrangeLive(db);
    const me = await live.follow({ funds: { USDT: "1000", BTC: "0.01" } });
    live.price(50_000);
    await me.work(2);
    live.price(40_000);
    await me.work(70);
    const account = await live.ctx.db.tradeAccount.findUniqueOrThrow({ where: { keyId: me.ids.keyId } });
    expect([account.equityUsd, account.peakUsd].map((value) => plain(String(value)))).toEqual(["1400", "1500"]);
  });
});
