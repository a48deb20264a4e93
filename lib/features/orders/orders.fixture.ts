import { secretsStamp } from "@/lib/features/exchange-keys/open-key";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import type { TestDb } from "@/lib/testing/test-db";
import type { Instrument } from "@/lib/trading/market/instrument";
import { MemoryVenue } from "./memory-venue.fixture.ts";
import type { CrashPoint, HeldAccount, OrderCtx } from "./order-ctx.ts";
import { Pace } from "./pace.ts";
import { type OrderPlan, planOrder, type Seen } from "./plan-order.ts";
import { takeAccount } from "./take-account.ts";
import { workOnce } from "./work-once.ts";

export const BTC: Instrument = {
  symbol: "BTC/USDT",
  market: "spot",
  tick: dec("0.01"),
  lot: dec("0.00001"),
  minNotional: dec(5),
  makerBps: dec(10),
  takerBps: dec(10),
};

/** What lies in place of secrets. */
export const SEALED = new Uint8Array([1]);

/** The process ends here. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/** A tenant with a key, an account at a venue in memory, and a clock to set. */
export class Desk {
  readonly ctx: TestCtx & OrderCtx;
  readonly venue: MemoryVenue;
  readonly userId: string;
  readonly keyId: string;
  /** Where the process dies next. */
  crashAt: CrashPoint | null = null;
  #held: HeldAccount | null = null;
  #pace = new Pace();
  #dead = false;

  constructor(ctx: TestCtx, venue: MemoryVenue, userId: string, keyId: string) {
    this.ctx = { ...ctx, tradeVenues: venue, crash: (point) => this.#crash(point) };
    this.venue = venue;
    this.userId = userId;
    this.keyId = keyId;
  }

  /** A process takes the account; the one before, if any, may still believe that it holds it. */
  async start(): Promise<HeldAccount> {
    const { keyId, userId, ctx, venue } = this;
    this.#pace = new Pace();
    this.#dead = false;
    const openedWith = secretsStamp(SEALED);
    const trade = venue.account();
    this.#held = await takeAccount(ctx, { keyId, userId, exchange: "binance", testnet: false, trade, openedWith });
    return this.#held;
  }

  get held(): HeldAccount {
    if (this.#held === null) throw new Error("start() first");
    return this.#held;
  }

  /** One round of work; a crash ends the process and starts another. @returns whether it crashed */
  async round(): Promise<boolean> {
    try {
      this.feed();
      await workOnce(this.ctx, this.held, this.#pace);
      await this.#pace.settled();
      return false;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      await this.start();
      return true;
    }
  }

  /** Rounds of work, `stepMs` apart by the clock. */
  async work(seconds: number, stepMs = 1_000): Promise<void> {
    for (let ms = 0; ms <= seconds * 1_000; ms += stepMs) {
      await this.round();
      this.ctx.clock.advance(stepMs);
    }
  }

  /** Moves the venue's market and our feed's price with it. */
  price(bid: number, ask = bid): void {
    this.venue.price(bid, ask);
    this.feed();
  }

  feed(): void {
    const { bid, ask } = this.venue;
    const at = this.ctx.clock.now();
    this.ctx.quote({
      exchange: "binance",
      symbol: "BTC/USDT",
      bid,
      ask,
      last: bid,
      exchangeAt: at,
      receivedAt: at,
      source: "exchange",
    });
  }

  seen(more: Partial<Seen> = {}): Seen {
    const { bid, ask } = this.venue;
    const at: UtcMs = this.ctx.clock.now();
    return {
      market: { bid, ask, at },
      currency: "USDT",
      usdPerQuote: dec(1),
      equityUsd: dec(10_000),
      freeQuote: this.venue.total("USDT"),
      remembered: false,
      ...more,
    };
  }

  /** An entry of 0.001 BTC at the market. */
  entry(signalId: string, more: Partial<OrderPlan> = {}): OrderPlan {
    return {
      keyId: this.keyId,
      userId: this.userId,
      exchange: "binance",
      symbol: "BTC/USDT",
      market: "spot",
      purpose: "ENTRY",
      leg: "entry",
      origin: `signal:${signalId}`,
      copyId: null,
      strategyId: null,
      signalId,
      sessionId: null,
      positionId: null,
      side: "BUY",
      type: "market",
      timeInForce: "IOC",
      qty: dec("0.001"),
      price: this.venue.ask,
      trigger: null,
      reduceOnly: false,
      leverage: dec(1),
      stopLoss: dec(41_000),
      bounds: { signalAt: utcMs(this.ctx.clock.now()), maxAgeSec: 30, reference: this.venue.ask, maxSlippageBps: 50 },
      ...more,
    };
  }

  plan(signalId: string, more: Partial<OrderPlan> = {}, seen: Partial<Seen> = {}) {
    return planOrder(this.ctx, this.entry(signalId, more), this.seen(seen));
  }

  intentsOf(signalId: string) {
    return this.ctx.db.intent.findMany({
      where: { userId: this.userId, signalId },
      include: {
        orders: {
          orderBy: { attempt: "asc" },
          include: { log: { orderBy: { seq: "asc" } }, fills: true },
        },
      },
      orderBy: { id: "asc" },
    });
  }

  async intent(signalId: string, leg = "entry") {
    const row = (await this.intentsOf(signalId)).find((one) => one.leg === leg);
    if (row === undefined) throw new Error(`no intent of ${signalId}`);
    return row;
  }

  day() {
    return this.ctx.db.tradeDay.findFirst({ where: { userId: this.userId } });
  }

  position(signalId: string) {
    return this.ctx.db.position.findFirst({ where: { userId: this.userId, origin: `signal:${signalId}` } });
  }

  /** A dead process does nothing more, also where something on the way out caught its end. */
  #crash(point: CrashPoint): void {
    if (this.crashAt === point) this.#dead = true;
    if (!this.#dead) return;
    this.crashAt = null;
    throw new Crash(point);
  }
}

/** A tenant with loose limits but for what `limits` names, so that a test sets the one it is about. */
export async function openDesk(
  testDb: TestDb,
  {
    funds = { USDT: "100000" },
    limits = {},
    ports = {},
  }: {
    funds?: Record<string, string>;
    limits?: Record<string, string | number | string[]>;
    ports?: Parameters<typeof createTestCtx>[1];
  } = {},
): Promise<Desk> {
  const base = createTestCtx(testDb.worker, ports);
  const ctx: TestCtx = { ...base, config: { ...base.config, tradingEnabled: true, allowLive: true } };
  const at = new Date(ctx.clock.now());
  const userId = ctx.ids.make("user");
  const keyId = ctx.ids.make("apiKey");
  await ctx.db.user.create({
    data: {
      id: userId,
      email: `${userId}@example.test`,
      name: userId,
      slug: userId.replaceAll("_", "-"),
      role: "SUBSCRIBER",
      plan: "MANAGED",
      createdAt: at,
    },
  });
  await ctx.db.apiKey.create({
    data: {
      id: keyId,
      userId,
      exchange: "binance",
      label: "",
      maskedKey: "••••test",
      sealed: SEALED,
      wrappedKey: new Uint8Array([1]),
      masterKeyId: "test",
      permissions: {},
      testnet: false,
      status: "VALID",
      validatedAt: at,
      checkedAt: at,
      createdAt: at,
    },
  });
  await ctx.db.tradeLimits.create({
    data: {
      userId,
      maxTradeUsd: "1000000",
      minTradeUsd: "2",
      portfolioRiskPct: "100",
      entriesPerDay: 1_000,
      symbols: ["BTC/USDT"],
      drawdownUsd: "1000000",
      runLossUsd: "1000000",
      apiErrorsPerMin: 1_000,
      maxLeverage: "1",
      identityVerifiedAt: at,
      changedAt: at,
      ...limits,
    },
  });
  return new Desk(ctx, new MemoryVenue(ctx.clock, funds, BTC), userId, keyId);
}

/** A desk that holds 0.000999 BTC of signal `sig_a`, with its stop at the venue: the entry's fee was taken in coin. */
export async function openHoldingDesk(testDb: TestDb): Promise<{ desk: Desk; positionId: string }> {
  const desk = await openDesk(testDb);
  await desk.start();
  await desk.plan("sig_a");
  await desk.work(3);
  const position = await desk.position("sig_a");
  return { desk, positionId: position?.id ?? "" };
}

export function decOf(value: { toString(): string } | null | undefined): Dec {
  return dec((value ?? 0).toString());
}
