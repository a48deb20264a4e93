import type { Prisma } from "@/lib/db/client";
import { type Actor, sessionlessActor } from "@/lib/kernel/actor";
import { GENESIS_HASH } from "@/lib/kernel/chain";
import { dec, plain } from "@/lib/kernel/decimal";
import { toIso, utcMs } from "@/lib/kernel/time";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import type { TestDb } from "@/lib/testing/test-db";
import { onSignalEvent } from "./on-signal-event.ts";

export const EXCHANGE = "binance";
export const SYMBOL = "BTC/USDT";

/** A strategy with a chain to write to and a market to set: BTC/USDT, tick 0.01, lot 0.00001, at least 5 USDT, 10 bps. */
export async function arrange(
  testDb: Pick<TestDb, "worker">,
  clock = "2026-01-15T12:00:00Z",
  ports: Parameters<typeof createTestCtx>[1] = {},
) {
  const ctx = createTestCtx(testDb.worker, ports);
  ctx.clock.set(clock);
  const at = new Date(ctx.clock.now());
  await ctx.db.instrument.createMany({
    data: [
      {
        exchange: EXCHANGE,
        symbol: SYMBOL,
        market: "spot",
        tick: "0.01",
        lot: "0.00001",
        minNotional: "5",
        makerBps: "10",
        takerBps: "10",
        updatedAt: at,
      },
    ],
    skipDuplicates: true,
  });
  const providerId = await makeUser(ctx, "PROVIDER");
  const strategyId = ctx.ids.make("strategy");
  await ctx.db.strategy.create({
    data: {
      id: strategyId,
      slug: strategyId.replaceAll("_", "-"),
      providerId,
      name: "Meridian Trend",
      description: "",
      kind: "TEMPLATE",
      status: "ACTIVE",
      version: 1,
      supportedPairs: [SYMBOL],
      supportedTimeframes: ["15m"],
      exchanges: [EXCHANGE],
      priceAmount: 0,
      priceCurrency: "USD",
      isPublic: true,
      createdAt: at,
      updatedAt: at,
    },
  });
  return new Scene(ctx, testDb, strategyId);
}

async function makeUser(ctx: TestCtx, role: "SUBSCRIBER" | "PROVIDER"): Promise<string> {
  const id = ctx.ids.make("user");
  await ctx.db.user.create({
    data: {
      id,
      email: `${id}@example.test`,
      name: id,
      slug: id.replaceAll("_", "-"),
      role,
      createdAt: new Date(ctx.clock.now()),
    },
  });
  return id;
}

export interface FollowTerms {
  readonly mode?: "NOTIFY" | "PAPER";
  readonly sizing?: readonly ["quote" | "equityPct" | "riskPct" | "units", string];
  readonly limits?: Prisma.InputJsonObject;
  readonly status?: "ACTIVE" | "CANCELLED";
}

export interface SignalTerms {
  readonly side?: "LONG" | "SHORT";
  readonly entry?: Prisma.InputJsonObject;
  readonly stop?: string;
  readonly targets?: readonly (readonly [price: string, fraction: string])[];
  readonly symbol?: string;
  readonly market?: "spot" | "swap";
  readonly leverage?: string;
}

/** One strategy's world, moved by hand: events are written as the chain's writer writes them. */
export class Scene {
  readonly ctx: TestCtx;
  readonly strategyId: string;
  readonly #db: Pick<TestDb, "worker">;
  #seq = 0;
  #bid = dec(0);
  #ask = dec(0);

  constructor(ctx: TestCtx, db: Pick<TestDb, "worker">, strategyId: string) {
    this.ctx = ctx;
    this.#db = db;
    this.strategyId = strategyId;
  }

  quote(bid: string, ask: string, symbol = SYMBOL): void {
    [this.#bid, this.#ask] = [dec(bid), dec(ask)];
    const now = this.ctx.clock.now();
    this.ctx.quote({
      exchange: EXCHANGE,
      symbol,
      bid: this.#bid,
      ask: this.#ask,
      last: this.#bid,
      exchangeAt: now,
      receivedAt: now,
      source: "replay",
    });
  }

  async follower(terms: FollowTerms = {}): Promise<{ userId: string; followId: string }> {
    const { ctx, strategyId } = this;
    const userId = await makeUser(ctx, "SUBSCRIBER");
    const at = new Date(ctx.clock.now());
    await ctx.db.subscription.create({
      data: {
        id: ctx.ids.make("subscription"),
        userId,
        strategyId,
        status: terms.status ?? "ACTIVE",
        priceAmount: 0,
        priceCurrency: "USD",
        createdAt: at,
        activatedAt: at,
        accessOpen: (terms.status ?? "ACTIVE") === "ACTIVE",
      },
    });
    const followId = ctx.ids.make("follow");
    const [sizingType, sizingValue] = terms.sizing ?? ["quote", "1000"];
    await ctx.db.follow.create({
      data: {
        id: followId,
        userId,
        strategyId,
        mode: terms.mode ?? "PAPER",
        sizingType,
        sizingValue,
        limits: terms.limits ?? {},
        createdAt: at,
        updatedAt: at,
      },
    });
    return { userId, followId };
  }

  async lapse(userId: string): Promise<void> {
    await this.ctx.db.subscription.updateMany({
      where: { userId, strategyId: this.strategyId },
      data: { status: "CANCELLED", endedAt: new Date(this.ctx.clock.now()), accessOpen: false },
    });
  }

  /** Publishes at the present market; PENDING unless the entry is a market one. */
  async open(terms: SignalTerms = {}): Promise<string> {
    const { ctx, strategyId } = this;
    const side = terms.side ?? "LONG";
    const entry = terms.entry ?? { type: "market" };
    const atMarket = entry.type === "market";
    const id = ctx.ids.make("signal");
    const at = new Date(ctx.clock.now());
    const targets = (
      terms.targets ?? [
        ["43000", "0.5"],
        ["44000", "0.5"],
      ]
    ).map(([price, fraction]) => ({ price, fraction }));
    const entryPrice = atMarket ? (side === "LONG" ? this.#ask : this.#bid) : null;
    await ctx.db.signal.create({
      data: {
        id,
        strategyId,
        strategyVersion: 1,
        symbol: terms.symbol ?? SYMBOL,
        exchange: EXCHANGE,
        market: terms.market ?? "spot",
        side,
        state: atMarket ? "OPEN" : "PENDING",
        entry,
        stopLoss: terms.stop ?? "41000",
        initialStop: terms.stop ?? "41000",
        targets,
        targetsHit: 0,
        remaining: "1",
        entryPrice: entryPrice === null ? null : plain(entryPrice),
        leverage: terms.leverage ?? "1",
        maxAgeSec: 30,
        maxSlippageBps: 50,
        note: "",
        receivedAt: at,
        lastSeq: this.#seq + 1,
      },
    });
    await this.event(id, "OPEN", { entry });
    return id;
  }

  /** Appends an event to the chain and moves the projection along, as the chain's writer does. @returns its seq */
  async event(
    signalId: string,
    type: Prisma.SignalEventCreateInput["type"],
    body: Prisma.InputJsonObject,
    projection: Prisma.SignalUpdateInput = {},
  ): Promise<number> {
    const { ctx, strategyId } = this;
    this.#seq += 1;
    const seq = this.#seq;
    const now = utcMs(ctx.clock.now());
    await ctx.db.signalEvent.create({
      data: {
        strategyId,
        seq,
        signalId,
        type,
        strategyVersion: 1,
        receivedAt: new Date(now),
        market: { bid: plain(this.#bid), ask: plain(this.#ask), at: toIso(now) },
        body,
        prevHash: seq === 1 ? GENESIS_HASH : `${seq - 1}`,
        hash: `${seq}`,
      },
    });
    if (Object.keys(projection).length > 0) await ctx.db.signal.update({ where: { id: signalId }, data: projection });
    return seq;
  }

  get seq(): number {
    return this.#seq;
  }

  async copyOf(userId: string) {
    return this.#db.worker.copy.findFirst({
      where: { userId },
      orderBy: { createdAt: "desc" },
      include: {
        position: { include: { fills: { orderBy: { id: "asc" } } } },
        steps: { orderBy: { seq: "asc" } },
        intents: { include: { orders: true } },
      },
    });
  }

  async cash(userId: string): Promise<string | null> {
    const row = await this.ctx.db.paperAccount.findUnique({ where: { userId } });
    return row === null ? null : plain(row.cash.toString());
  }
}

/** Hands the latest event of the chain to the handler, as the worker does. */
export function handle(scene: Scene, signalId: string, seq = scene.seq): Promise<void> {
  return onSignalEvent(scene.ctx, { strategyId: scene.strategyId, seq, signalId });
}

export async function stateOf(scene: Scene, userId: string) {
  const copy = await scene.copyOf(userId);
  return { state: copy?.state, reason: copy?.reason, text: copy?.reasonText };
}

export function subscriber(userId: string): Actor {
  return sessionlessActor({ userId, role: "SUBSCRIBER", email: "a@example.test", name: "A" });
}
