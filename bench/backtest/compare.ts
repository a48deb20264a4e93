import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { childEnvironment } from "@/lib/runtime/env";

const YARDSTICK = resolve("../shared/bench/backtest");

/** A line of a contestant, as far as it is read here. */
interface Row {
  readonly contestant: string;
  readonly strategy?: string;
  readonly backtest_ms?: number;
  readonly opt_ms?: number;
  readonly trades: number;
  readonly pnl: number;
  readonly rss_mb: number;
}

/** `npm run bench -- backtest`: one run with trades, equity and metrics, in turns with the yardstick, ratios inside one run. */
export async function benchBacktest({
  bars,
  rounds,
}: {
  readonly bars: string;
  readonly rounds: string;
}): Promise<void> {
  const rows = yardstickRun(["--bars", bars, "--no-opt", "1", "--rounds", rounds]);
  const table = ["sma", "rsimacd"].map((strategy) => {
    const of = (name: string): Row[] => rows.filter((row) => row.contestant === name && row.strategy === strategy);
    return [strategy, ...compared(of("ours"), of("js-loop"), (row) => row.backtest_ms), "≤ 1.50"];
  });
  print(
    ["one run", "ours, ms", "js-loop, ms", "ratio", "trades, ours", "trades, js-loop", "memory, MiB over", "wanted"],
    table,
  );
}

/** `npm run bench -- optimize`: two threads beside the yardstick's one core, and beside one thread of our own. */
export async function benchOptimize({
  combos,
  rounds,
}: {
  readonly combos: string;
  readonly rounds: string;
}): Promise<void> {
  const rows = yardstickRun(["--bars", "20000", "--combos", combos, "--rounds", rounds]).filter(
    (row) => row.opt_ms != null,
  );
  const of = (name: string): Row[] => rows.filter((row) => row.contestant === name);
  const table = [["sma, 2 threads", ...compared(of("ours"), of("js-loop"), (row) => row.opt_ms), "≤ 0.50"]];
  const [two, one, loop]: [Row[], Row[], Row[]] = [[], [], []];
  const prefix = join(benchFolder(), "data", "100000");
  for (let round = 0; round < Number(rounds); round++) {
    loop.push(
      node("bench/backtest/rsimacd-loop.mjs", [join(YARDSTICK, "contestants/core.mjs"), `${prefix}.bin`, combos, "2"]),
    );
    for (const [threads, into] of [
      ["2", two],
      ["1", one],
    ] as const)
      into.push(contestant(prefix, "rsimacd", combos, threads));
  }
  table.push(["rsimacd, 2 threads", ...compared(two, loop, (row) => row.opt_ms), "≤ 0.60"]);
  const ones = Array.from({ length: Number(rounds) }, () => contestant(prefix, "sma", combos, "1"));
  print(
    [
      `${combos} combinations × 100,000 bars`,
      "ours, ms",
      "js-loop, ms",
      "ratio",
      "trades of the best, ours",
      "js-loop",
      "memory, MiB over",
      "wanted",
    ],
    table,
  );
  const speedUp = (few: readonly Row[], many: readonly Row[]): string =>
    (median(few, (row) => row.opt_ms) / median(many, (row) => row.opt_ms)).toFixed(2);
  console.log(
    `\nTwo threads against one: sma ${speedUp(ones, of("ours"))}×, rsimacd ${speedUp(one, two)}× (wanted ≥ 1.85)`,
  );
}

function yardstickRun(args: readonly string[]): Row[] {
  const folder = mkdtempSync(join(tmpdir(), "heliograph-bench-"));
  // The npm indicator libraries are left out: a folder of that name in their place spares their installation.
  mkdirSync(join(folder, "node_modules", "technicalindicators"), { recursive: true });
  const out = join(folder, "rows.json");
  try {
    const { status } = spawnSync(
      process.execPath,
      [join(YARDSTICK, "run.mjs"), "--only", "js-loop,ours", "--out", out, ...args],
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

function contestant(prefix: string, strategy: string, combos: string, threads: string): Row {
  const args = ["--data", prefix, "--strategy", strategy, "--task", "opt", "--reps", "3", "--combos", combos];
  return lastLine(
    spawnSync("npm", ["run", "-s", "bench", "--", "contestant", ...args, "--threads", threads], { encoding: "utf8" }),
  );
}

function node(file: string, args: readonly string[]): Row {
  return lastLine(spawnSync(process.execPath, [file, ...args], { encoding: "utf8" }));
}

function lastLine({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): Row {
  const line = stdout.trim().split("\n").at(-1) ?? "";
  if (!line.startsWith("{")) throw new Error(`no result: ${stderr.trim().split("\n").at(-1) ?? ""}`);
  return JSON.parse(line);
}

/** Both times, their ratio, trades of both, and how much more memory we peaked at. */
function compared(ours: readonly Row[], beside: readonly Row[], ms: (row: Row) => number | undefined): string[] {
  const [mine, theirs] = [median(ours, ms), median(beside, ms)];
  const over = median(ours, (row) => row.rss_mb) - median(beside, (row) => row.rss_mb);
  const trades = (rows: readonly Row[]): string => String(rows[0]?.trades ?? "-");
  return [
    mine.toFixed(1),
    theirs.toFixed(1),
    (mine / theirs).toFixed(2),
    trades(ours),
    trades(beside),
    over.toFixed(0),
  ];
}

function median(rows: readonly Row[], of: (row: Row) => number | undefined): number {
  const values = rows.map((row) => of(row) ?? Number.NaN).sort((a, b) => a - b);
  return values[values.length >> 1] ?? Number.NaN;
}

function print(head: readonly string[], rows: readonly (readonly string[])[]): void {
  console.log(`\n| ${head.join(" | ")} |\n|${head.map(() => "---").join("|")}|`);
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
}

const benchFolder = (): string => join(tmpdir(), "heliograph-bench", "backtest");
