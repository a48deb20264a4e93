import { expect, it } from "vitest";
import { engageSwitch } from "@/lib/features/orders/kill-switch";
import { keepWorth } from "@/lib/features/orders/measure-account";
import type { HeldAccount } from "@/lib/features/orders/order-ctx";
import { rest } from "@/lib/features/orders/rest-account.fixture";
import { sendCommitted } from "@/lib/features/orders/send-order";
import { dec } from "@/lib/kernel/decimal";
import type { TradeAccount } from "@/lib/ports/trade-venue";
import { testDb } from "@/lib/testing/test-db";
import { enterTogether } from "./enter-together.ts";
import { arrangeLive, type LiveFollower } from "./live.fixture.ts";
import { copyWork } from "./work-account.ts";

const db = testDb();

/** Followers whose accounts are compared and measured, and what their exchanges are asked from then on. */
async function arrangeReady(count: number, funds: Readonly<Record<string, string>> = { USDT: "1000" }) {
  const live = await arrangeLive(db);
  const asked: string[] = [];
  const followers: { readonly me: LiveFollower; readonly held: HeldAccount }[] = [];
  for (let n = 0; n < count; n += 1) {
    const me = await live.follow({ funds });
    const held = await me.start();
    await me.work(3);
    followers.push({ me, held: { ...held, trade: counted(held.trade, asked) } });
  }
  live.price(42_000, 42_010);
  const accounts = followers.map(({ held }) => held);
  const [first] = followers;
  if (first === undefined) throw new Error("nobody follows");
  return { live, asked, followers, accounts, ctx: first.me.ctx };
}

function counted(trade: TradeAccount, asked: string[]): TradeAccount {
  return new Proxy(trade, {
    get(target, name) {
      // Markets are loaded when an account opens: an instrument is no question.
      if (name !== "instrument") asked.push(String(name));
      return Reflect.get(target, name);
    },
  });
}

it("asks the exchanges for nothing but the orders, and writes for each what he would have written by himself", async () => {
  const { live, asked, followers, accounts, ctx } = await arrangeReady(3);
  const [alone] = followers;
  await live.open();
  const entered = await enterTogether(ctx, accounts.slice(1));
  expect(asked).toEqual([]);
  expect(entered.map(({ account }) => account.keyId).sort()).toEqual(
    accounts
      .slice(1)
      .map(({ keyId }) => keyId)
      .sort(),
  );
  for (const { account, committed } of entered) await sendCommitted(ctx, account, committed);
  expect(asked).toEqual(["place", "place"]);
  await alone?.me.work(1);

  const written = await Promise.all(followers.map(({ me }) => rowsOf(me)));
  expect(written[1]).toEqual(written[0]);
  expect(written[2]).toEqual(written[0]);
  for (const { me } of followers) await me.work();
  for (const { me } of followers) {
    expect(me.venue.bought).toBe(1);
    expect(await me.copy()).toMatchObject({ state: "OPEN", position: { state: "OPEN" } });
  }
});

it("leaves to himself who is refused, whose balance is not known and whose limits somebody else holds, and waits for none", async () => {
  const { live, asked, followers, accounts, ctx } = await arrangeReady(4);
  const [small, unknown, busy, free] = followers;
  await ctx.db.tradeLimits.update({ where: { userId: small?.me.ids.userId ?? "" }, data: { maxTradeUsd: "20" } });
  unknown?.held.holdings.changed();
  await live.open();
  const entered = await ctx.db.transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM trade_limits WHERE "userId" = ${busy?.me.ids.userId} FOR UPDATE`;
    return enterTogether(ctx, accounts);
  });
  expect(entered.map(({ account }) => account.keyId)).toEqual([free?.held.keyId]);
  expect(asked).toEqual([]);
  for (const { me } of [small, unknown, busy].flatMap((one) => one ?? [])) await me.work();
  expect(await small?.me.copy()).toMatchObject({ state: "SKIPPED", reason: "guard" });
  expect(await unknown?.me.copy()).toMatchObject({ state: "OPEN" });
  expect(await busy?.me.copy()).toMatchObject({ state: "OPEN" });
});

it("asks for the balance before a guard refuses what a remembered one leads to", async () => {
  const { live, asked, followers, accounts, ctx } = await arrangeReady(2);
  const [paidIn, poor] = followers;
  const userIds = followers.map(({ me }) => me.ids.userId);
  await ctx.db.tradeLimits.updateMany({ where: { userId: { in: userIds } }, data: { portfolioRiskPct: "0.01" } });
  paidIn?.me.venue.payIn("USDT", dec(1_000_000));
  await live.open();
  expect(await enterTogether(ctx, accounts)).toEqual([]);
  expect(asked).toEqual([]);
  for (const { me } of followers) await me.work();
  expect(await paidIn?.me.copy()).toMatchObject({ state: "OPEN" });
  expect(await poor?.me.copy()).toMatchObject({ state: "SKIPPED", reason: "guard" });
});

it("sends nothing of what was planned together once a switch is engaged or another worker holds the account", async () => {
  const { live, followers, accounts, ctx } = await arrangeReady(2);
  const [stopped, lost] = followers;
  await live.open();
  const entered = await enterTogether(ctx, accounts);
  expect(entered).toHaveLength(2);
  await lost?.me.start();
  await engageSwitch(ctx, {
    scope: "USER",
    key: stopped?.me.ids.userId ?? "",
    by: "system",
    reason: "",
    positions: "keep",
  });
  for (const { account, committed } of entered) await sendCommitted(ctx, account, committed).catch(() => undefined);
  expect(followers.flatMap(({ me }) => me.venue.placed)).toEqual([]);
  // Another plans nothing for an account that it lost.
  expect(await enterTogether(ctx, accounts)).toEqual([]);
});

it("waits for no exchange that does not tell the price of a coin of which our feed knows none", async () => {
  const { live, followers, accounts, ctx } = await arrangeReady(2, { USDT: "1000", XYZ: "5" });
  const [hanging, free] = accounts;
  if (hanging === undefined) throw new Error("nobody follows");
  const ticker = () => new Promise<never>(() => undefined);
  await live.open();
  const entered = await enterTogether(ctx, [{ ...hanging, trade: { ...hanging.trade, ticker } }, ...accounts.slice(1)]);
  expect(entered.map(({ account }) => account.keyId)).toEqual([free?.keyId]);
  await followers[0]?.me.work();
  expect(await followers[0]?.me.copy()).toMatchObject({ state: "OPEN" });
});

it("asks for what an entry is sized by before what nothing waits for", async () => {
  const { live, followers, ctx } = await arrangeReady(1);
  const [one] = followers;
  if (one === undefined) throw new Error("nobody follows");
  const asked: string[] = [];
  const { trade } = one.held;
  const account: HeldAccount = {
    ...one.held,
    trade: {
      ...trade,
      balances(market, priority) {
        asked.push(`balances ${priority}`);
        return trade.balances(market, priority);
      },
      ticker(of, priority) {
        asked.push(`ticker ${priority}`);
        return trade.ticker(of, priority);
      },
    },
  };
  await live.open();
  live.ctx.clock.advance(3_000); // our feed rests
  account.holdings.changed();
  expect(await copyWork(ctx).beside(account)).toBe(true);
  expect(asked.sort()).toEqual(["balances size", "ticker size"]);
  asked.length = 0;
  account.holdings.changed();
  await keepWorth(ctx, account);
  expect(asked).toEqual(["balances data"]);
});

/** All that an entry writes, without what differs from one to the next by nature. */
async function rowsOf(me: LiveFollower) {
  const { userId } = me.ids;
  const { db: rows } = me.ctx;
  const plain = (row: object) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([name, value]) => !/(id|Id|At|at|By|seq|origin|turn)$/.test(name) && !(value instanceof Date))
        .map(([name, value]) => [name, typeof value === "object" && value !== null ? String(value) : value]),
    );
  return {
    intents: (await rows.intent.findMany({ where: { userId, mode: "LIVE" } })).map(plain),
    orders: (await rows.order.findMany({ where: { userId, mode: "LIVE" } })).map(plain),
    log: (await rows.orderEvent.findMany({ where: { userId }, orderBy: { seq: "asc" } })).map(plain),
    days: (await rows.tradeDay.findMany({ where: { userId } })).map(plain),
    steps: (await rows.liveStep.findMany({ where: { userId } })).map(plain),
    copies: (await rows.copy.findMany({ where: { userId, mode: "LIVE" } })).map(plain),
    notes: (await rows.copyStep.findMany({ where: { copy: { userId, mode: "LIVE" } } })).map(plain),
  };
}

it("is found by an account at rest that nobody rang", async () => {
  const { live, accounts, ctx } = await arrangeReady(1);
  const [account] = accounts;
  if (account === undefined) throw new Error("nobody follows");
  expect(await rest(ctx, account)).toMatchObject({ hurries: false });
  await live.open();
  expect(await rest(ctx, account)).toEqual({ hurries: true, ms: 6_000 });
});
