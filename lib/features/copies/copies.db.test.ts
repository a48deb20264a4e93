import { describe, expect, it } from "vitest";
import { clientOrderId } from "@/lib/features/orders/client-order-id";
import type { Actor } from "@/lib/kernel/actor";
import { plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { closePosition } from "./close-position.ts";
import { arrange, type FollowTerms, type Scene, type SignalTerms, SYMBOL } from "./copies.fixture.ts";
import { onFollowChanged } from "./on-follow-changed.ts";
import { onSignalEvent, onSignalEvents } from "./on-signal-event.ts";
import { getPosition, listPositions } from "./queries.ts";
import { stopTrading } from "./stop-trading.ts";

const db = testDb();

/** Hands the latest event of the chain to the handler, as the worker does. */
function handle(scene: Scene, signalId: string, seq = scene.seq): Promise<void> {
  return onSignalEvent(scene.ctx, { strategyId: scene.strategyId, seq, signalId });
}

async function stateOf(scene: Scene, userId: string) {
  const copy = await scene.copyOf(userId);
  return { state: copy?.state, reason: copy?.reason, text: copy?.reasonText };
}

function actor(userId: string): Actor {
  return {
    userId,
    role: "SUBSCRIBER",
    email: "a@example.test",
    name: "A",
    emailVerified: true,
    sessionId: null,
    scopes: null,
    mfaAt: null,
    totpEnabled: false,
  };
}

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

describe("every copy that does not happen has a reason in words", () => {
  const cases: readonly {
    readonly name: string;
    readonly code: string;
    readonly text: RegExp;
    readonly follow?: FollowTerms;
    readonly signal?: SignalTerms;
    readonly before?: (scene: Scene, signalId: string) => Promise<void> | void;
  }[] = [
    {
      name: "too old",
      code: "too_old",
      text: /^The signal was 30\.2 s old; this strategy allows 30 s\.$/,
      before: (s) => {
        s.ctx.clock.advance(30_200);
        s.quote("42280", "42285");
      },
    },
    {
      name: "price against us",
      code: "slippage",
      text: /^The price had moved 50\.4 bps against you, from 42,285 to 42,498; this signal allows 50 bps\.$/,
      before: (s) => s.quote("42490", "42498"),
    },
    {
      name: "stale ticker",
      code: "no_market_price",
      text: /^The last market price was 30\.5 s old; at most 30 s are allowed\.$/,
      before: (s) => s.ctx.clock.advance(500),
      signal: {},
    },
    {
      name: "past the stop",
      code: "past_stop",
      text: /^The price \(40,999\) had already reached the stop at 41,000\.$/,
      before: (s) => s.quote("40999", "41004"),
    },
    {
      name: "past the target",
      code: "past_target",
      text: /^The price \(43,000\) had already reached the target at 43,000\.$/,
      before: (s) => s.quote("43000", "43005"),
    },
    {
      name: "below one lot",
      code: "below_lot",
      text: /smallest amount of 0\.00001 BTC/,
      follow: { sizing: ["quote", "0.1"] },
    },
    {
      name: "below the smallest order",
      code: "below_min_notional",
      text: /needs at least 5 USDT/,
      follow: { sizing: ["quote", "4.5"] },
    },
    {
      name: "not enough paper cash",
      code: "not_enough_cash",
      text: /10000 USDT is free/,
      follow: { sizing: ["quote", "10500"] },
    },
    {
      name: "limit a trade",
      code: "limit_trade",
      text: /^The trade would be 999\.62 USDT; your limit is 500 USDT a trade\.$/,
      follow: { limits: { maxTradeQuote: "500" } },
    },
    {
      name: "foreign currency",
      code: "currency",
      text: /kept in USDT; BTC\/EUR is priced in EUR/,
      signal: { symbol: "BTC/EUR" },
    },
    {
      name: "the signal has moved on",
      code: "signal_moved_on",
      text: /already taken its first exit/,
      before: async (s, id) => {
        await s.ctx.db.signal.update({ where: { id }, data: { remaining: "0.5", targetsHit: 1 } });
      },
    },
  ];
  it.each(cases)("$name: $code", async ({ name, code, text, follow, signal, before }) => {
    const scene = await arrange(db);
    await scene.ctx.db.instrument.createMany({
      data: [
        {
          exchange: "binance",
          symbol: "BTC/EUR",
          market: "spot",
          tick: "0.01",
          lot: "0.00001",
          minNotional: "5",
          makerBps: "10",
          takerBps: "10",
          updatedAt: new Date(),
        },
      ],
      skipDuplicates: true,
    });
    scene.quote("42280", "42285", signal?.symbol ?? SYMBOL);
    const { userId } = await scene.follower(follow);
    if (name === "stale ticker") scene.ctx.clock.advance(30_000);
    const id = await scene.open(signal);
    await before?.(scene, id);
    await handle(scene, id);
    const found = await stateOf(scene, userId);
    expect(found).toMatchObject({ state: "SKIPPED", reason: code });
    expect(found.text).toMatch(text);
    const copy = await scene.copyOf(userId);
    expect(copy?.position).toBeNull();
    expect(copy?.intents).toMatchObject([{ leg: "entry", state: "BLOCKED", reason: found.text }]);
    expect(copy?.steps).toMatchObject([{ outcome: "skipped", text: found.text }]);
    expect(await scene.cash(userId)).toBe("10000");
  });

  it("limit of open positions: the second signal is skipped, the first one leads on", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    const { userId } = await scene.follower({ limits: { maxOpenPositions: 1 } });
    await handle(scene, await scene.open());
    scene.ctx.clock.advance(1_000);
    await handle(scene, await scene.open());
    expect(await stateOf(scene, userId)).toMatchObject({ state: "SKIPPED", reason: "limit_positions" });
    expect(await scene.ctx.db.position.count({ where: { userId, state: "OPEN" } })).toBe(1);
  });

  it("a better price is taken, however far it moved", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    const { userId } = await scene.follower();
    const id = await scene.open();
    scene.quote("41900", "41905");
    await handle(scene, id);
    expect((await scene.copyOf(userId))?.position?.entryPrice.toString()).toBe("41905");
  });

  it("who joined after the signal, who only wants word, and whose access ended", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    const lapsed = await scene.follower();
    const told = await scene.follower({ mode: "NOTIFY" });
    await scene.lapse(lapsed.userId);
    const id = await scene.open();
    scene.ctx.clock.advance(1_000);
    const late = await scene.follower();
    await handle(scene, id);
    expect(await stateOf(scene, late.userId)).toMatchObject({ state: "SKIPPED", reason: "joined_after" });
    expect(await scene.copyOf(lapsed.userId)).toBeNull();
    expect(await scene.copyOf(told.userId)).toBeNull();
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
    expect(await closePosition(scene.ctx, actor(userId), positionId, { fraction: "0.25" })).toEqual({
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
    expect(await closePosition(scene.ctx, actor(userId), positionId, {})).toMatchObject({
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
    expect(await closePosition(scene.ctx, actor(userId), positionId, {})).toMatchObject({
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
      closePosition(scene.ctx, actor(userId), positionId, { fraction }, { key: "part-1" });
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
    const close = (who: string, input: object) => closePosition(scene.ctx, actor(who), positionId, input);
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
    await Promise.all([handle(scene, id), closePosition(scene.ctx, actor(userId), positionId, {})]);
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
    expect(await stopTrading(scene.ctx, actor(closes.userId), { positions: "close" })).toMatchObject({
      followsStopped: 1,
      waitingEnded: 1,
      closed: [expect.any(String)],
      kept: [],
      failed: [],
    });
    expect(await stopTrading(scene.ctx, actor(keeps.userId), { positions: "keep" })).toMatchObject({
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
    expect(await stopTrading(scene.ctx, actor(userId), { positions: "close" })).toMatchObject({
      closed: [],
      failed: [{ reason: "no_market_price", text: "BTC/USDT has no price younger than 30 s; nothing was closed." }],
    });
  });
});
