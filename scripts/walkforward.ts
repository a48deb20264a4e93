import { readFileSync } from "node:fs";
import { Command } from "commander";
import { settingsRecord } from "@/lib/features/backtests/settings-record";
import { equityView, tradeViews } from "@/lib/features/backtests/view";
import { walk } from "@/lib/features/backtests/walk";
import { walkSummary } from "@/lib/features/backtests/walk-summary";
import { sliceBars } from "@/lib/trading/market/bars";
import { measure } from "@/lib/trading/stats/metrics";
import { readWalkForwardPlan } from "@/lib/trading/validation/walk-forward/read-plan";
import { startWalkForward } from "@/lib/trading/validation/walk-forward/walk-forward";
import { addRunOptions, type RunOptions, wholeOf } from "./backtest/options.ts";
import { prepare, sharedBars } from "./backtest/prepare.ts";
import { metricLines } from "./backtest/print-metrics.ts";
import { stageLines } from "./backtest/print-stages.ts";
import { trialTeller, withThreads } from "./backtest/threads.ts";
import { type ReportOptions, writeReports } from "./backtest/write-reports.ts";
import { runCommand } from "./command.ts";

interface Options extends RunOptions, ReportOptions {
  readonly config: string;
  readonly threads?: number;
}

const program = addRunOptions(
  new Command("npm run walkforward --").description(
    "Chooses parameters on one part of history and trades the next, window after window (docs/walkforward.md). The result is out of sample.",
  ),
)
  .option("--config <file>", "the stages", "configs/walkforward.json")
  .option("--csv <file>", "write the out-of-sample trades of the last stage as CSV")
  .option("--report <file.html>", "write a report of them that needs nothing but a browser")
  .option("--threads <number>", "as many as there are cores unless told", wholeOf(1, 64));

program.action(async (options: Options) => {
  const { strategy, ref, parameters, data, settings, request, barMs } = await prepare(options);
  const plan = readWalkForwardPlan(readJson(options.config));
  if (!plan.ok) throw new Error(`${options.config}: ${plan.detail}`);
  const bars = sharedBars(data.bars);
  const started = startWalkForward({
    plan: plan.value,
    table: strategy.parameters,
    check: strategy.check,
    parameters,
    time: bars.time,
    barMs,
    cash: settings.cash,
  });
  if (!started.ok) throw new Error(`${options.config}: ${started.detail}`);
  const walking = started.value;
  const ground = { bars, barsKey: data.dataHash, strategy: ref, settings };
  const onTold = trialTeller(walking.trialsMax);
  await withThreads(options.threads, (compute, stop) =>
    walk(compute, ground, walking, strategy.check, { turn: "", stop, onTold }),
  );
  const stages = walking.report();
  const last = stages.at(-1);
  if (last === undefined) throw new Error("No stage came to its end.");
  const { stitched } = last;
  const traded = sliceBars(bars, last.from, last.to);
  const metrics = measure(stitched, traded, settings);
  const summary = walkSummary(stages);
  const record = settingsRecord({ ...request, seed: plan.value.seed }, data, {
    evidenceClass: "OUT_OF_SAMPLE",
    trialCount: summary.tried,
  });
  await writeReports({ settings: record, metrics, result: stitched, bars: traded, barMs }, options);
  if (options.json === true) {
    const trades = tradeViews(stitched, traded.time);
    const equity = equityView(stitched.equity, traded.time, barMs);
    process.stdout.write(`${JSON.stringify({ metrics, trades, equity, settings: record, ...summary })}\n`);
  } else process.stdout.write(`${stageLines(summary)}\n${metricLines(record, metrics)}`);
});

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

await runCommand(program);
