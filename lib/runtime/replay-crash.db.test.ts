import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
import { controlReplay } from "@/lib/features/candles/control-replay";
import { importCandles } from "@/lib/features/candles/import-candles";
import { parseCandles } from "@/lib/features/candles/parse-candles";
import { latestTicker } from "@/lib/features/candles/queries";
import { createReplayStore } from "@/lib/features/candles/replay-store";
import { runFeed, type TickWatcher } from "@/lib/features/candles/run-feed";
import { createSignalWatch } from "@/lib/features/signals/watch-signals";
import { ReplayFeed } from "@/lib/integrations/local/replay/replay-feed";
import type { Actor } from "@/lib/kernel/actor";
import { utcMs } from "@/lib/kernel/time";
import { makeActor, makeStrategy } from "@/lib/testing/market-fixture";
import { publish } from "@/lib/testing/publication";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { sliceBars } from "@/lib/trading/market/bars";

const db = testDb();
const FILE = resolve("../shared/data/binance/BTCUSDT_15m.csv.gz");
/** The fall of 3 January 2024 and what came after it: targets, a break-even, a trailing stop. */
const FROM = utcMs(Date.UTC(2024, 0, 3, 11, 30));
const BARS = 8;
let web: TestCtx;
let worker: TestCtx;
let provider: Actor;

beforeAll(async () => {
  if (!existsSync(FILE)) throw new Error(`${FILE} is absent: the real candles must lie in ../shared beside the clone`);
  web = createTestCtx(db.web, { prices: { latest: (exchange, symbol) => latestTicker(db.web, exchange, symbol) } });
  worker = createTestCtx(db.worker, { clock: web.clock });
  const parsed = parseCandles(gunzipSync(readFileSync(FILE)).toString("utf8"), "15m");
  if (!parsed.ok) throw new Error(parsed.detail);
  await importCandles(
    web,
    { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" },
    sliceBars(parsed.value, 0, 600),
  );
  provider = await makeActor(web, "PROVIDER", "Petra");
});

/** Runs the market until `work` is done; a run that `crash` ends is begun anew, as a new process would. @returns how often it crashed */
async function market<T>(
  work: () => Promise<T>,
  crash: TickWatcher = async () => undefined,
): Promise<{ value: T; crashes: number }> {
  let done = false;
  let crashes = 0;
  const stop = new AbortController();
  const running = work().finally(() => {
    done = true;
    stop.abort();
  });
  const store = createReplayStore(worker, { from: FROM, speed: 1, symbols: [], generated: false });
  const sleep = async (ms: number) => {
    await new Promise(setImmediate);
    worker.clock.advance(ms);
  };
  while (!done) {
    const feed = new ReplayFeed({ store, clock: worker.clock, sleep });
    await runFeed(worker, feed, [createSignalWatch(worker), crash], stop.signal).catch(() => {
      crashes += 1;
    });
  }
  return { value: await running, crashes };
}

/** Publishes two signals at the same place of the market and walks on; the chain without what differs by nature (ids, times, hashes). */
async function play(crash?: TickWatcher): Promise<{ chain: unknown[]; crashes: number }> {
  await market(() => controlReplay(web, { from: FROM, pause: true }));
  const strategyId = await makeStrategy(web, provider);
  const ask = (await latestTicker(db.web, "binance", "BTC/USDT"))?.ask.toNumber() ?? 0;
  const at = (percent: number) => Math.round(ask * (100 + percent)) / 100;
  const plans = [
    {
      side: "SHORT",
      stopLoss: at(2),
      targets: [
        { price: at(-1), fraction: 0.4 },
        { price: at(-9), fraction: 0.6 },
      ],
      breakEven: { afterTarget: 1 },
      trailing: { armPct: 2, distancePct: 1 },
    },
    {
      side: "LONG",
      entry: { type: "limit", low: at(-6), high: at(-3) },
      stopLoss: at(-20),
      targets: [
        { price: at(-2.5), fraction: 0.5 },
        { price: at(-1), fraction: 0.5 },
      ],
    },
  ];
  for (const plan of plans) await publish(web, provider, strategyId, plan);
  const { crashes } = await market(() => controlReplay(web, { step: BARS }), crash);
  const events = await db.web.signalEvent.findMany({ where: { strategyId }, orderBy: { seq: "asc" } });
  const names = [...new Set(events.map(({ signalId }) => signalId))];
  return {
    // Signal by signal: two that one tick moves stand in the order of their ids, and those are chance.
    chain: names.flatMap((name, n) =>
      events.filter(({ signalId }) => signalId === name).map(({ type, body, market: seen }) => [n, type, body, seen]),
    ),
    crashes,
  };
}

it("appends the same events whether the market was walked in peace or killed every few points", {
  timeout: 120_000,
}, async () => {
  const calm = await play();
  expect(calm.crashes).toBe(0);
  const types = calm.chain.map((event) => (event as unknown[])[1]);
  expect(types.filter((type) => type === "AMEND").length).toBeGreaterThan(2);
  expect(types).toEqual(expect.arrayContaining(["ENTER", "REDUCE", "CLOSE"]));
  let seen = 0;
  const killed = await play(async () => {
    seen += 1;
    // after the chain was written and before the place was noted: the worst moment
    if (seen % 7 === 0) throw new Error("killed");
  });
  expect(killed.crashes).toBeGreaterThan(50);
  expect(killed.chain).toEqual(calm.chain);
});
