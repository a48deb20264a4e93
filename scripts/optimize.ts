import { writeFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { optimise } from "@/lib/features/backtests/optimise";
import { trialRows, trialsCsv } from "@/lib/features/backtests/report-trials";
import { settingsRecord } from "@/lib/features/backtests/settings-record";
import { makeSpace } from "@/lib/trading/optimise/make-space";
import { OBJECTIVES, type Objective } from "@/lib/trading/optimise/objective";
import { SEARCH_METHODS, type SearchMethod, startSearch } from "@/lib/trading/optimise/search";
import { addRunOptions, type RunOptions, rangeOf, wholeOf } from "./backtest/options.ts";
import { prepare, sharedBars } from "./backtest/prepare.ts";
import { trialTable, verdictLines } from "./backtest/print-trials.ts";
import { trialTeller, withThreads } from "./backtest/threads.ts";
import { runCommand } from "./command.ts";

interface Options extends RunOptions {
  readonly range: number;
  readonly steps?: number;
  readonly trials: number;
  readonly method: SearchMethod;
  readonly objective: Objective;
  readonly minTrades: number;
  readonly vary?: readonly string[];
  readonly grid: Readonly<Record<string, readonly (number | string | boolean)[]>>;
  readonly threads?: number;
  readonly top: number;
  readonly csv?: string;
}

const program = addRunOptions(
  new Command("npm run optimize --").description(
    "Searches the parameters of a strategy around those given, on all cores. The result is in sample: it says how much of it may be luck.",
  ),
)
  .option("--range <part>", "to either side of each value: 0.3 is ±30 %", rangeOf(0.000_001, 10), 0.3)
  .option("--steps <number>", "values a parameter", wholeOf(1, 100_000))
  .option("--trials <number>", "sets tried, at most", wholeOf(1, 10_000_000), 500)
  .addOption(new Option("--method <name>", "how sets are chosen").choices(SEARCH_METHODS).default("sequential"))
  .addOption(new Option("--objective <name>", "what is maximised").choices(OBJECTIVES).default("sharpe"))
  .option("--min-trades <number>", "sets with fewer closed trades have no score", wholeOf(0, 1_000_000), 10)
  .option("--vary <names>", "parameters that vary, with commas between; all numbers unless told", (text) =>
    text.split(","),
  )
  .option("--grid <name=values>", "values of a parameter one by one, like fast=5,10,20; may be given again", gridOf, {})
  .option("--threads <number>", "as many as there are cores unless told", wholeOf(1, 64))
  .option("--top <number>", "sets shown", wholeOf(1, 1_000), 10)
  .option("--csv <file>", "write all trials as CSV");

program.action(async (options: Options) => {
  const { strategy, ref, parameters, data, settings, request } = await prepare(options);
  const space = makeSpace(strategy.parameters, {
    around: parameters,
    range: options.range,
    grid: options.grid,
    ...(options.steps === undefined ? {} : { steps: options.steps }),
    ...(options.vary === undefined ? {} : { vary: options.vary }),
  });
  if (!space.ok)
    throw new Error(
      Object.values(space.fieldErrors ?? {})
        .flat()
        .join("; "),
    );
  const { method, trials, objective, minTrades, seed } = options;
  const plan = { method, trials, objective, minTrades, seed };
  const search = startSearch(space.value, plan, strategy.check);
  if (!search.ok) throw new Error(search.detail ?? search.reason);
  const { total } = search.value;
  const bars = sharedBars(data.bars);
  const tell = trialTeller(total);
  const found = await withThreads(options.threads, (compute, stop) =>
    optimise(
      compute,
      {
        ground: { bars, barsKey: data.dataHash, strategy: ref, settings },
        space: space.value,
        plan: { ...plan, trials: total },
        check: strategy.check,
        trialsBefore: 0,
      },
      { turn: "", stop, onTold: tell },
    ),
  );
  const { summary } = found;
  const rows = trialRows(found.trials);
  if (options.csv !== undefined) writeFileSync(options.csv, trialsCsv(rows));
  const record = settingsRecord({ ...request, parameters: summary.best?.parameters ?? parameters }, data, {
    evidenceClass: "IN_SAMPLE",
    trialCount: summary.tried,
  });
  if (options.json === true) {
    const told = { ...summary, metrics: found.judged?.metrics ?? null, settings: record, trials: rows };
    process.stdout.write(`${JSON.stringify(told)}\n`);
  } else
    process.stdout.write(
      `${trialTable(rows.slice(0, options.top), objective)}${verdictLines(summary, record, found.judged?.metrics.annualised)}`,
    );
  if (summary.best === null)
    throw new Error(`No set has ${minTrades} closed trades or more, and a ${objective} of its own.`);
});

function gridOf(text: string, before: Options["grid"]): Options["grid"] {
  const [, name, values] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || values === undefined)
    throw new InvalidArgumentError("It must be name=values, like fast=5,10,20.");
  return { ...before, [name.trim()]: values.split(",").map(readValue) };
}

function readValue(text: string): number | string | boolean {
  const value = text.trim();
  if (value === "true" || value === "false") return value === "true";
  return value !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
}

await runCommand(program);
