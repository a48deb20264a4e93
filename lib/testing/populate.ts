import type { Db, Prisma } from "@/lib/db/client";
import { clientOrderId } from "@/lib/features/orders/client-order-id";
import { appendToChain, lockHead } from "@/lib/features/signals/repository";
import { settle } from "@/lib/features/signals/settle";
import type { Projection, SignalChange } from "@/lib/features/signals/signal";
import { plain } from "@/lib/kernel/decimal";
import { DAY_MS, HOUR_MS, toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ids } from "@/lib/ports/ids";
import { trackRecord } from "@/lib/trading/stats/track-record";

/** How full a populated database is; the issue's own figures by default. */
export interface PopulateOptions {
  readonly strategies?: number;
  readonly signals?: number;
  readonly positions?: number;
  /** Owner of the strategies that carry the signals. */
  readonly providerId: string;
  /** Subscribes to them and holds the positions. */
  readonly subscriberId: string;
  readonly now: UtcMs;
  /**
   * The market's prices by symbol. Given them, signals stand where the market is and open ones have levels as people set them: for pictures. Left
   * out, levels are out of any market's reach: for tests, beside which the worker watches the market.
   */
  readonly prices?: Readonly<Record<string, number>>;
}

const FIRST = [
  "Meridian",
  "Harbour",
  "Parallax",
  "Northern",
  "Quiet",
  "Copper",
  "Granite",
  "Saffron",
  "Tidal",
  "Umber",
  "Vesper",
  "Willow",
  "Cobalt",
  "Drift",
  "Ember",
  "Fathom",
];
const SECOND = ["Trend", "Breakout", "Mean", "Momentum", "Range", "Swing", "Carry", "Channel", "Reversal", "Pulse"];
const PAIRS = ["BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT"];
const FRAMES = ["5m", "15m", "1h", "4h", "1d"];

/** A small generator of chance with a seed, so that every run fills the same (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<T>(list: readonly T[], chance: number): T {
  const found = list[Math.floor(chance * list.length)];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}

/**
 * Fills a test's database with a busy marketplace: strategies with records, signals with true chains, a subscriber's positions. Chains and records
 * are written by the features' own code; the rest is plain rows.
 */
export async function populate(
  db: Db,
  ids: Ids,
  options: PopulateOptions,
): Promise<{ signalStrategyIds: readonly string[] }> {
  const { providerId, subscriberId, now } = options;
  const chance = seeded(7);
  const rows = strategyRows(ids, options.strategies ?? 1_000, providerId, now, chance);
  await db.user.createMany({ data: rows.providers });
  for (const part of chunks(rows.strategies, 250)) await db.strategy.createMany({ data: part });
  await db.strategyVersion.createMany({ data: rows.versions });
  for (const part of chunks(rows.stats, 100)) await db.strategyStats.createMany({ data: part });

  const own = rows.strategies.filter((strategy) => strategy.providerId === providerId);
  const perStrategy = Math.ceil((options.signals ?? 500) / own.length);
  const published: { id: string; strategyId: string; symbol: string; price: number; at: UtcMs }[] = [];
  for (const { id: strategyId } of own) {
    for (let n = 0; n < perStrategy; n += 1) {
      const at = utcMs(now - (perStrategy - n) * 6 * HOUR_MS - Math.floor(chance() * HOUR_MS));
      published.push({
        strategyId,
        ...(await publish(db, ids, strategyId, at, n < perStrategy - 2, chance, options.prices)),
      });
    }
  }
  await hold(db, ids, subscriberId, published.slice(-(options.positions ?? 50)), now);
  return { signalStrategyIds: own.map((strategy) => strategy.id) };
}

function strategyRows(ids: Ids, count: number, providerId: string, now: UtcMs, chance: () => number) {
  const providers: Prisma.UserCreateManyInput[] = Array.from({ length: 40 }, (_, n) => ({
    id: ids.make("user"),
    email: `provider-${n}@populated.test`,
    name: `${pick(FIRST, (n % 16) / 16)} ${pick(["Quant", "Lab", "Research", "Capital"], (n % 4) / 4)} ${n + 1}`,
    slug: `populated-provider-${n}`,
    role: "PROVIDER",
    createdAt: new Date(now - 400 * DAY_MS),
  }));
  const strategies: (Prisma.StrategyCreateManyInput & { id: string })[] = [];
  const versions: Prisma.StrategyVersionCreateManyInput[] = [];
  const stats: Prisma.StrategyStatsCreateManyInput[] = [];
  for (let n = 0; n < count; n += 1) {
    const id = ids.make("strategy");
    const mine = n < 10;
    const publishedAt = now - (30 + Math.floor(chance() * 300)) * DAY_MS;
    const trades = mine ? 0 : Math.floor(chance() * 120);
    const record = trackRecord(
      Array.from({ length: trades }, (_, k) => {
        const openedAt = publishedAt + ((now - publishedAt) * k) / (trades + 1);
        return {
          openedAt: utcMs(Math.floor(openedAt)),
          closedAt: utcMs(Math.floor(openedAt + HOUR_MS * 7)),
          returnPct: (chance() - 0.47) * 4,
        };
      }),
    );
    const { equity, months: _months, ...metrics } = record;
    strategies.push({
      id,
      slug: `populated-${n}`,
      providerId: mine ? providerId : (pick(providers, chance()).id ?? providerId),
      name: `${pick(FIRST, chance())} ${pick(SECOND, chance())} ${n + 1}`,
      description:
        "Follows the larger move on liquid pairs, with the stop set before the entry. Small losses often, larger gains seldom.",
      kind: "EXTERNAL",
      category: pick(["Trend", "Mean reversion", "Breakout"], chance()),
      status: n % 50 === 49 ? "ARCHIVED" : "ACTIVE",
      version: 1,
      supportedPairs: mine ? PAIRS : [pick(PAIRS, chance())],
      supportedTimeframes: [pick(FRAMES, chance())],
      exchanges: ["binance"],
      priceAmount: mine || n % 7 === 0 ? 0 : 900 + Math.floor(chance() * 90) * 100,
      priceCurrency: "USD",
      isPublic: true,
      createdAt: new Date(publishedAt),
      updatedAt: new Date(publishedAt),
      publishedAt: new Date(publishedAt),
      followerCount: Math.floor(chance() * 300),
      tradeCount: trades,
      returnPct: record.returnPct,
      maxDrawdownPct: record.maxDrawdownPct,
      ...(n % 50 === 49 ? { archivedAt: new Date(now - DAY_MS) } : {}),
    });
    versions.push({
      id: ids.make("strategyVersion"),
      strategyId: id,
      version: 1,
      description: "",
      parameters: {},
      note: "First version",
      createdAt: new Date(publishedAt),
    });
    if (trades > 0)
      stats.push({
        strategyId: id,
        evidenceClass: "LIVE_PROVIDER",
        from: new Date(equity[0]?.[0] ?? publishedAt),
        to: new Date(equity.at(-1)?.[0] ?? publishedAt),
        tradeCount: trades,
        metrics,
        equity: equity.map(([at, value]) => [at, value / 100]),
        updatedAt: new Date(now),
      });
  }
  return { providers, strategies, versions, stats };
}

/**
 * Publishes one long of two targets, and closes it by both targets or by its stop, all in one transaction: a worker that watches the market may
 * run beside, and must not find it half told. One that stays open has its levels far away, for the same reason.
 */
async function publish(
  db: Db,
  ids: Ids,
  strategyId: string,
  at: UtcMs,
  closed: boolean,
  chance: () => number,
  prices?: PopulateOptions["prices"],
) {
  const symbol = closed ? pick(PAIRS, chance()) : "BTC/USDT";
  const market = prices?.[symbol] ?? (symbol.startsWith("BTC") ? 43_000 : 1_000);
  const spread = closed ? 0.1 : prices === undefined ? 0.1 : 0.02;
  const price = Number((market * (1 - spread / 2 + chance() * spread)).toPrecision(7));
  const text = (factor: number) => plain(Number((price * factor).toPrecision(7)).toFixed(price < 10 ? 4 : 2));
  const [stop, near, far] = closed ? [0.985, 1.01, 1.03] : prices === undefined ? [0.2, 5, 9] : [0.965, 1.03, 1.06];
  const id = ids.make("signal");
  const open: SignalChange = {
    type: "OPEN",
    body: {
      symbol,
      exchange: "binance",
      market: "spot",
      side: "LONG",
      entry: { type: "market" },
      entryPrice: text(1.0001),
      stopLoss: text(stop),
      targets: [
        { price: text(near), fraction: "0.4" },
        { price: text(far), fraction: "0.6" },
      ],
      breakEven: { afterTarget: 1 },
      maxAgeSec: 30,
      maxSlippageBps: 50,
      leverage: "1",
      timeframe: "15m",
    },
  };
  const exits: { factor: number; change: SignalChange }[] =
    chance() < 0.55
      ? [
          {
            factor: near,
            change: {
              type: "REDUCE",
              body: { cause: "target", target: 1, fraction: "0.4", price: text(near), remaining: "0.6" },
            },
          },
          {
            factor: far,
            change: {
              type: "CLOSE",
              body: { cause: "target", target: 2, fraction: "0.6", price: text(far), remaining: "0" },
            },
          },
        ]
      : [
          {
            factor: stop,
            change: { type: "CLOSE", body: { cause: "stop", fraction: "1", price: text(stop), remaining: "0" } },
          },
        ];
  await db.transaction(async (tx) => {
    let signal: Projection | null = null;
    for (const [n, { factor, change }] of [{ factor: 1, change: open }, ...(closed ? exits : [])].entries()) {
      const when = utcMs(at + n * HOUR_MS);
      const market = { bid: text(factor), ask: text(factor * 1.0001), at: toIso(when) };
      const draft = { signalId: id, strategyVersion: 1, market, change };
      const appended = await appendToChain(tx, await lockHead(tx, strategyId), signal, [draft], when);
      signal = await settle(tx, appended.signal, when);
      // Its copies are made below by hand: a worker that runs beside finds this event handled.
      await tx.copiedEvent.createMany({
        data: appended.events.map(({ seq }) => ({ strategyId, seq, eventAt: new Date(when), at: new Date(when) })),
      });
    }
  });
  return { id, symbol, price, at };
}

/** A follow of each strategy, and a held position for each signal. */
async function hold(
  db: Db,
  ids: Ids,
  userId: string,
  signals: readonly { id: string; strategyId: string; symbol: string; price: number; at: UtcMs }[],
  now: UtcMs,
): Promise<void> {
  const begun = new Date(now - 60 * DAY_MS);
  await db.paperAccount.createMany({
    data: [{ userId, initialCash: "10000", cash: "10000", startedAt: begun }],
    skipDuplicates: true,
  });
  const follows = new Map<string, string>();
  for (const strategyId of new Set(signals.map((signal) => signal.strategyId))) {
    const followId = ids.make("follow");
    follows.set(strategyId, followId);
    await db.subscription.create({
      data: {
        id: ids.make("subscription"),
        userId,
        strategyId,
        status: "ACTIVE",
        priceAmount: 0,
        priceCurrency: "USD",
        createdAt: begun,
        activatedAt: begun,
        accessOpen: true,
      },
    });
    await db.follow.create({
      data: {
        id: followId,
        userId,
        strategyId,
        mode: "PAPER",
        sizingType: "quote",
        sizingValue: "100",
        limits: {},
        createdAt: begun,
        updatedAt: begun,
      },
    });
  }
  for (const { id: signalId, strategyId, symbol, price, at } of signals) {
    const [copyId, intentId, orderId, positionId] = [
      ids.make("copy"),
      ids.make("intent"),
      ids.make("order"),
      ids.make("position"),
    ];
    const when = new Date(at + 500);
    const qty = plain((100 / price).toFixed(5));
    const shared = { userId, mode: "PAPER" as const, exchange: "binance", symbol, createdAt: when, updatedAt: when };
    await db.copy.create({
      data: {
        id: copyId,
        userId,
        strategyId,
        signalId,
        mode: "PAPER",
        createdAt: when,
        updatedAt: when,
        followId: follows.get(strategyId) ?? "",
        state: "OPEN",
      },
    });
    await db.intent.create({
      data: { ...shared, id: intentId, copyId, leg: "entry", reduceOnly: false, state: "FILLED", side: "BUY", qty },
    });
    await db.order.create({
      data: {
        ...shared,
        id: orderId,
        intentId,
        clientOrderId: clientOrderId(intentId, 1),
        attempt: 1,
        side: "BUY",
        type: "MARKET",
        qty,
        price: plain(price),
        state: "FILLED",
      },
    });
    await db.position.create({
      data: {
        id: positionId,
        userId,
        copyId,
        mode: "PAPER",
        exchange: "binance",
        market: "spot",
        symbol,
        side: "LONG",
        state: "OPEN",
        qty,
        entryQty: qty,
        entryPrice: plain(price),
        stopLoss: plain((price * 0.965).toPrecision(6)),
        leverage: "1",
        grossPnl: "0",
        fees: plain((price * Number(qty) * 0.001).toFixed(10)),
        openedAt: when,
      },
    });
    await db.fill.create({
      data: {
        id: ids.make("fill"),
        orderId,
        positionId,
        userId,
        tradeId: orderId,
        side: "BUY",
        price: plain(price),
        qty,
        fee: plain((price * Number(qty) * 0.001).toFixed(10)),
        feeCurrency: "USDT",
        grossPnl: "0",
        reason: "entry",
        at: when,
      },
    });
  }
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, n) => list.slice(n * size, (n + 1) * size));
}
