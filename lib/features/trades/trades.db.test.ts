import { describe, expect, it } from "vitest";
import { stopTrading } from "@/lib/features/copies/stop-trading";
import { engageSwitch } from "@/lib/features/orders/kill-switch";
import { Crash } from "@/lib/features/orders/orders.fixture";
import { rest } from "@/lib/features/orders/rest-account.fixture";
import { testDb } from "@/lib/testing/test-db";
import { endStaleRequests } from "./end-stale-requests.ts";
import { getTradeRequest, tradeBalance, tradeStatus } from "./queries.ts";
import { requestBuy, requestTestBuy } from "./request-buy.ts";
import { BUY, type HandTrader, openHandTrader } from "./trades.fixture.ts";
import { tradeWork } from "./work-trades.ts";

const db = testDb();

const told = (me: HandTrader, id: string) => getTradeRequest(me.ctx, me.actor.userId, id);

describe("a buy by hand", () => {
  it("spends at most its amount, is protected, and is done once for its Idempotency-Key", async () => {
    const me = await openHandTrader(db);
    const first = await requestBuy(me.ctx, me.actor, BUY, "once");
    expect(await requestBuy(me.ctx, me.actor, BUY, "once")).toEqual(first);
    expect(await requestBuy(me.ctx, me.actor, { ...BUY, amount: "60" }, "once")).toMatchObject({
      reason: "idempotency_mismatch",
    });
    await me.work();
    // 50 bps above the ask of 42,010 is 42,220.05; 50 / 42,220.05 = 0.00118427… The stop covers what the fee in coin left.
    expect(me.sent()).toEqual(["BUY limit IOC 0.00118 42220.05", "SELL stop GTC 0.00117 41000"]);
    const id = first.ok ? first.value.id : "";
    expect(await told(me, id)).toMatchObject({
      value: { state: "PLANNED", amount: "50", order: { state: "FILLED", filled: "0.00118", price: "42010" } },
    });
    expect(await getTradeRequest(me.ctx, "usr_other", id)).toMatchObject({ reason: "not_found" });
  });

  it("is shown with the account: what opened today, what the wallets hold", async () => {
    const me = await openHandTrader(db);
    await me.buys({ amount: undefined, quantity: "0.001" });
    await me.work();
    const { userId } = me.actor;
    expect(await tradeStatus(me.ctx, userId)).toMatchObject({
      accounts: [{ credentialId: me.who.ids.keyId, state: "READY" }],
      today: { entries: 1 },
      openPositions: 1,
      openOrders: 1,
      stops: [],
    });
    const { items } = await tradeBalance(me.ctx, userId);
    expect(items).toMatchObject([{ credentialId: me.who.ids.keyId, wallets: [{ market: "spot", currency: "USDT" }] }]);
    expect((await tradeBalance(me.ctx, "usr_other")).items).toEqual([]);
  });

  it("is tried with the smallest amount that can be sold again", async () => {
    const me = await openHandTrader(db);
    const { symbol, riskAccepted, phrase, confirmWord } = BUY;
    const asked = await requestTestBuy(me.ctx, me.actor, { symbol, riskAccepted, phrase, confirmWord }, null);
    expect(asked).toMatchObject({ ok: true, value: { test: true } });
    await me.work();
    // The stop 5 % below 42,010 is 39,909.5: 5 USDT there are 0.00013, and a tenth of a percent is taken in coin.
    expect(me.sent()).toEqual(["BUY limit IOC 0.00014 42220.05", "SELL stop GTC 0.00013 39909.5"]);
  });

  it("is found by an account at rest that nobody rang", async () => {
    const me = await openHandTrader(db);
    const held = await me.who.start();
    await me.who.work();
    expect(await rest(me.who.ctx, held)).toMatchObject({ hurries: false });
    await me.buys();
    expect(await rest(me.who.ctx, held)).toEqual({ hurries: true, ms: 6_000 });
  });

  it("is planned once, whoever plans it and wherever one dies", async () => {
    const me = await openHandTrader(db);
    await me.buys();
    const held = await me.who.start();
    me.who.crashAt = "after_intent";
    await expect(tradeWork(me.who.ctx).beside(held)).rejects.toThrow(Crash);
    await me.buys();
    const planned = await Promise.all([tradeWork(me.who.ctx).beside(held), tradeWork(me.who.ctx).beside(held)]);
    expect(planned.filter(Boolean)).toHaveLength(1);
    await me.work();
    expect(me.who.venue.bought).toBe(2);
  });

  it("is given up when nobody could plan it in time", async () => {
    const me = await openHandTrader(db);
    const id = await me.buys();
    me.who.venue.down = true;
    await me.work(2);
    me.ctx.clock.advance(60_000);
    await endStaleRequests(me.ctx);
    me.who.venue.down = false;
    await me.work();
    expect(me.sent()).toEqual([]);
    expect(await told(me, id)).toMatchObject({ value: { state: "REFUSED", order: null } });
  });
});

describe("what stands before a buy by hand", () => {
  const text = (reason: string, detail: string) => ({ ok: false, reason, detail });

  it.each<[string, (me: HandTrader) => unknown, ReturnType<typeof text>]>([
    [
      "a second factor of this session, where no token asks",
      async (me) => {
        const { userId } = me.actor;
        await me.ctx.db.user.update({ where: { id: userId }, data: { totpEnabledAt: new Date(me.ctx.clock.now()) } });
        me.actor = { ...me.actor, scopes: null };
      },
      text("mfa_required", "Your second factor was not shown within the last ten minutes."),
    ],
    [
      "the plan",
      (me) => me.ctx.db.user.update({ where: { id: me.actor.userId }, data: { plan: "TRIAL" } }),
      text("forbidden", "The plan Trial trades on paper only."),
    ],
    [
      "a payment that is due",
      (me) => me.ctx.db.subscription.updateMany({ where: { userId: me.actor.userId }, data: { status: "PAST_DUE" } }),
      text(
        "forbidden",
        "Your payment for Meridian Trend failed; nothing new is opened on your account until it is paid.",
      ),
    ],
    [
      "the risk and the word, until something trades live by this key",
      (me) => me.ctx.db.follow.updateMany({ where: { userId: me.actor.userId }, data: { mode: "PAPER" } }),
      text("forbidden", "You have not accepted the risk of trading with real money."),
    ],
  ])("is %s", async (_name, arrange, refused) => {
    const me = await openHandTrader(db);
    await arrange(me);
    expect(await requestBuy(me.ctx, me.actor, BUY, null)).toMatchObject(refused);
    expect(await me.ctx.db.tradeRequest.count({ where: { userId: me.actor.userId } })).toBe(0);
  });

  it("lets a buy through that shows risk and word itself, though the plan's one strategy trades already", async () => {
    const me = await openHandTrader(db);
    const { userId } = me.actor;
    await me.ctx.db.user.update({ where: { id: userId }, data: { plan: "STARTER" } });
    await me.ctx.db.follow.updateMany({ where: { userId }, data: { credentialId: null } });
    await me.buys({ riskAccepted: true, phrase: "LIVE", credentialId: me.who.ids.keyId });
    await me.work();
    expect(me.who.venue.bought).toBe(1);
  });

  it("refuses a stop at or above the price, and a key of another", async () => {
    const me = await openHandTrader(db);
    const other = await me.live.follow();
    expect(await requestBuy(me.ctx, me.actor, { ...BUY, stopLoss: "42010" }, null)).toMatchObject({
      reason: "invalid",
      fieldErrors: { stopLoss: ["The stop must lie below the price, which is 42,010 now."] },
    });
    const credentialId = other.ids.keyId;
    expect(await requestBuy(me.ctx, me.actor, { ...BUY, credentialId }, null)).toMatchObject({ reason: "invalid" });
  });

  it.each<[string, Parameters<typeof openHandTrader>[1], RegExp]>([
    ["a limit", { limits: { maxTradeUsd: "20" } }, /your limit is 20 USD a trade/],
    ["a symbol that is not allowed", { limits: { symbols: ["ETH/USDT"] } }, /not among the symbols/],
    ["an empty account", { funds: { USDT: "0" } }, /^No USDT available for trading$/],
  ])("is %s, told by the request", async (_name, terms, reason) => {
    const me = await openHandTrader(db, terms);
    const id = await me.buys();
    await me.work();
    expect(me.sent()).toEqual([]);
    const request = await told(me, id);
    expect(request).toMatchObject({ value: { state: "REFUSED" } });
    expect(request.ok ? request.value.reason : "").toMatch(reason);
  });

  it("is Stop all, though nothing but what was asked for by hand is under way", async () => {
    const me = await openHandTrader(db);
    const { userId } = me.actor;
    const id = await me.buys();
    await me.ctx.db.follow.updateMany({ where: { userId }, data: { mode: "NOTIFY", credentialId: null } });
    await stopTrading(me.ctx, me.actor, { positions: "keep" });
    await me.work();
    expect(me.sent()).toEqual([]);
    expect(await told(me, id)).toMatchObject({ value: { state: "REFUSED" } });
  });

  it("is a kill switch, also one that comes after the buy was asked for", async () => {
    const me = await openHandTrader(db);
    const id = await me.buys();
    const key = me.actor.userId;
    await engageSwitch(me.ctx, { scope: "USER", key, by: "usr_admin", reason: "Review.", positions: "keep" });
    await me.work();
    expect(me.sent()).toEqual([]);
    const request = await told(me, id);
    expect(request.ok ? request.value.reason : "").toMatch(/stopped: Review\./);
    expect((await tradeStatus(me.ctx, key)).stops).toMatchObject([{ scope: "USER", reason: "Review." }]);
  });
});
