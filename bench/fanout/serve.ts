import { readFileSync } from "node:fs";
import { setAuthSettings } from "@/lib/auth/auth-settings";
import { openDb } from "@/lib/db/client";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { Gateway } from "@/lib/realtime/gateway";
import type { SignalMessage } from "@/lib/realtime/protocol";
import { startRelay } from "@/lib/realtime/relay";
import { listen } from "@/lib/runtime/listen";
import { createMetrics } from "@/lib/runtime/metrics";
import { createFrontServer } from "@/lib/runtime/web/front-server";
import { serveHot } from "@/lib/runtime/web/hot-routes";
import { socketReaders } from "@/lib/runtime/web/socket-readers";
import { publishEdges } from "@/lib/testing/edges";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { ALERT_PAIRS, BENCH_SECRET, type Prepared } from "./prepare.ts";

/**
 * Our sockets as one contestant of the fan-out bench: the real gateway, readers, relay and database. It answers the messages of
 * ../shared/bench/fanout/ours.mjs: `blast` tells signals that were made in memory (what it costs to tell), `publish` posts alerts in TradingView's
 * form to the strategy's address (what a subscriber waits for).
 */
const [databaseUrl = "", port = "", preparedFile = ""] = process.argv.slice(2);
const url = `http://127.0.0.1:${port}`;
const db = openDb(databaseUrl, { poolMax: 16, applicationName: "bench-fanout" });
const clock = { now: () => utcMs(Date.now()) };
const made = createTestCtx(db);
const ctx = { ...made, clock: Object.assign(made.clock, clock), config: { ...made.config, baseUrl: url } } as TestCtx;
publishEdges(ctx);
setAuthSettings({ secret: BENCH_SECRET });

const { strategyId, alertToken }: Prepared = JSON.parse(readFileSync(preparedFile, "utf8"));

const readers = socketReaders(ctx);
/** Signals of a blast: the last real one with another seq and stamp. Null: as the database has them. */
let blasted: SignalMessage | null = null;
const gateway = new Gateway({
  readers: {
    ...readers,
    signalsAfter: async (id, after, limit) =>
      blasted === null ? readers.signalsAfter(id, after, limit) : after < blasted.seq ? [blasted] : [],
  },
  clock: ctx.clock,
  log: ctx.log,
  ownOrigin: url,
  socketsPerUser: 10,
});
const relay = await startRelay({ db, gateway, log: ctx.log });
const listener = listen({
  url: databaseUrl,
  applicationName: "bench-listen",
  channels: { outbox: () => relay.wake() },
  onListening: () => relay.wake(),
});
const front = createFrontServer({
  isTrustedProxy: () => false,
  makeRequestId: () => ctx.ids.make("request"),
  metrics: createMetrics(),
  onError: (error) => {
    throw error;
  },
});
front.serve(
  { request: async (_request, response) => void response.writeHead(404).end(), upgrade: () => Promise.resolve() },
  null,
  serveHot,
);
gateway.attach(front.http);
await new Promise<void>((resolve) => void front.http.listen(Number(port), "127.0.0.1", 4096, resolve));
process.send?.({ up: 1 });

/** CLOCK_MONOTONIC in microseconds, as the load client reads it. */
function stamp(): string {
  return `T#${String(process.hrtime.bigint() / 1_000n).padStart(16, "0")}`;
}

let alerts = 0;

async function publish(): Promise<void> {
  const symbol = ALERT_PAIRS[alerts % ALERT_PAIRS.length] ?? "";
  alerts += 1;
  const now = ctx.clock.now();
  const price = { bid: dec("65000"), ask: dec("65000.5"), last: dec("65000") };
  ctx.quote({ exchange: "binance", symbol, ...price, exchangeAt: now, receivedAt: now, source: "replay" });
  const alert = { ticker: symbol, action: "buy", stopLoss: 64_000, takeProfit: 66_000, id: alerts, comment: stamp() };
  const answer = await fetch(`${url}/api/webhooks/tradingview/${alertToken}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(alert),
  });
  if (answer.status !== 201) throw new Error(`not published: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}

async function lastMessage(): Promise<SignalMessage> {
  const head = (await readers.headsOf([strategyId])).get(strategyId) ?? 0;
  const [message] = await readers.signalsAfter(strategyId, head - 1, 1);
  if (message === undefined) throw new Error("nothing was published yet");
  return message;
}

async function blast(count: number, everyMs: number): Promise<void> {
  const base = blasted ?? (await lastMessage());
  for (let n = 1; n <= count; n += 1) {
    const seq = base.seq + n;
    blasted = { ...base, seq, event: { ...base.event, seq }, note: stamp() };
    await gateway.signalEvent(strategyId, seq);
    if (n < count) await turn(everyMs);
  }
  await turn(everyMs || 50);
}

function turn(ms: number): Promise<void> {
  return new Promise((resolve) => (ms === 0 ? setImmediate(resolve) : setTimeout(resolve, ms)));
}

interface Order {
  readonly cmd: "mem" | "quit" | "blast" | "publish";
  /** How many signals, and the pause between two. */
  readonly count?: number;
  readonly everyMs?: number;
}

process.on("message", async (order: Order) => {
  const { count = 1, everyMs = 0 } = order;
  if (order.cmd === "mem") {
    for (let n = 0; n < 3; n += 1) globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    process.send?.({
      mem: rss,
      heap: heapUsed + external,
      clients: gateway.size,
      total_cpu_ms: (user + system) / 1_000,
    });
  } else if (order.cmd === "quit") {
    await listener.stop();
    process.exit(0);
  } else {
    const from = process.cpuUsage();
    if (order.cmd === "blast") await blast(count, everyMs);
    else
      for (let n = 0; n < count; n += 1) {
        await publish();
        await turn(everyMs);
      }
    const { user, system } = process.cpuUsage(from);
    process.send?.({ done: 1, cpu_ms: (user + system) / 1_000 });
  }
});
