import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { Command, Option } from "commander";
import { type Db, openDb } from "@/lib/db/client";
import { type CandleSeries, seriesName } from "@/lib/features/candles/candle-series";
import { importCandles } from "@/lib/features/candles/import-candles";
import { loadBars } from "@/lib/features/candles/load-bars";
import { parseCandles } from "@/lib/features/candles/parse-candles";
import { listSeries } from "@/lib/features/candles/queries";
import { seriesOfPath } from "@/lib/features/candles/series-of-path";
import { verifySeries } from "@/lib/features/candles/verify-series";
import { downloadCandles } from "@/lib/integrations/ccxt/download-candles";
import { toIso, utcMs } from "@/lib/kernel/time";
import { openDatabase } from "@/lib/runtime/database";
import { settingsOrExit } from "@/lib/runtime/env";
import { barFaults } from "@/lib/trading/market/bar-faults";
import { barsOf, candlesOf } from "@/lib/trading/market/bars";
import { TIMEFRAME_MS, TIMEFRAMES } from "@/lib/trading/market/timeframe";
import { runCommand } from "./command.ts";

interface SeriesOptions {
  readonly exchange?: string;
  readonly symbol?: string;
  readonly timeframe?: string;
}

const clock = { now: () => utcMs(Date.now()) };

const exchange = new Option("--exchange <id>", "ccxt's id, e.g. binance, where the path does not say");
const symbol = new Option("--symbol <symbol>", "BTC/USDT, a perpetual BTC/USDT:USDT; BTCUSDT is accepted");
const timeframe = new Option("--timeframe <name>", TIMEFRAMES.join(" | "));
const json = new Option("--json", "print JSON alone on stdout");

const program = new Command("npm run candles --").description(
  "The candle store: bars for replay, charts and backtests. Exit code 0 done, 1 something was refused or found wrong, 2 called wrongly.",
);

program
  .command("import")
  .description(
    "Adds files: CSV with the header timestamp,open,high,low,close,volume (ms), or ccxt's JSON arrays; .gz too. A path like binance/BTCUSDT_15m.csv.gz names its series; bybit's files are perpetuals. Safe to repeat.",
  )
  .argument("<file...>")
  .addOption(exchange)
  .addOption(symbol)
  .addOption(timeframe)
  .addOption(json)
  .action((files: string[], options: SeriesOptions & { json?: boolean }) =>
    withDb(async (db) => {
      const results = [];
      for (const file of files) {
        const result = await importFile(db, file, options);
        results.push(result);
        if ("refused" in result) {
          process.exitCode = 1;
          process.stderr.write(`${file}: ${result.refused}\n`);
        } else if (options.json !== true)
          console.log(`${file}: ${seriesName(result.series)}, ${result.added} bars added, ${spanText(result.series)}`);
      }
      if (options.json === true) console.log(JSON.stringify(results, null, 2));
    }),
  );

program
  .command("download")
  .description(
    "Adds closed bars from the exchange itself (EXCHANGE_URL_<ID> is minded). Safe to repeat and to break off.",
  )
  .addOption(exchange)
  .addOption(symbol)
  .addOption(timeframe)
  .requiredOption("--from <time>", "first bar, ISO time")
  .option("--to <time>", "end, ISO time; this bar is left out", "9999-01-01T00:00:00Z")
  .addOption(json)
  .action((options: SeriesOptions & { from: string; to: string; json?: boolean }) =>
    withDb(async (db) => {
      const key = seriesOfPath("", options);
      if (!key.ok) throw new Error(key.detail);
      const download = downloadCandles({
        ...key.value,
        from: timeOf("--from", options.from),
        to: timeOf("--to", options.to),
        now: clock.now(),
        url: settingsOrExit().EXCHANGE_URLS[key.value.exchange],
        sleep: (ms) => delay(ms),
      });
      const done: { added: number; series?: CandleSeries } = { added: 0 };
      for await (const page of download) {
        const bars = barsOf(page);
        const [fault] = barFaults(bars, TIMEFRAME_MS[key.value.timeframe], 1);
        if (fault !== undefined)
          throw new Error(
            `${seriesName(key.value)}, bar ${page[fault.row]?.time}: ${fault.fault}; what came before it is stored`,
          );
        const imported = await importCandles({ db, clock }, key.value, bars, { source: "download" });
        if (!imported.ok) throw new Error(`${seriesName(key.value)}: ${imported.detail ?? imported.reason}`);
        done.series = imported.value.series;
        done.added += imported.value.added;
        process.stderr.write(`${toIso(utcMs(page.at(-1)?.time ?? 0))}: ${done.added} bars added\n`);
      }
      const { series, added } = done;
      if (series === undefined)
        throw new Error(`${seriesName(key.value)}: the exchange has no closed bars in that time`);
      if (options.json === true) console.log(JSON.stringify({ ...forMachines(series), added }, null, 2));
      else console.log(`${seriesName(series)}: ${added} bars added, ${spanText(series)}`);
    }),
  );

program
  .command("list")
  .description("Shows what is stored.")
  .addOption(json)
  .action((options: { json?: boolean }) =>
    withDb(async (db) => {
      const all = await listSeries(db);
      if (options.json === true) console.log(JSON.stringify(all.map(forMachines), null, 2));
      else if (all.length === 0) console.log("No candles are stored. Add some: npm run candles -- import FILE…");
      else for (const series of all) console.log(`${seriesName(series)}: ${spanText(series)}`);
    }),
  );

program
  .command("verify")
  .description("Reads every stored series whole and says what is wrong with it.")
  .addOption(json)
  .action((options: { json?: boolean }) =>
    withDb(async (db) => {
      const results = [];
      for (const series of await listSeries(db)) {
        const faults = await verifySeries({ db }, series);
        results.push({ ...forMachines(series), faults });
        if (faults.length > 0) process.exitCode = 1;
        if (options.json !== true)
          console.log(
            `${seriesName(series)}: ${faults.length === 0 ? `${series.bars} bars, sound` : faults.join("; ")}`,
          );
      }
      if (options.json === true) console.log(JSON.stringify(results, null, 2));
    }),
  );

program
  .command("export")
  .description("Writes one series as CSV or ccxt's JSON arrays, to a file (.gz packs it) or to stdout.")
  .addOption(exchange)
  .addOption(symbol)
  .addOption(timeframe)
  .option("--from <time>", "first bar, ISO time", "1970-01-01T00:00:00Z")
  .option("--to <time>", "end, ISO time; this bar is left out", "9999-01-01T00:00:00Z")
  .option("--out <file>", "instead of stdout")
  .addOption(json)
  .action((options: SeriesOptions & { from: string; to: string; out?: string; json?: boolean }) =>
    withDb(async (db) => {
      const key = seriesOfPath("", options);
      if (!key.ok) throw new Error(key.detail);
      const range = { from: timeOf("--from", options.from), to: timeOf("--to", options.to) };
      const loaded = await loadBars({ db }, key.value, range);
      if (!loaded.ok) throw new Error(loaded.detail);
      const rows = candlesOf(loaded.value.bars).map(({ time, open, high, low, close, volume }) => [
        time,
        open,
        high,
        low,
        close,
        volume,
      ]);
      const text =
        options.json === true
          ? `${JSON.stringify(rows)}\n`
          : `timestamp,open,high,low,close,volume\n${rows.map((row) => `${row.join(",")}\n`).join("")}`;
      if (options.out === undefined) process.stdout.write(text);
      else writeFileSync(options.out, options.out.endsWith(".gz") ? gzipSync(text) : text);
    }),
  );

await runCommand(program);

type FileResult = { file: string; refused: string } | { file: string; series: CandleSeries; added: number };

async function importFile(db: Db, file: string, options: SeriesOptions): Promise<FileResult> {
  const key = seriesOfPath(file, options);
  if (!key.ok) return { file, refused: key.detail ?? key.reason };
  let text: string;
  try {
    text = readPlain(file);
  } catch (error) {
    return { file, refused: `it cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
  const candles = parseCandles(text, key.value.timeframe);
  if (!candles.ok) return { file, refused: candles.detail ?? candles.reason };
  const imported = await importCandles({ db, clock }, key.value, candles.value);
  return imported.ok ? { file, ...imported.value } : { file, refused: imported.detail ?? imported.reason };
}

function readPlain(file: string): string {
  const bytes = readFileSync(file);
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
}

function timeOf(option: string, text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Error(`${option} must be an ISO time such as 2024-03-01T00:00:00Z, not "${text}"`);
  return at;
}

function spanText({ bars, gaps, fromMs, toMs, source }: CandleSeries): string {
  const holes = gaps === 0 ? "no gaps" : `${gaps} ${gaps === 1 ? "gap" : "gaps"}`;
  return `${bars} bars, ${toIso(utcMs(fromMs))} to ${toIso(utcMs(toMs))}, ${holes}${source === "generated" ? ", GENERATED" : ""}`;
}

function forMachines({ fromMs, toMs, ...series }: CandleSeries): object {
  return { ...series, from: toIso(utcMs(fromMs)), to: toIso(utcMs(toMs)) };
}

async function withDb(work: (db: Db) => Promise<void>): Promise<void> {
  const database = await openDatabase(settingsOrExit());
  const db = openDb(database.urls.web, { poolMax: 2, applicationName: "heliograph-candles" });
  try {
    await work(db);
  } finally {
    await db.$disconnect();
    await database.stop();
  }
}
