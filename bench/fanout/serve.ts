import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { setAuthSettings } from "@/lib/auth/auth-settings";
import { openDb } from "@/lib/db/client";
import { publishSignalInput } from "@/lib/features/signals/input";
import { publishSignal } from "@/lib/features/signals/publish-signal";
import { utcMs } from "@/lib/kernel/time";
import { Gateway } from "@/lib/realtime/gateway";
import type { SignalMessage } from "@/lib/realtime/protocol";
import { startRelay } from "@/lib/realtime/relay";
import { publishCtx } from "@/lib/runtime/ctx";
import { listen } from "@/lib/runtime/listen";
import { socketReaders } from "@/lib/runtime/web/socket-readers";
import { quoteBtc } from "@/lib/testing/market-fixture";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { BENCH_SECRET, type Prepared } from "./prepare.ts";

/**
 * Our sockets as one contestant of the fan-out bench: the real gateway, readers, relay and database. It answers the messages of
 * ../shared/bench/fanout/ours.mjs: `blast` tells signals that were made in memory (what it costs to tell), `publish` publishes them through
 * the verb (what a subscriber waits for).
 */
const [databaseUrl = "", port = "", preparedFile = ""] = process.argv.slice(2);
const url = `http://127.0.0.1:${port}`;
const db = openDb(databaseUrl, { poolMax: 16, applicationName: "bench-fanout" });
setAuthSettings({ secret: BENCH_SECRET });
const clock = { now: () => utcMs(Date.now()) };
const made = createTestCtx(db);
const ctx = { ...made, clock: Object.assign(made.clock, clock), config: { ...made.config, baseUrl: url } } as TestCtx;
publishCtx(ctx);

const { provider, strategyId }: Prepared = JSON.parse(readFileSync(preparedFile, "utf8"));

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
const http = createServer((_request, response) => response.writeHead(404).end());
gateway.attach(http);
await new Promise<void>((resolve) => void http.listen(Number(port), "127.0.0.1", 4096, resolve));
process.send?.({ up: 1 });

/** CLOCK_MONOTONIC in microseconds, as the load client reads it. */
function stamp(): string {
  return `T#${String(process.hrtime.bigint() / 1_000n).padStart(16, "0")}`;
}

async function publish(): Promise<void> {
  quoteBtc(ctx, "65000", "65000.5");
  const input = publishSignalInput.parse({
    strategyId,
    symbol: "BTC/USDT",
    exchange: "binance",
    market: "spot",
    side: "LONG",
    entry: { type: "market" },
    stopLoss: "64000",
    targets: [{ price: "66000", fraction: "1" }],
    note: stamp(),
  });
  const result = await publishSignal(ctx, provider, input);
  if (!result.ok) throw new Error(`not published: ${result.reason}`);
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
