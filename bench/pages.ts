import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { childEnvironment } from "@/lib/runtime/env";
import { withSite } from "./site.ts";

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

export async function benchPages({ secs, rounds, conns }: PagesBenchOptions): Promise<void> {
  await withSite({}, async ({ origin, port, dataDir }) => {
    for (const pid of listenersOf(port)) spawnSync("taskset", ["-acp", "0", String(pid)], { stdio: "ignore" });
    const pairs = [...PAIRS, { path: staticFile(), beside: "/static", wanted: 0.8 }];
    const out = join(dataDir, "rows.json");
    const run = spawnSync(
      "node",
      [resolve("../shared/bench/next/run.mjs"), "--secs", secs, "--rounds", rounds, "--conns", conns, "--out", out],
      {
        stdio: ["ignore", "inherit", "inherit"],
        env: childEnvironment({ BENCH_OURS_WEB: origin, BENCH_OURS_PATHS: pairs.map((pair) => pair.path).join(",") }),
      },
    );
    if (run.status !== 0) throw new Error("the yardstick's run failed");
    print(pairs, JSON.parse(readFileSync(out, "utf8")) as Row[]);
  });
}

/** @throws Error where an answer was none */
function print(
  pairs: readonly { readonly path: string; readonly beside: string; readonly wanted: number }[],
  rows: readonly Row[],
): void {
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
