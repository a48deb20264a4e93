import type { Command } from "commander";
import { seriesName } from "@/lib/features/candles/candle-series";
import { listSeries } from "@/lib/features/candles/queries";
import { verifySeries } from "@/lib/features/candles/verify-series";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { exchange, json, type SeriesOptions, symbol, timeframe } from "./options.ts";
import { forMachines } from "./tell.ts";
import { withStore } from "./with-store.ts";

export function addVerify(program: Command): void {
  program
    .command("verify")
    .description(
      "Reads stored series whole (all, or those of the options) and says what is wrong: order, grid, missing bars, prices, hashes.",
    )
    .addOption(exchange())
    .addOption(symbol())
    .addOption(timeframe())
    .option("--allow-gaps", "missing bars are counted and no fault")
    .addOption(json())
    .action((options: SeriesOptions & { allowGaps?: boolean; json?: boolean }) =>
      withStore(async ({ db }) => {
        const results = [];
        const wanted = (await listSeries(db)).filter(
          (one) =>
            (options.exchange === undefined || one.exchange === options.exchange.toLowerCase()) &&
            (options.symbol === undefined || namesOf(options.symbol).includes(one.symbol)) &&
            (options.timeframe === undefined || one.timeframe === options.timeframe),
        );
        if (wanted.length === 0 && (options.exchange ?? options.symbol ?? options.timeframe) !== undefined)
          throw new Error("No stored series is of that exchange, symbol and timeframe");
        for (const series of wanted) {
          const faults = await verifySeries({ db }, series, { gapsAllowed: options.allowGaps === true });
          results.push({ ...forMachines(series), faults });
          if (faults.length > 0) process.exitCode = 1;
          if (options.json === true) continue;
          const gaps = series.gaps === 0 ? "" : `, ${series.gaps} ${series.gaps === 1 ? "gap" : "gaps"}`;
          console.log(
            `${seriesName(series)}: ${faults.length === 0 ? `${series.bars} bars${gaps}, sound` : faults.join("; ")}`,
          );
        }
        if (options.json === true) console.log(JSON.stringify(results, null, 2));
      }),
    );
}

/** Both markets that a person may mean by a symbol. */
function namesOf(typed: string): string[] {
  return (["spot", "swap"] as const).flatMap((market) => {
    const parsed = parseSymbol(typed, market);
    return parsed.ok ? [parsed.value.symbol] : [];
  });
}
