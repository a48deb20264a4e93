import { type ChildProcess, type ForkOptions, fork, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { withDatabase } from "@/lib/db/urls";
import { openEmbedded } from "@/lib/integrations/local/postgres/embedded";
import { childEnvironment } from "@/lib/runtime/env";
import { migrate } from "@/lib/runtime/migrate";
import { prepare } from "./prepare.ts";

interface Options {
  readonly conns: string;
  readonly rounds: string;
  readonly kinds: string;
}

interface Row {
  readonly kind: string;
  readonly conns: number;
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly kib: number;
  readonly lost: number;
  readonly bytes: number;
  /** From before the verb to a reader, of published signals; ours alone. */
  readonly published: {
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
    readonly lost: number;
  } | null;
}

const YARDSTICK = resolve("../shared/bench/fanout/server.mjs");

/**
 * `npm run bench -- fanout`: our gateway beside plain ws of ../shared/bench/fanout, server on core 0, load on core 1. Every reader of ours is
 * a user of his own who signs in by token and hears by his subscription. Contestants take turns; medians of the rounds.
 */
export async function benchFanout(options: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "heliograph-bench-"));
  const client = join(folder, "client");
  if (spawnSync("cc", ["-O2", "-o", client, resolve("bench/fanout/client.c")], { stdio: "inherit" }).status !== 0)
    throw new Error("The load client needs a C compiler: apt-get install gcc");
  mkdirSync(join(folder, "yardstick"));
  symlinkSync(resolve("node_modules"), join(folder, "yardstick/node_modules"));
  const embedded = await openEmbedded({ dataDir: folder, password: "bench" });
  const rows: Row[] = [];
  try {
    for (const conns of options.conns.split(",").map(Number))
      for (let round = 0; round < Number(options.rounds); round += 1)
        for (const kind of options.kinds.split(",")) {
          const url = withDatabase(embedded.url, `fanout_${rows.length}`);
          if (kind === "ours") await migrate({ owner: url, web: url, worker: url });
          const row = await measure({ kind, conns, folder, client, url });
          rows.push(row);
          process.stderr.write(`${JSON.stringify(row)}\n`);
        }
  } finally {
    await embedded.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  print(rows);
}

interface Run {
  readonly kind: string;
  readonly conns: number;
  readonly folder: string;
  readonly client: string;
  readonly url: string;
}

async function measure({ kind, conns, folder, client, url }: Run): Promise<Row> {
  const isOurs = kind === "ours";
  const port = await freePort();
  const tokens = join(folder, "tokens");
  const prepared = join(folder, "prepared.json");
  if (isOurs) await prepare(url, `http://127.0.0.1:${port}`, conns, { tokens, prepared });
  const server = isOurs
    ? fork(resolve("bench/fanout/serve.ts"), [url, String(port), prepared], {
        ...FORK,
        execArgv: ["--expose-gc", "--import", "tsx"],
      })
    : fork(YARDSTICK, [kind, String(port)], {
        ...FORK,
        execArgv: ["--expose-gc"],
        env: childEnvironment({ BENCH_RT_DIR: join(folder, "yardstick") }),
      });
  let load: ChildProcess | undefined;
  try {
    await ask(server, null, "up");
    spawnSync("taskset", ["-acp", "0", String(server.pid)], { stdio: "ignore" });
    if (isOurs) await ask(server, { cmd: "publish", count: 3, everyMs: 20 }, "done");
    const mode = isOurs ? ["auth", tokens] : [kind.startsWith("sio") ? "sio" : "ws"];
    const path = isOurs
      ? "/ws/?EIO=4&transport=websocket"
      : kind.startsWith("sio")
        ? "/socket.io/?EIO=4&transport=websocket"
        : "/";
    const connect = async (count: number): Promise<() => Promise<Numbers>> => {
      load = spawn("taskset", ["-c", "1", client, String(port), String(count), path, ...mode], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      const says = lines(load);
      const { failed } = await says();
      if (failed !== 0) throw new Error(`${failed} connections failed`);
      return says;
    };
    // What a first hundred of sockets brings once (compiled code, pools, caches) is no socket's own.
    await connect(Math.min(conns, 200));
    const early = load as ChildProcess | undefined;
    early?.stdin?.end("QUIT\n");
    await new Promise((gone) => early?.once("exit", gone));
    await pause(500);
    const before = await ask(server, { cmd: "mem" }, "mem");
    const says = await connect(conns);
    await pause(500);
    const after = await ask(server, { cmd: "mem" }, "mem");
    const go = async (cmd: string, count: number, everyMs: number): Promise<Numbers> => {
      load?.stdin?.write(`RUN ${count * conns} 30000\n`);
      await says();
      const done = ask(server, { cmd, count, everyMs }, "done");
      return { ...(await says()), ...(await done) };
    };
    const many = conns > 2_000;
    const real = isOurs ? await published(go, conns) : null; // first: a blast's signals stand in no chain
    await go("blast", 20, 20); // to warm up
    const latency = await go("blast", many ? 30 : 60, many ? 200 : 60);
    const through = await go("blast", many ? 40 : 200, 0);
    const at = (numbers: Numbers, name: string): number => numbers[name] ?? Number.NaN;
    const lost = (numbers: Numbers): number => at(numbers, "expected") - at(numbers, "received");
    return {
      kind,
      conns,
      p50: at(latency, "p50_ms"),
      p99: at(latency, "p99_ms"),
      perSecond: Math.round((at(through, "received") / at(through, "span_ms")) * 1_000),
      cpuUs: (at(through, "cpu_ms") * 1_000) / at(through, "received"),
      kib: (at(after, "mem") - at(before, "mem")) / conns / 1_024,
      lost: lost(latency) + lost(through),
      bytes: at(latency, "frame_bytes"),
      published: real,
    };
  } finally {
    load?.stdin?.end("QUIT\n");
    if (server.connected) server.send({ cmd: "quit" });
    await Promise.race([new Promise((gone) => server.once("exit", gone)), pause(2_000)]);
    server.kill("SIGKILL");
  }
}

async function published(
  go: (cmd: string, count: number, everyMs: number) => Promise<Numbers>,
  conns: number,
): Promise<Row["published"]> {
  await go("publish", 5, 100);
  const {
    p50_ms = Number.NaN,
    p99_ms = Number.NaN,
    max_ms = Number.NaN,
    expected = 0,
    received = 0,
  } = await go("publish", conns > 2_000 ? 20 : 50, conns > 2_000 ? 250 : 100);
  return { p50: p50_ms, p99: p99_ms, max: max_ms, lost: expected - received };
}

const FORK: ForkOptions = { stdio: ["ignore", "inherit", "inherit", "ipc"] };
type Numbers = Readonly<Record<string, number>>;

/** Sends an order and waits for the answer that has `key`. */
function ask(server: ChildProcess, order: object | null, key: string): Promise<Numbers> {
  return new Promise((resolveAnswer, reject) => {
    const onMessage = (message: unknown): void => {
      if (typeof message !== "object" || message === null || !(key in message)) return;
      server.off("message", onMessage);
      resolveAnswer(message as Numbers);
    };
    server.on("message", onMessage);
    server.once("exit", () => reject(new Error("the server ended")));
    if (order !== null) server.send(order);
  });
}

/** Each call gives the next line that the load client prints. */
function lines(load: ChildProcess): () => Promise<Numbers> {
  if (load.stdout === null) throw new Error("the load client has no output");
  const read = createInterface({ input: load.stdout })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await read.next();
    if (done === true) throw new Error("the load client ended");
    return JSON.parse(value) as Numbers;
  };
}

function freePort(): Promise<number> {
  return new Promise((found, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => found(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

function print(rows: readonly Row[]): void {
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  say(
    "| server | sockets | p50 ms | p99 ms | msg/s | × ws p99 | × ws msg/s | CPU µs/msg | KiB/socket | frame bytes | lost |",
  );
  say("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
  const groups = [...new Set(rows.map(({ conns }) => conns))].map((conns) => rows.filter((row) => row.conns === conns));
  for (const group of groups) {
    const kinds = [...new Set(group.map(({ kind }) => kind))];
    const of = (kind: string, value: (row: Row) => number): number =>
      median(group.filter((row) => row.kind === kind).map(value));
    const [p99, perSecond] = [of("ws", (row) => row.p99), of("ws", (row) => row.perSecond)];
    for (const kind of kinds)
      say(
        `| ${kind} | ${group[0]?.conns} | ${of(kind, (r) => r.p50).toFixed(2)} | ${of(kind, (r) => r.p99).toFixed(2)} | ` +
          `${of(kind, (r) => r.perSecond)} | ${(of(kind, (r) => r.p99) / p99).toFixed(2)} | ` +
          `${(of(kind, (r) => r.perSecond) / perSecond).toFixed(2)} | ${of(kind, (r) => r.cpuUs).toFixed(2)} | ` +
          `${of(kind, (r) => r.kib).toFixed(1)} | ${of(kind, (r) => r.bytes)} | ${of(kind, (r) => r.lost)} |`,
      );
  }
  say("\n| published to | p50 ms | p99 ms | slowest ms | lost |\n| --- | --- | --- | --- | --- |");
  for (const group of groups) {
    const real = group.flatMap(({ published: one }) => (one === null ? [] : [one]));
    if (real.length === 0) continue;
    const of = (value: (one: NonNullable<Row["published"]>) => number): number => median(real.map(value));
    say(
      `| ${group[0]?.conns} | ${of((r) => r.p50).toFixed(1)} | ${of((r) => r.p99).toFixed(1)} | ${of((r) => r.max).toFixed(1)} | ${of((r) => r.lost)} |`,
    );
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
