import { type ChildProcess, fork, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { withDatabase } from "@/lib/db/urls";
import { openEmbedded, removeEmbedded } from "@/lib/integrations/local/postgres/embedded";
import { childEnvironment } from "@/lib/runtime/env";
import { migrate } from "@/lib/runtime/migrate";
import { prepare } from "./prepare.ts";
import { ask, FORK, freePort, lines, type Numbers, YOUNG_SPACE } from "./processes.ts";
import { print, type Row } from "./report.ts";

interface Options {
  readonly conns: string;
  readonly rounds: string;
  readonly kinds: string;
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
    await removeEmbedded(folder);
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
        execArgv: ["--expose-gc", ...YOUNG_SPACE, "--import", "tsx"],
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
