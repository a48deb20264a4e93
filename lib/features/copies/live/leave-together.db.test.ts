import { describe, expect, it, vi } from "vitest";
import { leaveByHandIn } from "@/lib/features/orders/leave-by-hand";
import { Leavers } from "@/lib/features/orders/leave-together";
import { AccountLost, type CrashPoint, type HeldAccount, type OrderCtx } from "@/lib/features/orders/order-ctx";
import { Crash } from "@/lib/features/orders/orders.fixture";
import { planExitIn } from "@/lib/features/orders/plan-exit";
import { heldByCopy } from "@/lib/features/orders/trade-queries";
import { dec, plain } from "@/lib/kernel/decimal";
import type { TradeAccount } from "@/lib/ports/trade-venue";
import { testDb } from "@/lib/testing/test-db";
import { type LeavingAccount, leaveTogether } from "./leave-together.ts";
import { arrangeLive, type LiveFollower } from "./live.fixture.ts";

const db = testDb();
const CLOSE = ["CLOSE", { cause: "provider" }, { state: "CLOSED" }] as const;
const HALF = ["REDUCE", { cause: "target", target: 1, fraction: "0.5", remaining: "0.5", price: "42000" }, {}] as const;

/** Followers who hold 0.00117 BTC of one signal, each with its stop at his exchange, and what their exchanges are asked from then on. */
async function arrangeHeld(count: number) {
  const live = await arrangeLive(db);
  for (let n = 0; n < count; n += 1) await live.follow();
  const { followers } = live;
  const held: HeldAccount[] = [];
  for (const me of followers) held.push(await me.start());
  for (const me of followers) await me.work(2);
  live.price(42_000, 42_010);
  const signalId = await live.open();
  for (const me of followers) await me.work();
  for (const { venue } of followers) expect(stops(venue)).toEqual(["open"]);
  const asked: string[] = [];
  const accounts = held.map((account) => ({ ...account, trade: counted(account.trade, asked) }));
  const [first] = followers;
  if (first === undefined) throw new Error("nobody follows");
  return { live, signalId, followers, accounts, asked, ctx: first.ctx };
}

function counted(trade: TradeAccount, asked: string[]): TradeAccount {
  return new Proxy(trade, {
    get(target, name) {
      if (name !== "instrument") asked.push(String(name));
      return Reflect.get(target, name);
    },
  });
}

function stops({ orders }: LiveFollower["venue"]): string[] {
  return orders.filter(({ type }) => type === "stop").map(({ state }) => state);
}

/** What a venue sold, stops and all. */
function sold({ venue }: LiveFollower): string {
  const sales = venue.trades.filter(({ side }) => side === "SELL");
  return plain(sales.reduce((sum, { qty }) => sum.plus(qty), dec(0)));
}

function exitsAt({ venue }: LiveFollower): string[] {
  return venue.placed.flatMap(({ request: { type, side, qty } }) =>
    side === "SELL" && type === "market" ? [plain(qty)] : [],
  );
}

async function sendAll(ctx: OrderCtx, leaving: readonly LeavingAccount[]): Promise<void> {
  const leavers = new Leavers(ctx);
  await Promise.all(leaving.map(({ account, planned }) => leavers.leave(account, planned)));
}

describe("an exit of many accounts", () => {
  it.each<[string, typeof CLOSE | typeof HALF, string, number]>([
    ["all", CLOSE, "0.00117", 6],
    ["a part", HALF, "0.00058", 1],
  ])(
    "sells %s, asks each exchange for a cancel and an order alone, and writes what each would have written by himself",
    async (_what, [type, body, projection], qty, seconds) => {
      const { live, signalId, followers, accounts, asked, ctx } = await arrangeHeld(3);
      const [alone] = followers;
      await live.event(signalId, type, body, projection);
      const leaving = await leaveTogether(ctx, accounts.slice(1));
      expect(asked).toEqual([]);
      await sendAll(ctx, leaving);
      expect(asked.sort()).toEqual(["cancel", "cancel", "place", "place"]);
      expect(followers.map((me) => me.venue.finds)).toEqual([0, 0, 0]);
      await alone?.work(1);
      for (const me of followers) expect(exitsAt(me)).toEqual([qty]);
      const written = await Promise.all(followers.map(rowsOf));
      expect(written[1]).toEqual(written[0]);
      expect(written[2]).toEqual(written[0]);
      for (const me of followers) await me.work(seconds);
      for (const me of followers) expect(sold(me)).toBe(qty);
      // Nothing is left to be done twice.
      expect(await leaveTogether(ctx, accounts)).toEqual([]);
      for (const me of followers) expect(exitsAt(me)).toEqual([qty]);
    },
  );

  it("sells what an exchange does not take at once in parts", async () => {
    const { live, signalId, followers, accounts, ctx } = await arrangeHeld(2);
    for (const { venue } of followers) venue.largest = dec("0.0008");
    await live.event(signalId, ...CLOSE);
    await sendAll(ctx, await leaveTogether(ctx, accounts));
    for (const me of followers) expect(exitsAt(me)).toEqual(["0.00059"]);
    for (const me of followers) await me.work(2);
    for (const me of followers) expect([exitsAt(me), sold(me)]).toEqual([["0.00059", "0.00058"], "0.00117"]);
  });

  it("waits for no exchange that hangs, and sells there once it answers", async () => {
    const { live, signalId, followers, accounts, ctx } = await arrangeHeld(3);
    const [hanging, ...others] = followers;
    let answer = (): void => undefined;
    if (hanging !== undefined)
      hanging.venue.cancelAnswers = new Promise((told) => {
        answer = told;
      });
    await live.event(signalId, ...CLOSE);
    const leaving = await leaveTogether(ctx, accounts);
    expect(leaving).toHaveLength(3);
    const leavers = new Leavers(ctx);
    const [stuck, ...sent] = leaving.map(({ account, planned }) => ({
      mine: account.keyId === hanging?.ids.keyId,
      done: leavers.leave(account, planned),
    }));
    await Promise.all([stuck, ...sent].flatMap((one) => (one === undefined || one.mine ? [] : [one.done])));
    for (const me of others) expect(exitsAt(me)).toEqual(["0.00117"]);
    expect(hanging === undefined ? null : exitsAt(hanging)).toEqual([]);
    answer();
    await Promise.all([stuck, ...sent].map((one) => one?.done));
    for (const me of followers) await me.work();
    for (const me of followers) expect([exitsAt(me), sold(me)]).toEqual([["0.00117"], "0.00117"]);
  });

  it("waits for nobody else's rows, and sends there as soon as they are free", async () => {
    const { live, signalId, followers, accounts, ctx } = await arrangeHeld(3);
    const [busy, ...others] = followers;
    await live.event(signalId, ...CLOSE);
    const leaving = await leaveTogether(ctx, accounts);
    const leavers = new Leavers(ctx);
    const sent = await ctx.db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM trade_accounts WHERE "keyId" = ${busy?.ids.keyId} FOR UPDATE`;
      const all = leaving.map(({ account, planned }) => ({
        mine: account.keyId === busy?.ids.keyId,
        done: leavers.leave(account, planned),
      }));
      await Promise.all(all.flatMap(({ mine, done }) => (mine ? [] : [done])));
      for (const me of others) expect(exitsAt(me)).toEqual(["0.00117"]);
      expect(busy === undefined ? null : exitsAt(busy)).toEqual([]);
      return all;
    });
    await Promise.all(sent.map(({ done }) => done));
    for (const me of followers) expect(exitsAt(me)).toEqual(["0.00117"]);
  });

  it("sells what is left where the exchange says that the stop had sold a part", async () => {
    const { live, signalId, followers, accounts, ctx } = await arrangeHeld(2);
    const [part, whole] = followers;
    if (part === undefined) throw new Error("nobody follows");
    part.venue.depth = dec("0.0005");
    part.venue.price(40_900);
    part.venue.depth = null;
    live.price(42_000, 42_010);
    // A venue refuses what its account does not have: what was asked of it counts.
    const asked: string[] = [];
    part.venue.onPlace = ({ qty }) => asked.push(plain(qty));
    await live.event(signalId, ...CLOSE);
    await sendAll(ctx, await leaveTogether(ctx, accounts));
    // An execution that is not on record yet: what is held is not known.
    expect(asked).toEqual([]);
    expect(whole === undefined ? null : exitsAt(whole)).toEqual(["0.00117"]);
    for (const me of followers) await me.work(6);
    expect([asked, exitsAt(part)]).toEqual([["0.00067"], ["0.00067"]]);
    for (const me of followers) expect(sold(me)).toBe("0.00117");
    expect(await part.copy()).toMatchObject({ state: "CLOSED", position: { state: "CLOSED" } });
  });

  it("asks what became of a stop where the answer to its cancel does not tell", async () => {
    const { live, signalId, followers, accounts, ctx } = await arrangeHeld(2);
    for (const { venue } of followers) venue.cancelsTellNothing = true;
    await live.event(signalId, ...CLOSE);
    await sendAll(ctx, await leaveTogether(ctx, accounts));
    for (const me of followers) expect([me.venue.finds, exitsAt(me)]).toEqual([1, ["0.00117"]]);
  });

  it("leaves to himself whose account or trade is busy, and of whom an older event waits", async () => {
    const { live, signalId, followers, accounts, ctx } = await arrangeHeld(4);
    const [locked, leaves, amended, free] = followers;
    const position = await ctx.db.position.findFirstOrThrow({
      where: { userId: leaves?.ids.userId ?? "", mode: "LIVE", state: "OPEN" },
    });
    const byHand = await ctx.db.transaction((tx) =>
      leaveByHandIn(ctx, tx, position.userId, position.id, { fraction: null, qty: dec("0.0004") }),
    );
    expect(byHand.ok).toBe(true);
    await live.event(signalId, "AMEND", { cause: "breakEven", stopLoss: "41500" });
    for (const me of [locked, leaves, free]) await me?.work(1);
    for (const me of [locked, free]) expect(me === undefined ? [] : stops(me.venue)).toEqual(["cancelled"]);
    for (const me of [locked, leaves, free]) await me?.work(3);
    await live.event(signalId, ...CLOSE);
    const leaving = await ctx.db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM trade_accounts WHERE "keyId" = ${locked?.ids.keyId} FOR UPDATE`;
      return leaveTogether(ctx, accounts);
    });
    const taken = leaving.map(({ account }) => account.keyId);
    expect(taken).toContain(free?.ids.keyId);
    expect(taken).not.toContain(locked?.ids.keyId);
    expect(taken).not.toContain(amended?.ids.keyId);
    await sendAll(ctx, leaving);
    for (const me of followers) await me.work(8);
    for (const me of followers) expect(sold(me)).toBe("0.00117");
  });

  it("goes on with the others where one means his exit by himself at the same moment", async () => {
    const { live, signalId, followers, accounts, ctx } = await arrangeHeld(3);
    const [early, ...others] = followers;
    await live.event(signalId, ...CLOSE);
    const row = await ctx.db.position.findFirstOrThrow({
      where: { userId: early?.ids.userId ?? "", mode: "LIVE", state: "OPEN" },
    });
    const position = await heldByCopy(ctx.db, row.userId, row.copyId ?? "");
    if (position === null) throw new Error("nothing is held");
    // Its exit is written and not committed when the others have looked for it.
    const written = Promise.withResolvers<void>();
    const looked = Promise.withResolvers<void>();
    const alone = ctx.db.transaction(async (tx) => {
      const exit = { purpose: "EXIT", leg: "close", type: "market", qty: position.qty, trigger: null } as const;
      await planExitIn(ctx, tx, position, exit);
      written.resolve();
      await looked.promise;
    });
    await written.promise;
    const ids: OrderCtx["ids"] = {
      ...ctx.ids,
      make(kind) {
        if (kind === "intent") looked.resolve();
        return ctx.ids.make(kind);
      },
    };
    const leaving = await leaveTogether({ ...ctx, ids }, accounts);
    await alone;
    const taken = leaving.map(({ account }) => account.keyId);
    expect(taken.sort()).toEqual(others.map(({ ids: { keyId } }) => keyId).sort());
    await sendAll(ctx, leaving);
    for (const me of others) expect(exitsAt(me)).toEqual(["0.00117"]);
    for (const me of followers) await me.work(6);
    for (const me of followers) expect([exitsAt(me), sold(me)]).toEqual([["0.00117"], "0.00117"]);
  });

  it.each<CrashPoint>(["before_intent", "after_intent", "cancel_sent", "submitting", "answer", "ack"])(
    "is made once when the worker dies at %s",
    async (point) => {
      const { live, signalId, followers, accounts, ctx } = await arrangeHeld(2);
      let dies = true;
      const mortal: OrderCtx = {
        ...ctx,
        crash(at) {
          if (at === point && dies) throw new Crash(at);
        },
      };
      await live.event(signalId, ...CLOSE);
      const dead = leaveTogether(mortal, accounts).then((leaving) => sendAll(mortal, leaving));
      await expect(dead).rejects.toThrow(Crash);
      dies = false;
      for (const me of followers) await me.start();
      for (const me of followers) await me.work(24);
      for (const me of followers) {
        expect([exitsAt(me), sold(me), stops(me.venue)]).toEqual([["0.00117"], "0.00117", ["cancelled"]]);
        expect(await me.copy()).toMatchObject({ state: "CLOSED", position: { state: "CLOSED" } });
      }
    },
  );

  it("sends nothing once another worker holds the account", async () => {
    const { live, signalId, followers, accounts, ctx } = await arrangeHeld(2);
    const [lost] = followers;
    await live.event(signalId, ...CLOSE);
    const leaving = await leaveTogether(ctx, accounts);
    await lost?.start();
    await expect(sendAll(ctx, leaving)).rejects.toThrow(AccountLost);
    await vi.waitFor(() => expect(followers.map(exitsAt)).toEqual([[], ["0.00117"]]));
    await lost?.work(8);
    expect(followers.map(exitsAt)).toEqual([["0.00117"], ["0.00117"]]);
  });
});

/** All that an exit writes, without what differs from one to the next by nature. */
async function rowsOf(me: LiveFollower) {
  const { userId } = me.ids;
  const { db: rows } = me.ctx;
  const bare = (row: object) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([name, value]) => !/(id|Id|At|at|By|Until|seq|origin|turn)$/.test(name) && !(value instanceof Date))
        .map(([name, value]) => [name, typeof value === "object" && value !== null ? String(value) : value]),
    );
  return {
    intents: (await rows.intent.findMany({ where: { userId, mode: "LIVE" }, orderBy: { id: "asc" } })).map(bare),
    orders: (await rows.order.findMany({ where: { userId, mode: "LIVE" }, orderBy: { id: "asc" } })).map(bare),
    log: (await rows.orderEvent.findMany({ where: { userId }, orderBy: { seq: "asc" } })).map(bare),
    steps: (await rows.liveStep.findMany({ where: { userId }, orderBy: { seq: "asc" } })).map(bare),
    notes: (await rows.copyStep.findMany({ where: { copy: { userId, mode: "LIVE" } }, orderBy: { seq: "asc" } })).map(
      bare,
    ),
  };
}
