import { describe, expect, it } from "vitest";
import { onUserStopped } from "@/lib/features/notifications/on-user-stopped";
import { listNotifications } from "@/lib/features/notifications/queries";
import { dec, plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { exitPosition } from "./exit-position.ts";
import { engageSwitch, releaseOwnStop, releaseSwitch, stopReport } from "./kill-switch.ts";
import { runLossUsd } from "./limits-repository.ts";
import { type Desk, openDesk } from "./orders.fixture.ts";
import { ownStop } from "./own-stop.ts";
import type { KillScope } from "./switch-repository.ts";

const db = testDb();

const stop = (desk: Desk, positions: "close" | "keep", scope: KillScope = "USER", key = desk.userId) =>
  engageSwitch(desk.ctx, { scope, key, by: desk.userId, reason: "drill", positions });
const report = (desk: Desk) => stopReport(desk.ctx, "USER", desk.userId);
const resting = { type: "limit", timeInForce: "GTC", price: dec(41_990) } as const;
const openAt = (desk: Desk) => desk.venue.orders.filter(({ state }) => state === "open" || state === "partial");

describe("a kill switch", () => {
  it("lets no order leave that was planned before it, nor one that waited in the adapter when it came (O42)", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.round();
    await desk.plan("sig_a");
    await desk.plan("sig_b");
    // The switch comes between the commit as SENDING and the signature.
    const { place } = desk.held.trade;
    Object.assign(desk.held.trade, {
      place: async (...args: Parameters<typeof place>) => {
        await stop(desk, "keep");
        return place(...args);
      },
    });
    await desk.work(5);
    expect(desk.venue.orders).toEqual([]);
    for (const id of ["sig_a", "sig_b"]) expect(await desk.intent(id)).toMatchObject({ state: "BLOCKED" });
    expect(await desk.day()).toMatchObject({ entries: 0 });
  });

  it("cancels what rests, leaves the position, and says stopped only when the venue shows nothing", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.plan("sig_held");
    await desk.plan("sig_rests", resting);
    await desk.work(4);
    expect(
      openAt(desk)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(["limit", "stop"]);
    await stop(desk, "close");
    expect(await report(desk)).toMatchObject({ stopped: false, accounts: [{ orders: 2, positions: 1 }] });
    await desk.work(9);
    expect(openAt(desk)).toEqual([]);
    expect(plain(desk.venue.total("BTC"))).toBe("0.000009");
    expect(await report(desk)).toMatchObject({
      stopped: true,
      accounts: [{ orders: 0, positions: 0, confirmed: true }],
    });
  });

  it("keeps a position where that was chosen: no order rests, the worker holds its stop and puts it back after the release", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.plan("sig_held");
    await desk.plan("sig_rests", resting);
    await desk.work(4);
    await stop(desk, "keep");
    expect(await report(desk)).toMatchObject({ stopped: false, accounts: [{ orders: 2, positions: 1 }] });
    await desk.work(6);
    expect(openAt(desk)).toEqual([]);
    expect(await report(desk)).toMatchObject({
      stopped: true,
      accounts: [{ orders: 0, positions: 1, confirmed: true }],
    });
    expect(await desk.position("sig_held")).toMatchObject({ state: "OPEN", stopAskedAt: null });
    await releaseSwitch(desk.ctx, { scope: "USER", key: desk.userId, by: desk.userId });
    await desk.work(3);
    expect(openAt(desk).map(({ type }) => type)).toEqual(["stop"]);
  });

  it("leaves a kept position at the market once the price passes the stop that the worker holds", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.plan("sig_held");
    await desk.work(4);
    await stop(desk, "keep");
    await desk.work(6);
    expect(openAt(desk)).toEqual([]);
    desk.price(40_999);
    await desk.work(6);
    expect(await desk.position("sig_held")).toMatchObject({ state: "CLOSED", closeReason: "stop-exit:1" });
    expect(openAt(desk)).toEqual([]);
  });

  it("closes also what an entry executed after the exit that the switch asked for", async () => {
    const desk = await openDesk(db);
    await desk.start();
    desk.venue.depth = dec("0.0004");
    await desk.plan("sig_a", { type: "limit", timeInForce: "GTC", price: dec(42_000) });
    await desk.work(2);
    // The cancel of the rest comes to nothing, and a part more is executed meanwhile.
    const { cancel } = desk.held.trade;
    const entered = desk.venue.orders[0]?.clientOrderId;
    Object.assign(desk.held.trade, {
      cancel: (of: Parameters<typeof cancel>[0]) =>
        of.clientOrderId === entered ? Promise.resolve({ kind: "unknown", detail: "timeout" }) : cancel(of),
    });
    await stop(desk, "close");
    await desk.work(5);
    expect(await desk.intent("sig_a", "kill:1")).toMatchObject({ state: "FILLED" });
    desk.price(42_000);
    Object.assign(desk.held.trade, { cancel });
    await desk.work(10);
    expect(openAt(desk)).toEqual([]);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED" });
    expect(await report(desk)).toMatchObject({ stopped: true });
  });

  it("is not called stopped while an order is unknown or the exchange is away, and cancels the order once it is found (O42)", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.round();
    desk.venue.faults.push("lost_after");
    await desk.plan("sig_a", resting);
    await desk.round();
    desk.venue.down = true;
    await stop(desk, "close");
    await desk.work(10);
    expect((await desk.intent("sig_a")).state).toBe("UNKNOWN");
    expect(await report(desk)).toMatchObject({ stopped: false });
    expect(await ownStop(desk.ctx.db, desk.userId)).toMatchObject({
      stopped: false,
      positions: "close",
      accounts: [{ orders: 1, confirmed: false, done: false }],
    });
    desk.venue.down = false;
    await desk.work(20);
    expect(openAt(desk)).toEqual([]);
    expect(await desk.intent("sig_a")).toMatchObject({ state: "CANCELLED" });
    expect(await report(desk)).toMatchObject({ stopped: true });
    expect(await ownStop(desk.ctx.db, desk.userId)).toMatchObject({ stopped: true, accounts: [{ done: true }] });
    expect(await ownStop(desk.ctx.db, "usr_other")).toBeNull();
  });

  it("stays engaged when engaged again, and lets entries go after its release (O42)", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.round();
    await stop(desk, "keep");
    await stop(desk, "keep");
    expect(await desk.plan("sig_a")).toMatchObject({
      ok: false,
      detail: "Your trading is stopped: drill. No new trades are opened.",
    });
    expect(await releaseSwitch(desk.ctx, { scope: "USER", key: desk.userId, by: desk.userId })).toMatchObject({
      ok: true,
    });
    expect(await releaseSwitch(desk.ctx, { scope: "USER", key: desk.userId, by: desk.userId })).toMatchObject({
      ok: false,
    });
    expect(await desk.plan("sig_b")).toMatchObject({ ok: true });
    const audit = await desk.ctx.db.auditEntry.findMany({ where: { actorId: desk.userId }, orderBy: { seq: "asc" } });
    expect(audit.map(({ action }) => action)).toEqual(["kill_switch.engaged", "kill_switch.released"]);
  });

  it("of another user, exchange or strategy stops nothing here", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.round();
    await stop(desk, "close", "USER", "usr_other");
    await stop(desk, "close", "EXCHANGE", "bybit");
    await stop(desk, "close", "STRATEGY", "str_other");
    await desk.plan("sig_a", { strategyId: "str_mine" });
    await desk.work(2);
    expect(await desk.intent("sig_a")).toMatchObject({ state: "FILLED" });
    await stop(desk, "close", "STRATEGY", "str_mine");
    await desk.work(5);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED" });
  });
});

const pulled = (desk: Desk) =>
  desk.ctx.db.killSwitch.findUnique({
    where: { scope_key: { scope: "USER", key: desk.userId } },
    select: { engagedAt: true, engagedBy: true, reason: true, positions: true },
  });

describe("a kill switch that an admin and its user engage", () => {
  const by = (desk: Desk, who: string | null, positions: "close" | "keep") =>
    engageSwitch(desk.ctx, { scope: "USER", key: desk.userId, by: who, reason: `By ${who}.`, positions });
  const goLive = (desk: Desk) => desk.ctx.db.transaction((tx) => releaseOwnStop(tx, desk.ctx, desk.userId));
  const engagers = async (desk: Desk) =>
    (
      await desk.ctx.db.auditEntry.findMany({ where: { subjectId: `USER ${desk.userId}` }, orderBy: { seq: "asc" } })
    ).map(({ action, actorId }) => [action, actorId]);
  const admins = (positions: "close" | "keep") => ({
    engagedAt: expect.any(Date),
    engagedBy: "usr_admin",
    reason: "By usr_admin.",
    positions,
  });

  it("stays the admin's when the user stops too: he has his positions closed, and cannot release it", async () => {
    const desk = await openDesk(db);
    await by(desk, "usr_admin", "keep");
    await by(desk, desk.userId, "keep");
    await by(desk, null, "keep");
    expect(await pulled(desk)).toEqual(admins("keep"));
    await by(desk, desk.userId, "close");
    expect(await pulled(desk)).toEqual(admins("close"));
    await goLive(desk);
    expect(await pulled(desk)).toEqual(admins("close"));
    const engaged = "kill_switch.engaged";
    expect(await engagers(desk)).toEqual([
      [engaged, "usr_admin"],
      [engaged, desk.userId],
    ]);
  });

  it.each([
    ["the user", "own", "keep", "keep"],
    ["the user", "own", "close", "keep"],
    ["a loss limit", null, "keep", "keep"],
    ["a loss limit", null, "keep", "close"],
  ] as const)(
    "is taken over by the admin where %s (%s) had chosen %s and he chooses %s",
    async (_who, first, chosen, then) => {
      const desk = await openDesk(db);
      const who = first === null ? null : desk.userId;
      await by(desk, who, chosen);
      await by(desk, "usr_admin", then);
      const wider = chosen === "close" ? chosen : then;
      expect(await pulled(desk)).toEqual(admins(wider));
      await goLive(desk);
      expect(await pulled(desk)).toEqual(admins(wider));
      // Another admin has nothing to add to it.
      await by(desk, "usr_another", "keep");
      expect(await pulled(desk)).toEqual(admins(wider));
      const engaged = "kill_switch.engaged";
      expect(await engagers(desk)).toEqual([
        [engaged, who],
        [engaged, "usr_admin"],
      ]);
    },
  );

  it("is the admin's whichever of the two comes first when both come at once", async () => {
    const desk = await openDesk(db);
    await Promise.all([by(desk, desk.userId, "keep"), by(desk, "usr_admin", "keep")]);
    expect(await pulled(desk)).toEqual(admins("keep"));
  });
});

describe("a loss limit", () => {
  const buysTenth = (desk: Desk, signalId: string) => desk.plan(signalId, { qty: dec("0.1"), stopLoss: dec(30_000) });

  it("pulls the user's kill switch when his account falls to it, and once for one fall (K94)", async () => {
    const desk = await openDesk(db, { limits: { drawdownUsd: "500" } });
    await desk.start();
    await buysTenth(desk, "sig_falls");
    await desk.work(65, 5_000);
    const worth = () => desk.ctx.db.tradeAccount.findUniqueOrThrow({ where: { keyId: desk.keyId } });
    const peak = Number((await worth()).peakUsd);
    desk.price(Number(desk.venue.bid) - 4_000);
    await desk.work(65, 5_000);
    expect(peak - Number((await worth()).equityUsd)).toBeLessThan(500);
    expect(await pulled(desk)).toBeNull();
    desk.price(Number(desk.venue.bid) - 1_100);
    await desk.work(65, 5_000);
    expect(await pulled(desk)).toMatchObject({
      engagedAt: expect.any(Date),
      engagedBy: "system",
      reason: expect.stringMatching(
        /^Your account fell 5\d\d\.\d\d USD below its highest value; your limit is 500\.00 USD\.$/,
      ),
      positions: "keep",
    });
    expect(await desk.position("sig_falls")).toMatchObject({ state: "OPEN" });
    await onUserStopped(desk.ctx, { scope: "USER", key: desk.userId });
    const { items } = await listNotifications(desk.ctx.db, desk.userId, { limit: 5, kind: "failure" });
    expect(items).toMatchObject([{ title: "Your live trading was stopped", link: "/settings/limits" }]);

    await desk.ctx.db.transaction((tx) => releaseOwnStop(tx, desk.ctx, desk.userId));
    desk.price(Number(desk.venue.bid) - 100);
    await desk.work(65, 5_000);
    expect(await pulled(desk)).toMatchObject({ engagedAt: null });
    expect(await desk.plan("sig_more", { stopLoss: dec(30_000) }, { equityUsd: dec(peak - 600) })).toMatchObject({
      ok: false,
      detail: expect.stringContaining("below its highest value"),
    });
  });

  it("pulls it when a day's realised loss reaches it: not before, and for exits too late to matter never twice (K94)", async () => {
    const desk = await openDesk(db, { limits: { runLossUsd: "200" } });
    await desk.start();
    const losesOn = async (signalId: string, move: number): Promise<void> => {
      await buysTenth(desk, signalId);
      await desk.work(3);
      desk.price(Number(desk.venue.bid) - move);
      const position = await desk.position(signalId);
      await exitPosition(desk.ctx, desk.userId, position?.id ?? "", { leg: "close", fraction: null });
      await desk.work(6);
      expect(await desk.position(signalId)).toMatchObject({ state: "CLOSED" });
    };
    await losesOn("sig_one", 1_500); // 150 and fees of some 8
    expect(await pulled(desk)).toBeNull();
    await losesOn("sig_two", 400);
    expect(await pulled(desk)).toMatchObject({
      engagedAt: expect.any(Date),
      reason: expect.stringMatching(/^Trading by hand today lost 2\d\d\.\d\d USD; your limit is 200\.00 USD\.$/),
    });
  });

  it.each([
    { coin: "TRY", usdPerQuote: "0.02", fall: 4_000, loss: "8.15", stopped: false },
    { coin: "BNB", usdPerQuote: "10", fall: 150, loss: "233.66", stopped: true },
  ])("counts a loss in $coin in dollars, at what it was worth when the trade was planned (K94)", async (lost) => {
    const { coin, usdPerQuote, fall } = lost;
    const symbol = `BTC/${coin}`;
    const desk = await openDesk(db, { funds: { [coin]: "100000" }, limits: { symbols: [symbol], runLossUsd: "200" } });
    await desk.start();
    const trade = { symbol, qty: dec("0.1"), stopLoss: dec(35_000) };
    const priced = { currency: coin, usdPerQuote: dec(usdPerQuote), freeQuote: dec(100_000) };
    await desk.plan("sig_a", trade, priced);
    await desk.work(3);
    desk.price(Number(desk.venue.bid) - fall);
    const position = await desk.position("sig_a");
    await exitPosition(desk.ctx, desk.userId, position?.id ?? "", { leg: "close", fraction: null });
    await desk.work(6);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED" });

    const run = { userId: desk.userId, strategyId: null, sessionId: null, from: new Date(0) };
    expect((await desk.ctx.db.transaction((tx) => runLossUsd(tx, run))).toFixed(2)).toBe(lost.loss);
    const reason = `Trading by hand today lost ${lost.loss} USD; your limit is 200.00 USD.`;
    expect((await pulled(desk))?.reason).toBe(lost.stopped ? reason : undefined);
  });
});
