import { median, printTable, tellLoad } from "../table.ts";
import { oursRun, type Row, rsimacdLoop, yardstickRun } from "./yardstick.ts";

/**
 * `npm run bench -- backtest`: one run with trades, equity and metrics, in turns with the yardstick, ratios inside one run; then strategies from
 * files with a callback at each bar, and what a fresh thread needs for its first result.
 */
export async function benchBacktest(options: { readonly bars: string; readonly rounds: string }): Promise<void> {
  const { bars, rounds } = options;
  const rows = yardstickRun(["js-loop", "ours"], ["--bars", bars, "--no-opt", "1", "--rounds", rounds]);
  const single = ["sma", "rsimacd"].map((strategy) => {
    const of = (name: string): Row[] => rows.filter((row) => row.contestant === name && row.strategy === strategy);
    return [strategy, ...compared(of("ours"), of("js-loop"), (row) => row.backtest_ms), "≤ 1.50"];
  });
  const turns = (of: () => Row): Row[] => Array.from({ length: Number(rounds) }, of);
  const callbacks = ["holds", "brackets", "reverses"].map((strategy) => {
    const found = turns(() => oursRun(bars, { strategy, task: "callback" }));
    const [ms, cpu] = [median(found.map((row) => row.backtest_ms)), median(found.map((row) => row.cpu_ms))];
    const pace = (took: number): string => (Number(bars) / took / 1_000).toFixed(1);
    return [strategy, String(found[0]?.trades), ms.toFixed(1), pace(ms), pace(cpu), "≥ 15"];
  });
  const first = ["20000", "100000"].map((few) => {
    const found = turns(() => oursRun(few, { task: "fresh", reps: "9" }));
    const of = (column: (row: Row) => number | undefined): string => median(found.map(column)).toFixed(0);
    const ready = [of((row) => row.backtest_ms), of((row) => row.most_ms)];
    return [few, ...ready, "≤ 50", of((row) => row.cold_ms), of((row) => row.cpu_ms)];
  });
  printTable(
    ["one run", "ours, ms", "js-loop, ms", "ratio", "trades, ours", "trades, js-loop", "memory, MiB over", "wanted"],
    single,
  );
  printTable(
    ["callback a bar, from a file", "trades", "ms", "million bars a second", "… of the processor's time", "wanted"],
    callbacks,
  );
  printTable(
    [
      "a fresh thread's first result, bars",
      "ms",
      "the slowest of nine",
      "wanted",
      "ms with its start",
      "… processor's ms",
    ],
    first,
  );
  tellLoad();
}

/**
 * `npm run bench -- optimize`: two threads beside the yardstick's one core, and beside one thread of our own. What two threads gain the
 * yardstick itself (`js-workers-2`) says what this machine has to give at the time.
 */
export async function benchOptimize(options: { readonly combos: string; readonly rounds: string }): Promise<void> {
  const { combos, rounds } = options;
  const args = ["--bars", "20000", "--combos", combos, "--rounds", rounds];
  const rows = yardstickRun(["js-loop", "js-workers-2", "ours"], args).filter((row) => row.task === "opt");
  const loop: Row[] = [];
  const ours: Record<"sma" | "rsimacd", { one: Row[]; two: Row[] }> = {
    sma: { one: [], two: [] },
    rsimacd: { one: [], two: [] },
  };
  for (let round = 0; round < Number(rounds); round++) {
    loop.push(rsimacdLoop("100000", combos));
    for (const strategy of ["sma", "rsimacd"] as const)
      for (const [threads, name] of [
        ["2", "two"],
        ["1", "one"],
      ] as const)
        ours[strategy][name].push(oursRun("100000", { strategy, task: "opt", reps: "6", combos, threads }));
  }
  const of = (name: string): Row[] => rows.filter((row) => row.contestant === name);
  const ms = (row: Row) => row.opt_ms;
  printTable(
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
    [
      ["sma, 2 threads", ...compared(of("ours"), of("js-loop"), ms), "≤ 0.50, ≤ 96 MiB"],
      ["rsimacd, 2 threads", ...compared(ours.rsimacd.two, loop, ms), "≤ 0.60, ≤ 96 MiB"],
    ],
  );
  const gain = (one: readonly Row[], two: readonly Row[], of = ms): string =>
    (median(one.map(of)) / median(two.map(of))).toFixed(2);
  // What a second thread adds in work is lost to whatever machine: a busy one still tells this much.
  const most = (one: readonly Row[], two: readonly Row[]): string =>
    (2 * Number(gain(one, two, (row) => row.cpu_ms))).toFixed(2);
  const { sma, rsimacd } = ours;
  printTable(
    ["two threads against one", "times as fast", "at most, by the processor's time", "wanted"],
    [
      ["sma", gain(sma.one, sma.two), most(sma.one, sma.two), "≥ 1.85"],
      ["rsimacd", gain(rsimacd.one, rsimacd.two), most(rsimacd.one, rsimacd.two), "≥ 1.85"],
      ["the yardstick: js-workers-2 against js-loop", gain(of("js-loop"), of("js-workers-2")), "", ""],
    ],
  );
  tellLoad();
}

/** Both times, their ratio, trades of both, and how much more memory we peaked at. */
function compared(ours: readonly Row[], beside: readonly Row[], ms: (row: Row) => number | undefined): string[] {
  const [mine, theirs] = [median(ours.map(ms)), median(beside.map(ms))];
  const over = median(ours.map((row) => row.rss_mb)) - median(beside.map((row) => row.rss_mb));
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
