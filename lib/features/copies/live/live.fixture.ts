import { secretsStamp } from "@/lib/features/exchange-keys/open-key";
import { MemoryVenue } from "@/lib/features/orders/memory-venue.fixture";
import type { CrashPoint, HeldAccount, OrderCtx } from "@/lib/features/orders/order-ctx";
import { BTC, Crash, SEALED } from "@/lib/features/orders/orders.fixture";
import { Pace } from "@/lib/features/orders/pace";
import type { AccountWork } from "@/lib/features/orders/run-account";
import { takeAccount } from "@/lib/features/orders/take-account";
import { workOnce } from "@/lib/features/orders/work-once";
import type { TestDb } from "@/lib/testing/test-db";
import { arrange, EXCHANGE, type Scene, SYMBOL } from "../copies.fixture.ts";
import { onSignalEvent } from "../on-signal-event.ts";
import { copyWork } from "./work-account.ts";

const HOUR = 3_600_000;

/** A strategy with followers who trade live, each on an account at a venue in memory; events go the way they go in the worker. */
export class LiveScene {
  readonly scene: Scene;
  readonly followers: LiveFollower[] = [];

  constructor(scene: Scene) {
    this.scene = scene;
  }

  get ctx() {
    return this.scene.ctx;
  }

  /** Moves our feed's market and every venue's with it. */
  price(bid: number, ask = bid): void {
    this.scene.quote(String(bid), String(ask));
    for (const { venue } of this.followers) venue.price(bid, ask);
  }

  /** Somebody who passed every condition of the gate that stands: plan, paper, key, exchange. */
  async follow(
    terms: {
      readonly sizing?: readonly ["quote" | "equityPct" | "riskPct" | "units", string];
      readonly funds?: Record<string, string>;
      readonly limits?: Record<string, string | number | string[]>;
      readonly swap?: boolean;
    } = {},
  ): Promise<LiveFollower> {
    const { ctx } = this;
    const { userId, followId } = await this.scene.follower({ mode: "PAPER", sizing: terms.sizing ?? ["quote", "50"] });
    const now = ctx.clock.now();
    const keyId = ctx.ids.make("apiKey");
    await ctx.db.user.update({ where: { id: userId }, data: { plan: "PRO", emailVerifiedAt: new Date(now) } });
    await ctx.db.apiKey.create({
      data: {
        id: keyId,
        userId,
        exchange: EXCHANGE,
        label: "",
        maskedKey: "••••test",
        sealed: SEALED,
        wrappedKey: new Uint8Array([1]),
        masterKeyId: "test",
        permissions: {
          read: true,
          spot: true,
          swap: terms.swap ?? false,
          withdraw: false,
          transfer: false,
          ipBound: null,
          unknown: [],
        },
        testnet: false,
        status: "VALID",
        validatedAt: new Date(now),
        checkedAt: new Date(now),
        createdAt: new Date(now),
      },
    });
    await paperWeek(ctx, userId);
    await ctx.db.tradeLimits.create({
      data: {
        userId,
        maxTradeUsd: "1000",
        minTradeUsd: "2",
        portfolioRiskPct: "100",
        entriesPerDay: 20,
        symbols: [SYMBOL],
        drawdownUsd: "1000000",
        runLossUsd: "1000000",
        apiErrorsPerMin: 10,
        maxLeverage: "1",
        changedAt: new Date(now),
        ...terms.limits,
      },
    });
    await ctx.db.follow.update({ where: { id: followId }, data: { mode: "LIVE", credentialId: keyId } });
    const venue = new MemoryVenue(ctx.clock, terms.funds ?? { USDT: "1000" }, BTC);
    const follower = new LiveFollower(this, { userId, followId, keyId }, venue);
    this.followers.push(follower);
    return follower;
  }

  /** The worker handles an event of the chain. */
  async handle(signalId: string): Promise<void> {
    await onSignalEvent(this.ctx, { strategyId: this.scene.strategyId, seq: this.scene.seq, signalId });
  }

  async open(terms: Parameters<Scene["open"]>[0] = {}): Promise<string> {
    const signalId = await this.scene.open(terms);
    await this.handle(signalId);
    return signalId;
  }

  async event(...event: Parameters<Scene["event"]>): Promise<void> {
    await this.scene.event(...event);
    await this.handle(event[0]);
  }
}

export class LiveFollower {
  readonly ctx: OrderCtx;
  /** Where the process dies next, once. */
  crashAt: CrashPoint | null = null;
  #held: HeldAccount | null = null;
  #pace = new Pace();

  constructor(
    private readonly live: LiveScene,
    readonly ids: { readonly userId: string; readonly followId: string; readonly keyId: string },
    readonly venue: MemoryVenue,
  ) {
    this.ctx = { ...live.ctx, tradeVenues: venue, crash: (point) => this.#crash(point) };
  }

  async start(): Promise<HeldAccount> {
    const { keyId, userId } = this.ids;
    this.#pace = new Pace();
    const trade = this.venue.account();
    const openedWith = secretsStamp(SEALED);
    this.#held = await takeAccount(this.ctx, { keyId, userId, exchange: EXCHANGE, testnet: false, trade, openedWith });
    return this.#held;
  }

  /** Rounds of the account's worker, a second apart by the clock; the market stays fresh. */
  async work(seconds = 4): Promise<void> {
    let held = this.#held ?? (await this.start());
    const work = copyWork(this.ctx);
    for (let second = 0; second < seconds; second += 1) {
      this.live.price(Number(this.venue.bid), Number(this.venue.ask));
      held = await this.#round(held, work);
      this.live.ctx.clock.advance(1_000);
    }
  }

  /** A crash ends the process and starts another, which takes the account over. */
  async #round(held: HeldAccount, work: AccountWork): Promise<HeldAccount> {
    try {
      await work.before(held);
      await work.beside(held);
      await workOnce(this.ctx, held, this.#pace);
      await this.#pace.settled();
      return held;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      return this.start();
    }
  }

  #crash(point: CrashPoint): void {
    if (this.crashAt !== point) return;
    this.crashAt = null;
    throw new Crash(point);
  }

  copy() {
    return this.live.ctx.db.copy.findFirstOrThrow({
      where: { userId: this.ids.userId, mode: "LIVE" },
      orderBy: { createdAt: "desc" },
      include: {
        position: true,
        steps: { orderBy: { seq: "asc" } },
        liveSteps: { orderBy: { seq: "asc" } },
        intents: { orderBy: { id: "asc" }, include: { orders: true } },
      },
    });
  }
}

/** `ports`: a clock that runs and a vault, where accounts are at a venue over HTTP. */
export async function arrangeLive(
  db: Pick<TestDb, "worker">,
  ports: Parameters<typeof arrange>[2] = {},
): Promise<LiveScene> {
  const scene = await arrange(db, undefined, ports);
  const ctx = { ...scene.ctx, config: { ...scene.ctx.config, tradingEnabled: true, allowLive: true } };
  Object.assign(scene, { ctx });
  const at = new Date(ctx.clock.now());
  await ctx.db.exchangeHealth.createMany({
    data: [{ exchange: EXCHANGE, healthy: true, since: at, seenAt: at }],
    skipDuplicates: true,
  });
  scene.quote("42000", "42010");
  return new LiveScene(scene);
}

/** Seven days of paper: fills on three days, the first 168 h ago. */
async function paperWeek(ctx: LiveScene["ctx"], userId: string): Promise<void> {
  for (const hours of [168, 120, 72]) {
    const at = new Date(ctx.clock.now() - hours * HOUR);
    const intentId = ctx.ids.make("intent");
    const orderId = ctx.ids.make("order");
    const positionId = ctx.ids.make("position");
    const common = { userId, mode: "PAPER" as const, exchange: EXCHANGE, symbol: SYMBOL };
    await ctx.db.position.create({
      data: {
        ...common,
        id: positionId,
        market: "spot",
        side: "LONG",
        state: "CLOSED",
        qty: "0",
        entryQty: "1",
        entryPrice: "1",
        leverage: "1",
        grossPnl: "0",
        fees: "0",
        openedAt: at,
      },
    });
    const order = { ...common, side: "BUY" as const, qty: "1", state: "FILLED" as const, createdAt: at, updatedAt: at };
    await ctx.db.intent.create({ data: { ...order, id: intentId, leg: "entry", reduceOnly: false } });
    await ctx.db.order.create({
      data: { ...order, id: orderId, intentId, clientOrderId: orderId, attempt: 1, type: "MARKET" },
    });
    await ctx.db.fill.create({
      data: {
        id: ctx.ids.make("fill"),
        orderId,
        positionId,
        userId,
        tradeId: orderId,
        side: "BUY",
        price: "1",
        qty: "1",
        fee: "0",
        feeCurrency: "USDT",
        grossPnl: "0",
        reason: "entry",
        at,
      },
    });
  }
}
