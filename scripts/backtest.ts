import { Command } from "commander";
import { settingsRecord } from "@/lib/features/backtests/settings-record";
import { equityView, tradeViews } from "@/lib/features/backtests/view";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { measure } from "@/lib/trading/stats/metrics";
import { addRunOptions, type RunOptions } from "./backtest/options.ts";
import { type Prepared, prepare, say } from "./backtest/prepare.ts";
import { metricLines } from "./backtest/print-metrics.ts";
import { type ReportOptions, writeReports } from "./backtest/write-reports.ts";
import { runCommand } from "./command.ts";

interface Options extends RunOptions, ReportOptions {
  readonly checkLookahead?: boolean;
}

const program = addRunOptions(
  new Command("npm run backtest --").description(
    "Runs one strategy over candles, of a file or of the candle store. Exit code 0 done, 1 something was refused or failed, 2 called wrongly.",
  ),
)
  .option("--csv <file>", "write the trades as CSV")
  .option("--report <file.html>", "write a report that needs nothing but a browser")
  .option("--check-lookahead", "first prove that no decision knows a later bar; fails when one does");

program.action(async (options: Options) => {
  const prepared = await prepare(options);
  const { strategy, parameters, data, settings, barMs, request } = prepared;
  const { bars } = data;
  if (options.checkLookahead === true) await refuseLookAhead(prepared);
  const startedAt = performance.now();
  const result = runBacktest(bars, strategy, parameters, settings);
  const metrics = measure(result, bars, settings);
  say(`${bars.length} bars, ${result.trades.length} trades in ${Math.round(performance.now() - startedAt)} ms`);
  const refused = Object.entries(result.refused).map(([reason, times]) => `${reason} ${times}`);
  if (refused.length > 0) say(`Entries that were not made: ${refused.join(", ")}`);
  const record = settingsRecord(request, data, { evidenceClass: "IN_SAMPLE", trialCount: 1 });
  await writeReports({ settings: record, metrics, result, bars, barMs }, options);
  if (options.json === true) {
    const trades = tradeViews(result, bars.time);
    const equity = equityView(result.equity, bars.time, barMs);
    process.stdout.write(`${JSON.stringify({ metrics, trades, equity })}\n`);
  } else process.stdout.write(metricLines(record, metrics));
});

/** @throws Error with each way in which a decision knew what came after it */
async function refuseLookAhead({ strategy, parameters, data, settings }: Prepared): Promise<void> {
  const { checkLookAhead } = await import("@/lib/trading/validation/look-ahead/check-look-ahead");
  const { isClean, faults, bars, cuts, decisions } = checkLookAhead(strategy, parameters, data.bars, settings);
  if (!isClean) throw new Error(faults.map(({ text }) => text).join("\n"));
  say(`No look-ahead: ${decisions} decisions over ${bars} bars stay the same under ${cuts} other futures.`);
}

await runCommand(program);
