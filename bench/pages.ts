import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { childEnvironment } from "@/lib/runtime/env";

/**
 * `npm run bench -- pages`: our pages as one more contestant of ../shared/bench/next, one run, ratios inside it. The product is its own
 * production build with a data folder of its own; limits are off, since 100 requests a minute would measure the limiter.
 */
export interface PagesBenchOptions {
  readonly secs: string;
  readonly rounds: string;
  readonly conns: string;
}

interface Row {
  readonly server: string;
  readonly path: string;
  readonly conns: number;
  readonly rps: number;
  readonly errors: number;
}

/** What stands beside what: ours, the yardstick's page behind its custom server, the ratio that we want. */
const PAIRS = [
  { path: "/", beside: "/dynamic", wanted: 0.5 },
  { path: "/strategies", beside: "/dynamic", wanted: 0.5 },
  { path: "/api/strategies", beside: "/api/signals", wanted: 0.8 },
] as const;

export async function benchPages(options: PagesBenchOptions): Promise<void> {
  const port = await freePort();
  const dataDir = mkdtempSync(join(tmpdir(), "heliograph-bench-"));
  const origin = `http://127.0.0.1:${port}`;
  const server = spawn("npm", ["run", "-s", "up"], {
    stdio: ["ignore", "inherit", "inherit"],
    detached: true,
    env: childEnvironment({
      PORT: String(port),
      DATA_DIR: dataDir,
      NEXTAUTH_URL: origin,
      RATE_LIMIT_IP: "0",
      RATE_LIMIT_USER: "0",
      LOG_LEVEL: "warn",
    }),
  });
  try {
    await ready(`${origin}/api/ready`, server);
    for (const pid of listenersOf(port)) spawnSync("taskset", ["-acp", "0", String(pid)], { stdio: "ignore" });
    const pairs = [...PAIRS, { path: staticFile(), beside: "/static", wanted: 0.8 }];
    const out = join(dataDir, "rows.json");
    const { secs, rounds, conns } = options;
    const run = spawnSync(
      "node",
      [resolve("../shared/bench/next/run.mjs"), "--secs", secs, "--rounds", rounds, "--conns", conns, "--out", out],
      {
        stdio: ["ignore", "inherit", "inherit"],
        env: childEnvironment({ BENCH_OURS_WEB: origin, BENCH_OURS_PATHS: pairs.map((pair) => pair.path).join(",") }),
      },
    );
    if (run.status !== 0) throw new Error("the yardstick's run failed");
    const rows = JSON.parse(readFileSync(out, "utf8")) as Row[];
    console.log(
      "\n| ours | beside | conns | ours req/s | yardstick req/s | ratio | wanted |\n|---|---|---|---|---|---|---|",
    );
    for (const { path, beside, wanted } of pairs) {
      for (const conns of new Set(rows.map((row) => row.conns))) {
        const ours = medianRps(rows, "ours", path, conns);
        const yardstick = medianRps(rows, "custom server", beside, conns);
        const cells = [
          path,
          beside,
          conns,
          Math.round(ours),
          Math.round(yardstick),
          (ours / yardstick).toFixed(2),
          `≥ ${wanted}`,
        ];
        console.log(`| ${cells.join(" | ")} |`);
      }
    }
    const faults = rows.filter((row) => row.server === "ours" && row.errors > 0);
    if (faults.length > 0) throw new Error(`answers other than 2xx: ${faults.map((row) => row.path).join(", ")}`);
  } finally {
    if (server.pid !== undefined && server.exitCode === null) {
      process.kill(-server.pid, "SIGTERM");
      await new Promise((done) => server.once("exit", done));
    }
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function medianRps(rows: readonly Row[], server: string, path: string, conns: number): number {
  const found = rows
    .filter((row) => row.server === server && row.path === path && row.conns === conns)
    .map((row) => row.rps);
  return found.sort((a, b) => a - b)[found.length >> 1] ?? Number.NaN;
}

/** The script of our build whose size is nearest to the yardstick's static page (8 kB), so that bytes do not decide. */
function staticFile(): string {
  const dir = join(".next", "static", "chunks");
  const names = readdirSync(dir).filter((name) => name.endsWith(".js"));
  const sizeOff = (name: string) => Math.abs(statSync(join(dir, name)).size - 8_000);
  const [nearest] = names.sort((a, b) => sizeOff(a) - sizeOff(b));
  if (nearest === undefined) throw new Error("no built script: run `npm run build` first");
  return `/_next/static/chunks/${nearest}`;
}

function listenersOf(port: number): number[] {
  const found = spawnSync("ss", ["-Hltnp", `sport = :${port}`], { encoding: "utf8" }).stdout;
  return [...found.matchAll(/pid=(\d+)/g)].map((match) => Number(match[1]));
}

async function ready(url: string, server: ChildProcess): Promise<void> {
  for (const until = Date.now() + 300_000; Date.now() < until; await pause(200)) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    if (
      await fetch(url).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return;
  }
  throw new Error("the server was not ready within 5 minutes");
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address !== null ? done(address.port) : fail(new Error("no port")),
      );
    });
  });
}
