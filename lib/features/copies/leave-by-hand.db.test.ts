import { describe, expect, it } from "vitest";
import { testDb } from "@/lib/testing/test-db";
import { closePosition } from "./close-position.ts";
import { arrange, handle, stateOf, subscriber } from "./copies.fixture.ts";
import { stopTrading } from "./stop-trading.ts";

const db = testDb();

describe("closing by hand", () => {
  it("closes a part, then the rest; the chain's later exits find nothing to do", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    const { userId } = await scene.follower();
    const id = await scene.open();
    await handle(scene, id);
    const positionId = (await scene.copyOf(userId))?.position?.id ?? "";
    scene.quote("42500", "42505");
    // a quarter of 0.02364 is 0.00591: gross 215 x 0.00591 = 1.27065, fee 42,500 x 0.00591 x 0.001 = 0.251175
    expect(await closePosition(scene.ctx, subscriber(userId), positionId, { fraction: "0.25" })).toEqual({
      ok: true,
      value: {
        positionId,
        state: "OPEN",
        price: "42500",
        quantity: "0.00591",
        fee: "0.251175",
        grossPnl: "1.27065",
        pnl: "1.019475",
      },
    });
    expect(await closePosition(scene.ctx, subscriber(userId), positionId, {})).toMatchObject({
      ok: true,
      value: { state: "CLOSED", quantity: "0.01773" },
    });
    expect(await stateOf(scene, userId)).toMatchObject({ state: "CLOSED", reason: "manual" });
    const cash = await scene.cash(userId);
    await scene.event(
      id,
      "CLOSE",
      { cause: "stop", fraction: "1", price: "41000", remaining: "0" },
      { state: "CLOSED" },
    );
    await handle(scene, id);
    expect(await scene.cash(userId)).toBe(cash);
    expect(await closePosition(scene.ctx, subscriber(userId), positionId, {})).toMatchObject({
      ok: false,
      reason: "conflict",
    });
  });

  it("closes a part once for one Idempotency-Key, and refuses the key for another request", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    const { userId } = await scene.follower();
    await handle(scene, await scene.open());
    const positionId = (await scene.copyOf(userId))?.position?.id ?? "";
    const close = (fraction: string) =>
      closePosition(scene.ctx, subscriber(userId), positionId, { fraction }, { key: "part-1" });
    const first = await close("0.5");
    expect(first).toMatchObject({ ok: true, value: { quantity: "0.01182" } });
    expect(await close("0.5")).toEqual(first);
    expect(await close("0.25")).toMatchObject({ ok: false, reason: "idempotency_mismatch" });
    expect((await scene.copyOf(userId))?.position?.qty.toString()).toBe("0.01182");
  });

  it("refuses a stranger's position, a part too small, more than is held, and a stale price", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    const { userId } = await scene.follower();
    const stranger = await scene.follower();
    await handle(scene, await scene.open());
    const positionId = (await scene.copyOf(userId))?.position?.id ?? "";
    const close = (who: string, input: object) => closePosition(scene.ctx, subscriber(who), positionId, input);
    expect(await close(stranger.userId, {})).toMatchObject({ ok: false, reason: "not_found" });
    expect(await close(userId, { fraction: "0.00001" })).toMatchObject({
      ok: false,
      reason: "invalid",
      fieldErrors: { fraction: expect.any(Array) },
    });
    expect(await close(userId, { quantity: "1" })).toMatchObject({
      ok: false,
      reason: "invalid",
      fieldErrors: { quantity: expect.any(Array) },
    });
    scene.ctx.clock.advance(31_000);
    expect(await close(userId, {})).toMatchObject({ ok: false, reason: "no_market_price" });
  });

  it("a close by hand and the chain's stop at one moment sell the position once", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    const { userId } = await scene.follower();
    const id = await scene.open();
    await handle(scene, id);
    const positionId = (await scene.copyOf(userId))?.position?.id ?? "";
    await scene.event(
      id,
      "CLOSE",
      { cause: "stop", fraction: "1", price: "42280", remaining: "0" },
      { state: "CLOSED" },
    );
    await Promise.all([handle(scene, id), closePosition(scene.ctx, subscriber(userId), positionId, {})]);
    // either way: -5 x 0.02364 = -0.1182 gross; exit fee 42,280 x 0.02364 x 0.001 = 0.9994992
    expect(await scene.cash(userId)).toBe("9997.8826834");
    expect((await scene.copyOf(userId))?.position?.fills).toHaveLength(2);
  });
});

describe("stopping all trading", () => {
  it("ends what waits, closes or keeps what is open, and copies nothing after", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    const closes = await scene.follower();
    const keeps = await scene.follower();
    const open = await scene.open();
    await handle(scene, open);
    const pending = await scene.open({ entry: { type: "trigger", price: "45000" } });
    await handle(scene, pending);
    expect(await stopTrading(scene.ctx, subscriber(closes.userId), { positions: "close" })).toMatchObject({
      followsStopped: 1,
      waitingEnded: 1,
      closed: [expect.any(String)],
      kept: [],
      failed: [],
    });
    expect(await stopTrading(scene.ctx, subscriber(keeps.userId), { positions: "keep" })).toMatchObject({
      closed: [],
      kept: [expect.any(String)],
    });
    await scene.event(pending, "ENTER", { price: "42285" }, { state: "OPEN", entryPrice: "42285" });
    await handle(scene, pending);
    scene.ctx.clock.advance(1_000);
    await handle(scene, await scene.open());
    expect(await scene.ctx.db.position.count({ where: { userId: closes.userId, state: "OPEN" } })).toBe(0);
    expect(await scene.ctx.db.position.count({ where: { userId: keeps.userId } })).toBe(1);
    // What was kept is led to its end by the chain.
    await scene.event(
      open,
      "CLOSE",
      { cause: "stop", fraction: "1", price: "41000", remaining: "0" },
      { state: "CLOSED" },
    );
    await handle(scene, open);
    expect(await scene.ctx.db.position.count({ where: { userId: keeps.userId, state: "OPEN" } })).toBe(0);
  });

  it("says which position could not be closed, and why", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    const { userId } = await scene.follower();
    await handle(scene, await scene.open());
    scene.ctx.clock.advance(31_000);
    expect(await stopTrading(scene.ctx, subscriber(userId), { positions: "close" })).toMatchObject({
      closed: [],
      failed: [{ reason: "no_market_price", text: "BTC/USDT has no price younger than 30 s; nothing was closed." }],
    });
  });
});
