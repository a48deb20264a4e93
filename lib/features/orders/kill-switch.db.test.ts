import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { engageSwitch, releaseSwitch, stopReport } from "./kill-switch.ts";
import { type Desk, openDesk } from "./orders.fixture.ts";
import type { KillScope } from "./switch-repository.ts";

const db = testDb();

const stop = (desk: Desk, positions: "close" | "keep", scope: KillScope = "USER", key = desk.userId) =>
  engageSwitch(desk.ctx, { scope, key, by: desk.userId, reason: "drill", positions });
const report = (desk: Desk) => stopReport(desk.ctx, "USER", desk.userId);
const resting = { type: "limit", timeInForce: "GTC", price: dec(41_990) } as const;
const openAt = (desk: Desk) => desk.venue.orders.filter(({ state }) => state === "open" || state === "partial");

describe("a kill switch", () => {
  it("lets no order leave that was planned before it, nor one that waited in the adapter when it came", async () => {
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

  it("keeps a position with its stop where that was chosen", async () => {
    const desk = await openDesk(db);
    await desk.start();
    await desk.plan("sig_held");
    await desk.plan("sig_rests", resting);
    await desk.work(4);
    await stop(desk, "keep");
    await desk.work(4);
    expect(openAt(desk).map(({ type }) => type)).toEqual(["stop"]);
    expect(await report(desk)).toMatchObject({ stopped: true, accounts: [{ positions: 1 }] });
  });

  it("is not called stopped while an order is unknown or the exchange is away, and cancels the order once it is found", async () => {
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
    desk.venue.down = false;
    await desk.work(20);
    expect(openAt(desk)).toEqual([]);
    expect(await desk.intent("sig_a")).toMatchObject({ state: "CANCELLED" });
    expect(await report(desk)).toMatchObject({ stopped: true });
  });

  it("stays engaged when engaged again, and lets entries go after its release", async () => {
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
