import { EXCHANGE, SYMBOL } from "@/lib/features/copies/copies.fixture";
import { arrangeLive, type LiveFollower, type LiveScene } from "@/lib/features/copies/live/live.fixture";
import type { HeldAccount } from "@/lib/features/orders/order-ctx";
import { plain } from "@/lib/kernel/decimal";
import type { TestDb } from "@/lib/testing/test-db";
import type { Candle } from "@/lib/trading/market/candle";
import { feedSession } from "../feed-session.ts";
import { insertSession } from "../repository.ts";
import type { SessionPlan, SessionSettings } from "../trading-session.ts";
import { sessionWork } from "./work-sessions.ts";

export const BAR_MS = 900_000;
export const FROM = Date.parse("2026-01-15T12:00:00Z");

/** A session of somebody who passed the gate, on an account at a venue in memory; candles come as the test makes them. */
export class LiveSessionScene {
  bars = 0;
  #close = 42_000;

  constructor(
    readonly live: LiveScene,
    readonly who: LiveFollower,
    readonly id: string,
  ) {}

  get ctx() {
    return this.live.ctx;
  }

  /** Candles that close at these prices, each taken as it closes. */
  async closes(...closes: readonly number[]): Promise<void> {
    for (const close of closes) await this.takes([this.#candle(close)]);
  }

  /** Candles that are taken at once. */
  async closesTogether(...closes: readonly number[]): Promise<void> {
    await this.takes(closes.map((close) => this.#candle(close)));
  }

  #candle(close: number): Candle {
    const open = this.#close;
    this.#close = close;
    const [high, low] = [Math.max(open, close), Math.min(open, close)];
    const candle = { time: FROM + this.bars * BAR_MS, open, high, low, close, volume: 1 };
    this.bars += 1;
    this.live.price(close - 5, close + 5);
    return candle;
  }

  private async takes(candles: readonly Candle[]): Promise<void> {
    await feedSession(this.ctx, this.id, undefined, () => Promise.resolve(candles));
  }

  /** Rounds of the account's worker with its sessions, a second apart. */
  async work(seconds = 4): Promise<void> {
    let held: HeldAccount | null = null;
    const work = sessionWork(this.who.ctx);
    for (let second = 0; second < seconds; second += 1) {
      held ??= await this.who.start();
      try {
        await work.before(held);
        await work.beside(held);
      } catch (error) {
        if (!(error instanceof Error && error.name === "Crash")) throw error;
        held = await this.who.start();
      }
      await this.who.work(1);
    }
  }

  sent(): string[] {
    return this.who.venue.placed.map(({ request: { side, type, qty, price, trigger } }) =>
      [side, type, plain(qty), plain(price ?? trigger ?? 0)].join(" "),
    );
  }

  positions() {
    return this.ctx.db.position.findMany({
      where: { userId: this.who.ids.userId, mode: "LIVE" },
      orderBy: { openedAt: "asc" },
    });
  }

  async log(): Promise<string[]> {
    const rows = await this.ctx.db.tradingSessionLog.findMany({
      where: { sessionId: this.id, kind: { in: ["ORDERED", "MISSED"] } },
      orderBy: { seq: "asc" },
    });
    return rows.map(({ kind, text }) => `${kind} ${text}`);
  }
}

export const SETTINGS: SessionSettings = {
  cash: 1_000,
  makerFee: 0.001,
  takerFee: 0.001,
  slippageBps: 0,
  spreadBps: 0,
  market: "spot",
  leverage: 1,
  maintenanceMargin: 0.005,
  sizing: { type: "units", value: 0.001 },
  tick: 0,
  lot: 0,
  minNotional: 0,
  pyramiding: 1,
  atEnd: "keep",
};

/** Averages over one and two closes: a rise enters, a fall leaves. */
export async function openLiveSession(
  db: TestDb,
  terms: Parameters<LiveScene["follow"]>[0] & { readonly mode?: "long" | "reverse" } = {},
): Promise<LiveSessionScene> {
  const live = await arrangeLive(db);
  const who = await live.follow(terms);
  const parameters = { fast: 1, slow: 2, mode: terms.mode ?? "long" };
  return new LiveSessionScene(live, who, await seatLiveSession(live, who, { parameters }));
}

/** A session on an account that itself follows no signal. */
export async function seatLiveSession(live: LiveScene, who: LiveFollower, plan: Partial<SessionPlan>): Promise<string> {
  const { ctx } = live;
  const { userId, followId, keyId } = who.ids;
  await ctx.db.follow.update({ where: { id: followId }, data: { mode: "NOTIFY", credentialId: null } });
  const id = ctx.ids.make("tradingSession");
  await insertSession(ctx.db, ctx.clock.now(), {
    id,
    userId,
    plan: {
      strategy: "sma-cross",
      parameters: {},
      exchange: EXCHANGE,
      symbol: SYMBOL,
      timeframe: "15m",
      settings: SETTINGS,
      ...plan,
    },
    source: "replay",
    engineVersion: "test",
    firstBarMs: FROM,
    live: { credentialId: keyId, protectPct: "5", maxSlippageBps: 50 },
  });
  return id;
}
