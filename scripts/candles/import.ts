import type { Command } from "commander";
import { seriesName } from "@/lib/features/candles/candle-series";
import { type FileImported, importFile } from "@/lib/features/candles/import-file";
import { blocksOfFile } from "@/lib/features/candles/read-file";
import { type FileTarget, targetOfPath } from "@/lib/features/candles/target-of-path";
import type { Result } from "@/lib/kernel/result";
import { exchange, json, type SeriesOptions, symbol, timeframe } from "./options.ts";
import { countText, forMachines, iso, refusalText, spanText } from "./tell.ts";
import { withStore } from "./with-store.ts";

interface ImportOptions extends SeriesOptions {
  readonly funding?: boolean;
  readonly replace?: boolean;
  readonly allowGaps?: boolean;
  readonly json?: boolean;
}

export function addImport(program: Command): void {
  program
    .command("import")
    .description(
      "Adds files, each whole or not at all: CSV with the header timestamp,open,high,low,close,volume (ms or ISO dates in UTC), ccxt's JSON arrays, Arrow (freqtrade's feather); CSV and JSON .gz too. A path like binance/BTCUSDT_15m.csv.gz names its series, bybit's files are perpetuals; …_funding.csv holds timestamp,funding_rate. Safe to repeat: what is stored already is counted, not stored twice; what is stored with other values refuses the file, and so do missing bars, unless told.",
    )
    .argument("<file...>")
    .addOption(exchange())
    .addOption(symbol())
    .addOption(timeframe())
    .option("--funding", "the files hold funding rates, whatever their names")
    .option("--allow-gaps", "take files with missing bars: an exchange that stood still, a market with closed days")
    .option("--replace", "put the file's values in the place of stored ones that differ")
    .addOption(json())
    .action((files: string[], options: ImportOptions) =>
      withStore(async (store) => {
        const settings = { replace: options.replace === true, gapsAllowed: options.allowGaps === true };
        const told: object[] = [];
        for (const file of files) {
          const target = targetOfPath(file, options);
          const result = target.ok ? await importFile(store, target.value, blocksOfFile(file), settings) : target;
          told.push({ file, ...outcome(target, result) });
          if (!result.ok) {
            process.exitCode = 1;
            process.stderr.write(`${file}: ${refusalText(result)}\n`);
          } else if (options.json !== true && target.ok)
            console.log(`${file}: ${sentence(target.value, result.value)}`);
        }
        if (options.json === true) console.log(JSON.stringify(told, null, 2));
      }),
    );
}

function sentence(target: FileTarget, done: FileImported): string {
  if (done.kind === "candles") {
    const { series } = done.candles;
    const left = done.running === null ? "" : `; the bar of ${iso(done.running)} still runs and was left out`;
    return `${seriesName(series)}: ${countText(done.candles)}; ${spanText(series)}${left}`;
  }
  return `funding of ${target.key.exchange} ${target.key.symbol}: ${countText(done.funding)}`;
}

function outcome(target: Result<FileTarget>, result: Result<FileImported>): object {
  if (!result.ok) return { refused: refusalText(result) };
  if (result.value.kind === "funding") return { funding: target.ok ? target.value.key : null, ...result.value.funding };
  const { candles, running } = result.value;
  const { series, ...counts } = candles;
  return { series: forMachines(series), ...counts, ...(running === null ? {} : { running: iso(running) }) };
}
