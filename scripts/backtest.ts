import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { settingsOf } from "@/lib/features/backtests/run-settings";
import { settingsRecord } from "@/lib/features/backtests/settings-record";
import { equityView, tradeViews } from "@/lib/features/backtests/view";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { measure } from "@/lib/trading/stats/metrics";
import { loadStrategy, parametersOf } from "./backtest/load-strategy.ts";
import { addRunOptions, type RunOptions } from "./backtest/options.ts";
import { metricLines } from "./backtest/print-metrics.ts";
import { readBars } from "./backtest/read-bars.ts";
import { runCommand } from "./command.ts";

interface Options extends RunOptions {
  readonly csv?: string;
  readonly report?: string;
}

const program = addRunOptions(
  new Command("npm run backtest --").description(
    "Runs one strategy over candles, of a file or of the candle store. Exit code 0 done, 1 something was refused or failed, 2 called wrongly.",
  ),
)
  .option("--csv <file>", "write the trades as CSV")
  .option("--report <file.html>", "write a report that needs nothing but a browser");

program.action(async (options: Options) => {
  const { strategy } = await loadStrategy(options.strategy);
  const parameters = parametersOf(strategy, options.param);
  const data = await readBars(options);
  const { bars, timeframe, market, funding } = data;
  const account = settingsOf({ ...options, initialCapital: options.cash }, market);
  const barMs = TIMEFRAME_MS[timeframe];
  const settings = { ...account, barMs, funding };
  const startedAt = performance.now();
  const result = runBacktest(bars, strategy, parameters, settings);
  const metrics = measure(result, bars, settings);
  say(`${bars.length} bars, ${result.trades.length} trades in ${Math.round(performance.now() - startedAt)} ms`);
  const request = {
    strategy: strategy.name,
    parameters,
    exchange: data.exchange,
    symbol: data.symbol,
    timeframe,
    from: bars.time[0] ?? 0,
    to: (bars.time[bars.length - 1] ?? 0) + barMs,
    settings: account,
    seed: options.seed,
  };
  const record = settingsRecord(request, data, { evidenceClass: "IN_SAMPLE", trialCount: 1 });
  const report = { settings: record, metrics, result, bars, barMs };
  if (options.csv !== undefined) {
    const { csvReport } = await import("@/lib/features/backtests/report-csv");
    writeFileSync(options.csv, csvReport(report));
    say(`Trades are in ${options.csv}`);
  }
  if (options.report !== undefined) {
    const { htmlReport } = await import("@/lib/features/backtests/report-html");
    writeFileSync(options.report, htmlReport(report));
    say(`The report is in ${options.report}`);
  }
  if (options.json === true) {
    const trades = tradeViews(result, bars.time);
    const equity = equityView(result.equity, bars.time, barMs);
    process.stdout.write(`${JSON.stringify({ metrics, trades, equity })}\n`);
  } else process.stdout.write(metricLines(record, metrics));
});

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

await runCommand(program);
