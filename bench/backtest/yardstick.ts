import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { childEnvironment } from "@/lib/runtime/env";

export const YARDSTICK = resolve("../shared/bench/backtest");

/** A line of a contestant, as far as it is read here. */
export interface Row {
  readonly contestant: string;
  readonly task: string;
  readonly strategy: string;
  readonly bars: number;
  readonly backtest_ms?: number;
  readonly most_ms?: number;
  readonly cold_ms?: number;
  readonly opt_ms?: number;
  /** The processor's time, all threads together: ours alone. */
  readonly cpu_ms?: number;
  readonly trades: number;
  readonly rss_mb: number;
}

/** The whole run of the yardstick with us as one of its contestants, who take turns. */
export function yardstickRun(contestants: readonly string[], args: readonly string[]): Row[] {
  const folder = mkdtempSync(join(tmpdir(), "heliograph-bench-"));
  // The npm indicator libraries are left out: a folder of that name in their place spares their installation.
  mkdirSync(join(folder, "node_modules", "technicalindicators"), { recursive: true });
  const out = join(folder, "rows.json");
  try {
    const { status } = spawnSync(
      process.execPath,
      [join(YARDSTICK, "run.mjs"), "--only", contestants.join(","), "--out", out, ...args],
      {
        stdio: ["ignore", "inherit", "inherit"],
        env: childEnvironment({
          PATH: `${dirname(process.execPath)}:${childEnvironment().PATH ?? ""}`,
          BENCH_BT_DIR: benchFolder(),
          BENCH_TA_DIR: folder,
          BENCH_OURS_BACKTEST: `npm --prefix ${process.cwd()} run -s bench -- contestant`,
        }),
      },
    );
    if (status !== 0) throw new Error("the yardstick's run failed");
    return JSON.parse(readFileSync(out, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bars that the yardstick's run has made, as the prefix of their files. */
function barsPrefix(bars: string): string {
  return join(benchFolder(), "data", bars);
}

/** One more turn of ours, told what the yardstick's run does not ask for. */
export function oursRun(bars: string, options: Readonly<Record<string, string>>): Row {
  const args = Object.entries({ data: barsPrefix(bars), ...options }).flatMap(([name, value]) => [`--${name}`, value]);
  return lastLine(spawnSync("npm", ["run", "-s", "bench", "--", "contestant", ...args], { encoding: "utf8" }));
}

/** The yardstick's loop of `rsimacd`, once a combination, in one process. */
export function rsimacdLoop(bars: string, combos: string): Row {
  const args = [join(YARDSTICK, "contestants/core.mjs"), `${barsPrefix(bars)}.bin`, combos, "2"];
  return lastLine(spawnSync(process.execPath, ["bench/backtest/rsimacd-loop.mjs", ...args], { encoding: "utf8" }));
}

function lastLine({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): Row {
  const line = stdout.trim().split("\n").at(-1) ?? "";
  if (!line.startsWith("{")) throw new Error(`no result: ${stderr.trim().split("\n").at(-1) ?? ""}`);
  process.stderr.write(`${line}\n`);
  return JSON.parse(line);
}

function benchFolder(): string {
  return join(tmpdir(), "heliograph-bench", "backtest");
}
