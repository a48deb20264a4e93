import { fork, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Logger, run as runJobs } from "graphile-worker";
import { openDb } from "@/lib/db/client";
import { withDatabase } from "@/lib/db/urls";
import { addJob } from "@/lib/events/add-job";
import { outboxEnd, readOutbox } from "@/lib/events/outbox";
import { latestTicker } from "@/lib/features/candles/queries";
import { putTickers } from "@/lib/features/candles/ticker-repository";
import { notifySubscribers } from "@/lib/features/notifications/notify-subscribers";
import { publishSignalInput } from "@/lib/features/signals/input";
import { keepReceipts } from "@/lib/features/signals/keep-receipts";
import { publishSignal } from "@/lib/features/signals/publish-signal";
import { openEmbedded, removeEmbedded } from "@/lib/integrations/local/postgres/embedded";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { migrate } from "@/lib/runtime/migrate";
import { socketReaders } from "@/lib/runtime/web/socket-readers";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { ALERT_PAIRS, type Prepared, prepare } from "../fanout/prepare.ts";
import { ask, FORK, freePort, lines, YOUNG_SPACE } from "../fanout/processes.ts";
import { databaseCpuMs } from "./database-cpu.ts";
import type { UnitCosts } from "./units.ts";

const SOCKETS = 1_000;
const PUBLICATIONS = 400;
const [PAIR = ""] = ALERT_PAIRS;
const IDLE_MS = 15_000;

/** `npm run bench -- units`: what one socket, message, publication, row and job costs, to bench/scale/measured.json. Processor time, not the clock's. */
export async function benchUnits(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "heliograph-units-"));
  const embedded = await openEmbedded({ dataDir: folder, password: "bench" });
  const url = withDatabase(embedded.url, "units");
  try {
    await migrate({ owner: url, web: url, worker: url });
    const files = { tokens: join(folder, "tokens"), prepared: join(folder, "prepared.json") };
    const port = await freePort();
    await prepare(url, `http://127.0.0.1:${port}`, SOCKETS, files);
    const used = databaseUse(embedded.dir);
    const sockets = await measureSockets(url, port, folder, files, used);
    const rows = await measureRows(url, JSON.parse(readFileSync(files.prepared, "utf8")), used);
    const costs = { ...sockets, ...rows } satisfies UnitCosts;
    const rounded = Object.fromEntries(
      Object.entries(costs).map(([name, value]) => [name, Number(value.toPrecision(3))]),
    );
    writeFileSync("bench/scale/measured.json", `${JSON.stringify(rounded, null, 2)}\n`);
    process.stdout.write(`${JSON.stringify(rounded, null, 2)}\n`);
  } finally {
    await removeEmbedded(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Use {
  readonly own: number;
  readonly database: number;
}
type Used = (work: () => Promise<unknown>) => Promise<Use>;

/** Processor time in ms that work takes, of this process and of the database's. */
function databaseUse(dir: string): Used {
  return async (work) => {
    const [own, database] = [process.cpuUsage(), databaseCpuMs(dir)];
    await work();
    const { user, system } = process.cpuUsage(own);
    return { own: (user + system) / 1_000, database: databaseCpuMs(dir) - database };
  };
}

async function measureSockets(
  url: string,
  port: number,
  folder: string,
  files: { readonly tokens: string; readonly prepared: string },
  used: Used,
) {
  const client = join(folder, "client");
  spawnSync("cc", ["-O2", "-o", client, resolve("bench/fanout/client.c")], { stdio: "inherit" });
  const server = fork(resolve("bench/fanout/serve.ts"), [url, String(port), files.prepared], {
    ...FORK,
    execArgv: ["--expose-gc", ...YOUNG_SPACE, "--import", "tsx"],
  });
  const connect = async (count: number) => {
    const args = [String(port), String(count), "/ws/?EIO=4&transport=websocket", "auth", files.tokens];
    const load = spawn(client, args, { stdio: ["pipe", "pipe", "inherit"] });
    const says = lines(load);
    await says();
    return { load, says };
  };
  const at = (numbers: Readonly<Record<string, number>>, name: string): number => numbers[name] ?? Number.NaN;
  const sample = () => ask(server, { cmd: "mem" }, "mem");
  try {
    await ask(server, null, "up");
    await ask(server, { cmd: "publish", count: 3, everyMs: 20 }, "done");
    const [first, , second] = [await sample(), await pause(IDLE_MS), await sample()];
    const aloneMs = at(second, "total_cpu_ms") - at(first, "total_cpu_ms");
    const early = await connect(SOCKETS / 2);
    early.load.stdin.end("QUIT\n");
    await pause(1_000);
    const before = await sample();
    let joined = early;
    const signIn = await used(async () => {
      joined = await connect(SOCKETS);
    });
    const after = await sample();
    await pause(IDLE_MS);
    const later = await sample();
    joined.load.stdin.write(`RUN ${100 * SOCKETS} 60000\n`);
    await joined.says();
    const done = ask(server, { cmd: "blast", count: 100, everyMs: 0 }, "done");
    const heard = await joined.says();
    const { cpu_ms: blastMs = Number.NaN } = await done;
    joined.load.stdin.end("QUIT\n");
    const cpu = (from: typeof before, to: typeof before) => at(to, "total_cpu_ms") - at(from, "total_cpu_ms");
    return {
      socketKib: (at(after, "mem") - at(before, "mem")) / 1_024 / SOCKETS,
      // What the process does without any socket is no socket's.
      socketIdleUsASecond: ((cpu(after, later) - aloneMs) * 1_000) / SOCKETS / (IDLE_MS / 1_000),
      handshakeWebMs: cpu(before, after) / SOCKETS,
      handshakeDbMs: signIn.database / SOCKETS,
      messageUs: (blastMs * 1_000) / at(heard, "received"),
      messageBytes: at(heard, "frame_bytes"),
    };
  } finally {
    server.kill("SIGKILL");
  }
}

async function measureRows(url: string, { provider, strategyId }: Prepared, used: Used) {
  const db = openDb(url, { poolMax: 4, applicationName: "bench-units" });
  const made = createTestCtx(db, {
    prices: { latest: (exchange, symbol) => latestTicker(db, exchange, symbol) },
  });
  const ctx = { ...made, clock: Object.assign(made.clock, { now: () => utcMs(Date.now()) }) } as TestCtx;
  const input = publishSignalInput.parse({
    ...{ strategyId, symbol: PAIR, exchange: "binance", market: "spot", side: "LONG", entry: { type: "market" } },
    ...{ stopLoss: "64000", targets: [{ price: "66000", fraction: "1" }], note: "x".repeat(40) },
  });
  const price = { bid: dec("65000"), ask: dec("65000.5"), last: dec("65000"), source: "replay" as const };
  const quote = () => {
    const now = ctx.clock.now();
    const venue = { exchange: "binance", symbol: PAIR };
    return putTickers(db, [{ ...venue, ...price, exchangeAt: now, receivedAt: now }]);
  };
  const publish = async (): Promise<void> => {
    const result = await publishSignal(ctx, provider, input);
    if (!result.ok) throw new Error(`not published: ${result.detail ?? result.reason}`);
  };
  const repeat = async (count: number, work: (n: number) => Promise<unknown>): Promise<void> => {
    for (let n = 0; n < count; n += 1) await work(n);
  };
  const size = async (): Promise<number> => {
    const [row] = await db.$queryRaw<{ bytes: number }[]>`SELECT pg_database_size(current_database())::float8 AS bytes`;
    return row?.bytes ?? 0;
  };
  await quote();
  await repeat(50, publish);
  const [empty, from] = [await size(), await outboxEnd(db)];
  await quote();
  const published = await used(() => repeat(PUBLICATIONS, publish));
  const publishBytes = ((await size()) - empty) / PUBLICATIONS;

  const readers = socketReaders(ctx);
  const head = (await readers.headsOf([strategyId])).get(strategyId) ?? 0;
  const told = await used(() =>
    repeat(PUBLICATIONS, async (n) => {
      await readOutbox(db, from, 1);
      await readers.signalsAfter(strategyId, head - PUBLICATIONS + n, 1);
    }),
  );

  const people = await db.subscription.findMany({ where: { strategyId }, select: { userId: true } });
  const notices = 20;
  const at = new Date(ctx.clock.now());
  const beforeNotices = await size();
  const noted = await used(() =>
    repeat(notices, (n) =>
      notifySubscribers(ctx, [
        {
          ...{ strategyId, seq: head + n + 1, signalId: "sig_0123456789", publishedAt: at, openSeq: null, at },
          ...{ title: "New signal: long BTC/USDT", body: "Entry at 65000.5" },
        },
      ]),
    ),
  );
  const noticeBytes = ((await size()) - beforeNotices) / notices / people.length;

  const batches = 20;
  const acknowledged = await used(() =>
    repeat(batches, (n) =>
      keepReceipts(
        ctx,
        people.map(({ userId }) => ({ strategyId, userId, received: [[n + 1, n + 1]], seen: [] })),
      ),
    ),
  );

  const jobs = 2_000;
  const worked = await used(async () => {
    await repeat(jobs, () => addJob(db, "bench_nothing", {}));
    let left = jobs;
    let end = (): void => undefined;
    const all = new Promise<void>((resolveAll) => {
      end = resolveAll;
    });
    const nothing = async (): Promise<void> => {
      left -= 1;
      if (left === 0) end();
    };
    const runner = await runJobs({
      ...{ connectionString: url, concurrency: 4, noHandleSignals: true, pollInterval: 100 },
      logger: new Logger(() => () => undefined),
      taskList: { bench_nothing: nothing },
    });
    await all;
    await runner.stop();
  });
  await db.$disconnect();
  const rows = people.length;
  return {
    publishWebMs: published.own / PUBLICATIONS,
    publishDbMs: published.database / PUBLICATIONS,
    publishBytes,
    tellWebMs: told.own / PUBLICATIONS,
    tellDbMs: told.database / PUBLICATIONS,
    noticeDbUs: (noted.database * 1_000) / notices / rows,
    noticeBytes,
    receiptWebUs: (acknowledged.own * 1_000) / batches / rows,
    receiptDbUs: (acknowledged.database * 1_000) / batches / rows,
    jobWorkerMs: worked.own / jobs,
    jobDbMs: worked.database / jobs,
  };
}
