import { describe, expect, it } from "vitest";
import { testDb } from "@/lib/testing/test-db";
import { arrange, type FollowTerms, handle, type Scene, type SignalTerms, SYMBOL, stateOf } from "./copies.fixture.ts";

const db = testDb();

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
