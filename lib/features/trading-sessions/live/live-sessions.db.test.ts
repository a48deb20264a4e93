import { describe, expect, it } from "vitest";
import { onSessionMissed } from "@/lib/features/notifications/on-session-missed";
import { listNotifications } from "@/lib/features/notifications/queries";
import { engageSwitch, stopReport } from "@/lib/features/orders/kill-switch";
import { rest } from "@/lib/features/orders/rest-account.fixture";
import { testDb } from "@/lib/testing/test-db";
import { getSession } from "../queries.ts";
import { stopSession } from "../stop-session.ts";
import { leaveByState } from "./leave-by-state.ts";
import { type LiveSessionScene, openLiveSession } from "./live-sessions.fixture.ts";
import { findLive } from "./repository.ts";

const db = testDb();

/** A fall and a rise: the twin enters at the next open. */
const RISE = [42_000, 41_900, 42_000] as const;
const ENTRY = ["BUY limit 0.001 42210", "SELL stop 0.00099 39900"];

const runs = async (me: LiveSessionScene) =>
  (await me.ctx.db.tradingSession.findUniqueOrThrow({ where: { id: me.id } })).state === "RUNNING";

describe("a live session", () => {
  it("enters what its twin enters, bounded and with its protective stop, and leaves what the twin leaves", async () => {
    const me = await openLiveSession(db);
    await me.closes(...RISE);
    await me.work();
    expect(me.sent()).toEqual(ENTRY);
    expect(await me.log()).toEqual(["ORDERED Buying up to 0.001 BTC at 42,210 or less on your account."]);
    await me.closes(42_100);
    await me.work();
    expect(me.sent()).toHaveLength(2);
    await me.closes(42_050);
    await me.work(8);
    expect(await me.positions()).toMatchObject([{ state: "CLOSED" }]);
    expect(me.sent().filter((order) => order.startsWith("SELL market"))).toHaveLength(1);
    const told = await getSession(me.ctx, me.who.ids.userId, me.id);
    expect(told).toMatchObject({ mode: "LIVE", bars: 5, account: { closed: 1, protectPct: "5" } });
    const [position] = await me.positions();
    const result = position?.grossPnl.minus(position.fees);
    expect(told?.account).toMatchObject({
      pnl: result?.toString(),
      openPnl: "0",
      equityNow: result?.plus(1_000).toString(),
      equity: [
        [expect.any(Number), 1_000],
        [position?.closedAt?.getTime(), result?.plus(1_000).toNumber()],
      ],
      sharpeDaily: null,
    });
  });

  it("keeps its account from resting until it ends", async () => {
    const me = await openLiveSession(db);
    const held = await me.who.start();
    await me.who.work();
    expect(await rest(me.who.ctx, held)).toEqual({ hurries: true, ms: 6_000 });
    const { userId } = me.who.ids;
    expect(await stopSession(me.ctx, { userId, scopes: null }, me.id, { positions: "keep" })).toMatchObject({
      ok: true,
    });
    expect(await rest(me.who.ctx, held)).toMatchObject({ hurries: false });
  });

  it("goes on with the next entry after it left, under an origin of its own", async () => {
    const me = await openLiveSession(db);
    await me.closes(...RISE);
    await me.work();
    await me.closes(41_950);
    await me.work(8);
    await me.closes(42_050);
    await me.work();
    expect((await me.positions()).map(({ state }) => state)).toEqual(["CLOSED", "OPEN"]);
  });

  it("means an entry once, wherever its worker dies and whoever looks again", async () => {
    const me = await openLiveSession(db);
    await me.closes(...RISE);
    me.who.crashAt = "after_intent";
    await me.work(8);
    expect(me.sent()).toEqual(ENTRY);
    me.who.crashAt = "ack";
    await me.closes(42_100);
    await me.work();
    expect(me.who.venue.bought).toBe(1);
  });

  it("enters nothing on candles that came late, and runs after nothing that it missed", async () => {
    const me = await openLiveSession(db);
    await me.closesTogether(...RISE);
    await me.work();
    await me.closes(42_100);
    await me.work();
    expect(me.sent()).toEqual([]);
    expect(await me.log()).toEqual([
      "MISSED Not entered on your account: The candle was taken late, so nothing is entered on it.",
    ]);
  });

  it("gives an entry up that its account could not answer for in time", async () => {
    const me = await openLiveSession(db);
    await me.closes(...RISE);
    me.who.venue.down = true;
    await me.work(2);
    me.ctx.clock.advance(31_000);
    me.live.price(42_000, 42_010);
    me.who.venue.down = false;
    await me.work();
    expect(me.sent()).toEqual([]);
    expect(await me.log()).toEqual(["MISSED Not entered on your account: Your account did not answer within 30 s."]);
  });

  it.each<[string, Parameters<typeof openLiveSession>[1], RegExp]>([
    ["a limit", { limits: { maxTradeUsd: "20" } }, /your limit is 20 USD a trade/],
    ["a symbol that is not allowed", { limits: { symbols: ["ETH/USDT"] } }, /not among the symbols/],
    ["an account that cannot pay", { funds: { USDT: "10" } }, /USDT is free/],
  ])("is held back by %s, and says so", async (_name, terms, reason) => {
    const me = await openLiveSession(db, terms);
    await me.closes(...RISE);
    await me.work();
    expect(me.sent()).toEqual([]);
    expect((await me.log())[0]).toMatch(reason);
  });

  it("tells its user what it missed, and not with every entry", async () => {
    const me = await openLiveSession(db, { limits: { maxTradeUsd: "20" } });
    for (const turn of [0, 1]) {
      await me.closes(...RISE.map((close) => close + turn));
      await me.work();
    }
    const rows = await me.ctx.db.outboxEvent.findMany({
      where: { type: "trading_session.missed", payload: { path: ["tradingSessionId"], equals: me.id } },
    });
    expect(rows).toHaveLength(2);
    for (const { id, at, payload } of [...rows, ...rows]) {
      const told = payload as { tradingSessionId: string; seq: number };
      await onSessionMissed(me.ctx, told, { xid: 1n, id, at, event: { type: "trading_session.missed", ...told } });
    }
    const { items } = await listNotifications(me.ctx.db, me.who.ids.userId, { limit: 5, kind: "failure" });
    expect(items).toMatchObject([
      {
        title: "An entry was missed: BTC/USDT",
        body: expect.stringMatching(
          /^sma-cross on Binance\. Not entered on your account: .*your limit is 20 USD a trade/,
        ),
        link: `/sessions/${me.id}`,
      },
    ]);
  });

  it("enters no short on a spot account, whatever its twin does", async () => {
    const me = await openLiveSession(db, { mode: "reverse", funds: { USDT: "1000", BTC: "1" } });
    await me.closes(42_000, 42_100, 42_000);
    await me.work();
    expect(me.sent()).toEqual([]);
    expect(await me.log()).toEqual([
      "MISSED Not entered on your account: A spot account cannot sell what it does not have.",
    ]);
    await me.closes(42_100);
    await me.work();
    expect(me.sent()[0]).toMatch(/^BUY limit/);
  });

  it("asks the live gate before each entry", async () => {
    const me = await openLiveSession(db);
    await me.ctx.db.user.update({ where: { id: me.who.ids.userId }, data: { plan: "TRIAL" } });
    await me.closes(...RISE);
    await me.work();
    expect(await me.log()).toEqual(["MISSED Not entered on your account: The plan Trial trades on paper only."]);
  });

  it("leaves under a kill switch that keeps positions from being opened", async () => {
    const me = await openLiveSession(db);
    await me.closes(...RISE);
    await me.work();
    const key = me.who.ids.userId;
    await engageSwitch(me.ctx, { scope: "USER", key, by: "usr_admin", reason: "Review.", positions: "keep" });
    await me.closes(41_950);
    await me.work(8);
    expect(await me.positions()).toMatchObject([{ state: "CLOSED" }]);
  });
});

describe("stopping a live session", () => {
  it.each([
    ["keep", "OPEN", 1],
    ["close", "CLOSED", 0],
  ] as const)("can %s what it holds, with its stop at the exchange", async (positions, state, stops) => {
    const me = await openLiveSession(db);
    await me.closes(...RISE);
    await me.work();
    const { userId } = me.who.ids;
    expect(await stopSession(me.ctx, { userId: "usr_other", scopes: null }, me.id, { positions })).toMatchObject({
      ok: false,
    });
    expect(await stopSession(me.ctx, { userId, scopes: null }, me.id, { positions })).toMatchObject({ ok: true });
    await me.closes(41_950, 42_050);
    await me.work(8);
    expect(await me.positions()).toMatchObject([{ state }]);
    expect(me.sent().filter((order) => order.startsWith("BUY"))).toHaveLength(1);
    expect(me.who.venue.orders.filter(({ state }) => state === "open")).toHaveLength(stops);
    // Nothing is left to stop: the switch has ended by itself, and is on record.
    expect(await stopReport(me.ctx, "SESSION", me.id)).toBeNull();
    const audit = await me.ctx.db.auditEntry.findMany({
      where: { subjectId: `SESSION ${me.id}` },
      orderBy: { seq: "asc" },
    });
    expect(audit.map(({ action, actorId }) => [action, actorId])).toEqual([
      ["kill_switch.engaged", userId],
      ["kill_switch.released", null],
    ]);
  });

  it("leaves a stop that an admin engaged to admins, and its stops off the exchange", async () => {
    const me = await openLiveSession(db);
    await me.closes(...RISE);
    await me.work();
    const stop = { scope: "SESSION", key: me.id, by: "usr_admin", reason: "Review.", positions: "keep" } as const;
    await engageSwitch(me.ctx, stop);
    await me.work(4);
    expect(await runs(me)).toBe(false);
    expect(await stopReport(me.ctx, "SESSION", me.id)).toMatchObject({ stopped: true, positions: "keep" });
    expect(me.who.venue.orders.filter(({ state }) => state === "open")).toEqual([]);
  });

  it("comes by itself when its own losses reach the limit of a run (K94)", async () => {
    const me = await openLiveSession(db, { limits: { runLossUsd: "0.15" } });
    await me.closes(...RISE);
    await me.work();
    expect(await runs(me)).toBe(true);
    await me.closes(41_900);
    await me.work(8);
    expect(await me.positions()).toMatchObject([{ state: "CLOSED" }]);
    expect(await me.ctx.db.tradingSession.findUniqueOrThrow({ where: { id: me.id } })).toMatchObject({
      state: "STOPPED",
      stopReason: expect.stringMatching(/^This session lost 0\.\d\d USD; your limit is 0\.15 USD\.$/),
    });
    expect(await stopReport(me.ctx, "SESSION", me.id)).toBeNull();
  });

  it("comes by itself when its market is silent for five minutes", async () => {
    const me = await openLiveSession(db);
    await me.closes(...RISE);
    await me.work();
    me.ctx.clock.advance(299_000);
    const look = async () => {
      const session = await findLive(me.ctx.db, me.id);
      if (session !== null) await leaveByState(me.who.ctx, await me.who.start(), session, session.startedAt);
    };
    await look();
    expect(await runs(me)).toBe(true);
    me.ctx.clock.advance(3_000);
    await look();
    expect(await runs(me)).toBe(false);
    expect(await stopReport(me.ctx, "SESSION", me.id)).toMatchObject({ positions: "keep" });
  });
});
