import { describe, expect, it } from "vitest";
import { clientOrderId } from "@/lib/features/orders/client-order-id";
import { plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { arrange, handle, type Scene, stateOf } from "./copies.fixture.ts";
import { onFollowChanged } from "./on-follow-changed.ts";
import { onSignalEvents } from "./on-signal-event.ts";
import { getPosition, listPositions } from "./queries.ts";

const db = testDb();

describe("a long from entry to break-even", () => {
  it("fills to the last digit as computed by hand, in rows, account, curve and API", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    const { userId } = await scene.follower({ sizing: ["quote", "1000"] });
    scene.ctx.clock.advance(1_000);
    const signal = await scene.open();
    scene.ctx.clock.advance(200);
    await handle(scene, signal);

    // 1,000 / 42,285 = 0.023649… -> 0.02364 BTC; 0.02364 x 42,285 = 999.6174; 10 bps of it: 0.9996174; cash 10,000 - 0.9996174
    let copy = await scene.copyOf(userId);
    expect(copy).toMatchObject({ state: "OPEN", reason: null });
    expect(copy?.steps.map((step) => [step.outcome, step.text])).toEqual([["entered", "Bought 0.02364 BTC at 42,285"]]);
    expect(await scene.cash(userId)).toBe("9999.0003826");
    const intent = copy?.intents[0];
    expect(intent).toMatchObject({ leg: "entry", state: "FILLED", side: "BUY", reduceOnly: false });
    expect(intent?.orders[0]).toMatchObject({
      state: "FILLED",
      attempt: 1,
      clientOrderId: clientOrderId(intent?.id ?? "", 1),
    });
    expect(intent?.orders[0]?.clientOrderId).toMatch(/^[0-9a-f]{32}$/);
    // at the bid: (42,280 - 42,285) x 0.02364 = -0.1182
    expect(await listPositions(scene.ctx, userId, { limit: 10 })).toMatchObject({
      items: [
        {
          state: "OPEN",
          qty: "0.02364",
          entryPrice: "42285",
          markPrice: "42280",
          unrealisedPnl: "-0.1182",
          realisedPnl: "-0.9996174",
          pnl: "-1.1178174",
          stopLoss: "41000",
        },
      ],
      nextCursor: null,
    });
    const point = await scene.ctx.db.equityPoint.findFirst({ where: { userId }, orderBy: { at: "desc" } });
    expect(plain(point?.equity.toString() ?? "")).toBe("9998.8821826");

    // target 1: half of 0.02364 at 43,000: gross 715 x 0.01182 = 8.4513, fee 43,000 x 0.01182 x 0.001 = 0.50826
    scene.ctx.clock.advance(60_000);
    scene.quote("43001", "43006");
    await scene.event(
      signal,
      "REDUCE",
      { cause: "target", target: 1, fraction: "0.5", price: "43000", remaining: "0.5" },
      { targetsHit: 1, remaining: "0.5" },
    );
    await handle(scene, signal);
    expect(await scene.cash(userId)).toBe("10006.9434226");

    await scene.event(signal, "AMEND", { cause: "breakEven", stopLoss: "42285" });
    await handle(scene, signal);

    // the rest at the bid of the touching tick: gross -4.5 x 0.01182 = -0.05319, fee 42,280.5 x 0.01182 x 0.001 = 0.49975551
    scene.ctx.clock.advance(60_000);
    scene.quote("42280.5", "42285.5");
    await scene.event(
      signal,
      "CLOSE",
      { cause: "stop", fraction: "0.5", price: "42280.5", remaining: "0" },
      { state: "CLOSED" },
    );
    await handle(scene, signal);
    expect(await scene.cash(userId)).toBe("10006.39047709");

    copy = await scene.copyOf(userId);
    expect(copy).toMatchObject({ state: "CLOSED", reason: "stop" });
    expect(copy?.steps.map((step) => step.outcome)).toEqual(["entered", "reduced", "stopMoved", "closed"]);
    expect(copy?.steps.map((step) => step.text).slice(1)).toEqual([
      "Sold 0.01182 BTC at 43,000 (target), +7.94 USDT after the fee",
      "Stop moved to 42,285 (break-even)",
      "Sold 0.01182 BTC at 42,280.5 (stop), −0.55 USDT after the fee",
    ]);
    const detail = await getPosition(scene.ctx, userId, copy?.position?.id ?? "");
    expect(detail).toMatchObject({
      state: "CLOSED",
      qty: "0",
      grossPnl: "8.39811",
      fees: "2.00763291",
      realisedPnl: "6.39047709",
      pnl: "6.39047709",
      unrealisedPnl: "0",
      exitPrice: "42640.25",
      closeReason: "stop",
    });
    expect(detail?.fills.map((fill) => [fill.side, fill.price, fill.qty, fill.fee, fill.grossPnl])).toEqual([
      ["BUY", "42285", "0.02364", "0.9996174", "0"],
      ["SELL", "43000", "0.01182", "0.50826", "8.4513"],
      ["SELL", "42280.5", "0.01182", "0.49975551", "-0.05319"],
    ]);
    expect(copy?.intents.map((each) => each.leg).toSorted()).toEqual(["entry", "stop", "target:1"]);
  });
});

describe("a short with a trailing stop", () => {
  it("enters at the bid, leaves at the ask, and the moved stop is the position's", async () => {
    const scene = await arrange(db);
    scene.quote("40000", "40004");
    const { userId } = await scene.follower({ sizing: ["units", "0.1"] });
    const signal = await scene.open({
      side: "SHORT",
      stop: "41000",
      targets: [
        ["39000", "0.4"],
        ["38000", "0.6"],
      ],
    });
    scene.ctx.clock.advance(1_000);
    await handle(scene, signal);
    // fee 40,000 x 0.1 x 0.001 = 4
    expect(await scene.cash(userId)).toBe("9996");
    await scene.event(
      signal,
      "REDUCE",
      { cause: "target", target: 1, fraction: "0.4", price: "39000", remaining: "0.6" },
      { remaining: "0.6", targetsHit: 1 },
    );
    scene.ctx.clock.advance(1_000);
    await handle(scene, signal);
    // (40,000 - 39,000) x 0.04 = 40; fee 39,000 x 0.04 x 0.001 = 1.56
    expect(await scene.cash(userId)).toBe("10034.44");
    await scene.event(signal, "AMEND", { cause: "trailing", stopLoss: "39500" });
    scene.ctx.clock.advance(1_000);
    await handle(scene, signal);
    expect((await scene.copyOf(userId))?.position?.stopLoss?.toString()).toBe("39500");
    await scene.event(
      signal,
      "CLOSE",
      { cause: "stop", fraction: "0.6", price: "39502.5", remaining: "0" },
      { state: "CLOSED" },
    );
    scene.ctx.clock.advance(1_000);
    await handle(scene, signal);
    // (40,000 - 39,502.5) x 0.06 = 29.85; fee 39,502.5 x 0.06 x 0.001 = 2.37015
    expect(await scene.cash(userId)).toBe("10061.91985");
    const copy = await scene.copyOf(userId);
    expect(copy?.position?.fills.map((fill) => fill.side)).toEqual(["SELL", "BUY", "BUY"]);
  });
});

describe("exactly once", () => {
  it("two workers in parallel, replays and a catch-up leave one copy, one fill a leg, one step an event", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    const { userId } = await scene.follower();
    const id = await scene.open();
    await Promise.all([handle(scene, id), handle(scene, id), handle(scene, id)]);
    const reduce = await scene.event(
      id,
      "REDUCE",
      { cause: "target", target: 1, fraction: "0.5", price: "43000", remaining: "0.5" },
      { remaining: "0.5" },
    );
    await scene.event(
      id,
      "CLOSE",
      { cause: "target", target: 2, fraction: "0.5", price: "44000", remaining: "0" },
      { state: "CLOSED" },
    );
    // The later event comes first: the earlier one is made up before it.
    await Promise.all([handle(scene, id), handle(scene, id, reduce), handle(scene, id), handle(scene, id, 1)]);
    const copy = await scene.copyOf(userId);
    expect(copy?.steps.map((step) => step.outcome)).toEqual(["entered", "reduced", "closed"]);
    expect(copy?.position?.fills).toHaveLength(3);
    expect(await scene.ctx.db.copy.count({ where: { signalId: id } })).toBe(1);
    // 0.02364: half at 43,000 (+8.4513), half at 44,000 (1,715 x 0.01182 = 20.2713); fees 0.9996174 + 0.50826 + 0.52008
    expect(await scene.cash(userId)).toBe("10026.6946426");
  });

  it("events of signals that nobody copies are claimed at once, those of the others applied in order", async () => {
    const [lonely, followed] = [await arrange(db), await arrange(db)];
    const told = await lonely.follower({ mode: "NOTIFY" });
    const follower = await followed.follower();
    for (const scene of [lonely, followed]) scene.quote("42280", "42285");
    const scenes = [lonely, followed];
    const refs: { strategyId: string; seq: number; signalId: string }[] = [];
    const handle = async (write: (scene: Scene) => Promise<string>) => {
      for (const scene of scenes) {
        const signalId = await write(scene);
        refs.push({ strategyId: scene.strategyId, seq: scene.seq, signalId });
      }
      await onSignalEvents(followed.ctx, refs);
      await onSignalEvents(followed.ctx, refs);
    };
    await handle((scene) => scene.open());
    await handle(async (scene) => {
      const signalId = refs.find(({ strategyId }) => strategyId === scene.strategyId)?.signalId ?? "";
      await scene.event(signalId, "CLOSE", { cause: "stop", fraction: "1", price: "41000", remaining: "0" });
      return signalId;
    });
    for (const { strategyId } of [lonely, followed])
      expect(await db.worker.copiedEvent.count({ where: { strategyId } })).toBe(2);
    expect(await lonely.copyOf(told.userId)).toBeNull();
    expect((await followed.copyOf(follower.userId))?.steps.map(({ outcome }) => outcome)).toEqual([
      "entered",
      "closed",
    ]);
    // Who begins to copy now finds those signals done with, and is in the next.
    const late = await lonely.follower();
    await onSignalEvents(lonely.ctx, refs);
    expect(await lonely.copyOf(late.userId)).toBeNull();
    const next = await lonely.open();
    await onSignalEvents(lonely.ctx, [{ strategyId: lonely.strategyId, seq: lonely.seq, signalId: next }]);
    expect(await lonely.copyOf(late.userId)).toMatchObject({ state: "OPEN" });
  });

  it("100 followers in one signal, each with one copy, in a fixed number of statements", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    for (let i = 0; i < 100; i += 1) await scene.follower({ sizing: ["quote", String(100 + i)] });
    const id = await scene.open();
    await Promise.all([handle(scene, id), handle(scene, id)]);
    expect(await scene.ctx.db.copy.groupBy({ by: ["state"], where: { signalId: id }, _count: true })).toEqual([
      { state: "OPEN", _count: 100 },
    ]);
    expect(await scene.ctx.db.position.count({ where: { copy: { signalId: id } } })).toBe(100);
  });
});

describe("access and time", () => {
  it("a lapsed subscriber still gets the exits of what was opened while paid, and no new opening", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    const { userId } = await scene.follower();
    const id = await scene.open();
    await handle(scene, id);
    await scene.lapse(userId);
    scene.ctx.clock.advance(1_000);
    const second = await scene.open();
    await handle(scene, second);
    expect(await scene.ctx.db.copy.count({ where: { userId } })).toBe(1);
    await scene.event(
      id,
      "CLOSE",
      { cause: "provider", fraction: "1", price: "42500", remaining: "0" },
      { state: "CLOSED" },
    );
    await handle(scene, id);
    expect(await stateOf(scene, userId)).toMatchObject({ state: "CLOSED", reason: "provider" });
  });

  it("a pending signal waits, enters at ENTER's market, and what was cancelled or lapsed before never enters", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    const stays = await scene.follower();
    const lapses = await scene.follower();
    const leaves = await scene.follower();
    const id = await scene.open({ entry: { type: "limit", low: "41900", high: "42000" } });
    await handle(scene, id);
    expect(await stateOf(scene, stays.userId)).toMatchObject({ state: "WAITING", reason: null });
    expect(await scene.cash(stays.userId)).toBeNull();
    await scene.lapse(lapses.userId);
    await scene.ctx.db.follow.update({ where: { id: leaves.followId }, data: { mode: "NOTIFY" } });
    scene.ctx.clock.advance(3_600_000);
    scene.quote("41990", "41995");
    await scene.event(id, "ENTER", { price: "41995" }, { state: "OPEN", entryPrice: "41995" });
    await handle(scene, id);
    expect((await scene.copyOf(stays.userId))?.position?.entryPrice.toString()).toBe("41995");
    expect(await stateOf(scene, lapses.userId)).toMatchObject({ state: "SKIPPED", reason: "access_ended" });
    expect(await stateOf(scene, leaves.userId)).toMatchObject({ state: "SKIPPED", reason: "follow_off" });

    const other = await scene.open({ entry: { type: "trigger", price: "45000" } });
    await handle(scene, other);
    await scene.event(other, "CANCEL", { cause: "provider" }, { state: "CANCELLED" });
    await handle(scene, other);
    expect(await stateOf(scene, stays.userId)).toMatchObject({ state: "CLOSED", reason: "cancelled" });
  });

  it("the first follow on paper opens the account, once", async () => {
    const scene = await arrange(db);
    const { userId, followId } = await scene.follower();
    await Promise.all([onFollowChanged(scene.ctx, { followId }), onFollowChanged(scene.ctx, { followId })]);
    expect(await scene.cash(userId)).toBe("10000");
    expect(await scene.ctx.db.equityPoint.count({ where: { userId } })).toBe(1);
  });
});

it("lists closed positions by when they closed, page by page, and open ones by when they opened", async () => {
  const scene = await arrange(db);
  scene.quote("42280", "42285");
  const { userId } = await scene.follower({ sizing: ["quote", "500"] });
  const opened: string[] = [];
  for (const _ of [1, 2, 3]) {
    scene.ctx.clock.advance(1_000);
    const signal = await scene.open();
    await handle(scene, signal);
    opened.push(signal);
  }
  const listed = async (state: "OPEN" | "CLOSED", cursor?: string) => {
    const { items, nextCursor } = await listPositions(scene.ctx, userId, { state, limit: 2, cursor });
    return { signals: items.map(({ signalId }) => opened.indexOf(signalId ?? "")), nextCursor };
  };
  expect((await listed("OPEN")).signals).toEqual([2, 1]);
  for (const at of [1, 2, 0]) {
    scene.ctx.clock.advance(1_000);
    scene.quote("42280", "42285");
    const signal = opened[at] ?? "";
    await scene.event(
      signal,
      "CLOSE",
      { cause: "provider", fraction: "1", price: "42280", remaining: "0" },
      { state: "CLOSED", remaining: "0" },
    );
    await handle(scene, signal);
  }
  const first = await listed("CLOSED");
  expect(first.signals).toEqual([0, 2]);
  expect((await listed("CLOSED", first.nextCursor ?? undefined)).signals).toEqual([1]);
});
