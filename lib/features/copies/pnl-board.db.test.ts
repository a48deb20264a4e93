import { describe, expect, it } from "vitest";
import { plain } from "@/lib/kernel/decimal";
import type { Ctx } from "@/lib/ports/ctx";
import { testDb } from "@/lib/testing/test-db";
import { arrange, type Scene, SYMBOL } from "./copies.fixture.ts";
import { onSignalEvent } from "./on-signal-event.ts";
import { PnlBoard, type PnlUpdate } from "./pnl-board.ts";
import { listPositions } from "./queries.ts";

const db = testDb();

/** Hands the latest event of the chain to the handler, as the worker does. */
function handle(scene: Scene, signalId: string): Promise<void> {
  return onSignalEvent(scene.ctx, { strategyId: scene.strategyId, seq: scene.seq, signalId });
}

describe("the live account", () => {
  it("sends the same figures as the API, and only points that are on the stored curve", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    const { userId } = await scene.follower();
    const id = await scene.open();
    await handle(scene, id);
    const sent: PnlUpdate[] = [];
    const board = new PnlBoard(scene.ctx, (_userId, update) => sent.push(update));
    board.watch(userId);
    await board.flush();
    // opened with 10,000 and, in the same millisecond of this still clock, the entry's point
    expect(sent).toMatchObject([
      { cash: "9999.0003826", equity: "9998.8821826", unrealisedPnl: "-0.1182", points: [{ equity: "9998.8821826" }] },
    ]);
    await board.flush();
    expect(sent).toHaveLength(1);

    for (const [bid, ask] of [
      ["42300", "42305"],
      ["42400", "42405"],
    ] as const) {
      scene.ctx.clock.advance(5_000);
      scene.quote(bid, ask);
      const ticker = await scene.ctx.prices.latest("binance", SYMBOL);
      if (ticker !== null) board.tick(ticker);
      await board.flush();
    }
    // (42,400 - 42,285) x 0.02364 = 2.7186
    const last = sent.at(-1);
    expect(last).toMatchObject({
      equity: "10001.7189826",
      unrealisedPnl: "2.7186",
      positions: [{ markPrice: "42400", unrealisedPnl: "2.7186" }],
    });
    const listed = (await listPositions(scene.ctx, userId, { limit: 1 })).items[0];
    expect(listed).toMatchObject(last?.positions[0] ?? {});
    const stored = await scene.ctx.db.equityPoint.findMany({ where: { userId }, orderBy: { at: "asc" } });
    expect(sent.flatMap((update) => update.points)).toEqual(
      stored.map((point) => ({ at: point.at.toISOString(), equity: plain(point.equity.toString()) })),
    );

    await scene.event(
      id,
      "CLOSE",
      { cause: "provider", fraction: "1", price: "42400", remaining: "0" },
      { state: "CLOSED" },
    );
    scene.ctx.clock.advance(1_000);
    await handle(scene, id);
    board.positionChanged(userId);
    await board.flush();
    const cash = await scene.cash(userId);
    expect(sent.at(-1)).toMatchObject({
      cash,
      equity: cash,
      unrealisedPnl: "0",
      positions: [],
      points: [{ equity: cash }],
    });
    board.unwatch(userId);
    board.positionChanged(userId);
    const before = sent.length;
    await board.flush();
    expect(sent).toHaveLength(before);
  });

  it("shows what changed while it was reading", async () => {
    const scene = await arrange(db);
    scene.quote("42280", "42285");
    const { userId } = await scene.follower();
    const id = await scene.open();
    await handle(scene, id);
    // The stop moves after the board has read the position and before it has read the market.
    let moved = false;
    const latest: Ctx["prices"]["latest"] = async (exchange, symbol) => {
      if (!moved) {
        moved = true;
        await scene.event(id, "AMEND", { cause: "breakEven", stopLoss: "42285" });
        await handle(scene, id);
        board.positionChanged(userId);
      }
      return scene.ctx.prices.latest(exchange, symbol);
    };
    const sent: PnlUpdate[] = [];
    const ctx: Ctx = { ...scene.ctx, prices: { latest } };
    const board = new PnlBoard(ctx, (_userId, update) => sent.push(update));
    board.watch(userId);
    await board.flush();
    await board.flush();
    expect(sent.at(-1)?.positions).toMatchObject([{ stopLoss: "42285" }]);
  });
});
