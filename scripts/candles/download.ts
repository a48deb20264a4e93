import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import { seriesName } from "@/lib/features/candles/candle-series";
import { downloadCandles } from "@/lib/features/candles/download-candles";
import { downloadFunding } from "@/lib/features/candles/download-funding";
import { createPace, paceText } from "@/lib/features/candles/pace";
import { seriesOfWords } from "@/lib/features/candles/target-of-path";
import { createCcxtHistory } from "@/lib/integrations/ccxt/ccxt-history";
import { settingsOrExit } from "@/lib/runtime/env";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { exchange, json, rangeOf, type SeriesOptions, symbol, timeframe } from "./options.ts";
import { countText, forMachines, iso, refusalText, spanText } from "./tell.ts";
import { withStore } from "./with-store.ts";

interface DownloadOptions extends SeriesOptions {
  readonly from: string;
  readonly to?: string;
  readonly funding: boolean;
  readonly json?: boolean;
}

export function addDownload(program: Command): void {
  program
    .command("download")
    .description(
      "Adds closed bars from the exchange itself, and the funding rates of a perpetual. Asks only for what is not stored: safe to repeat and to break off. EXCHANGE_URL_<ID> is minded.",
    )
    .addOption(exchange())
    .addOption(symbol())
    .addOption(timeframe())
    .requiredOption("--from <time>", "first bar, ISO time")
    .option("--to <time>", "end, ISO time; this bar is left out (default: the last closed bar)")
    .option("--no-funding", "bars alone, also of a perpetual")
    .addOption(json())
    .action((options: DownloadOptions) =>
      withStore(async ({ db, clock }) => {
        const key = seriesOfWords(options);
        if (!key.ok) throw new Error(refusalText(key));
        const { from = 0, to } = rangeOf(options.from, options.to);
        const history = createCcxtHistory({
          urls: settingsOrExit().EXCHANGE_URLS,
          sleep: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
        });
        const stop = new AbortController();
        process.once("SIGINT", () => stop.abort(new Error("Broken off; what came so far is stored")));
        const ctx = { db, clock, history };
        const { signal } = stop;
        const pace = createPace(() => performance.now());
        const bars = await downloadCandles(ctx, key.value, {
          from,
          to,
          signal,
          onProgress: ({ done, total, added, at }) => {
            const speed = pace(done, total);
            const parts = [`${added} new`, percentText(done, total), ...(speed === null ? [] : [paceText(speed)])];
            tell(`${at === 0 ? "no bars yet" : iso(at)}: ${parts.join(", ")}`);
          },
        });
        if (bars.series === null)
          throw new Error(`${seriesName(key.value)}: the exchange has no closed bars in that time`);
        const perpetual = parseSymbol(key.value.symbol);
        const funding =
          options.funding && perpetual.ok && perpetual.value.market === "swap"
            ? await downloadFunding(ctx, key.value, {
                from,
                to,
                signal,
                onProgress: ({ part, added }) => tell(`funding: ${added} new, ${Math.floor(part * 100)} %`),
              })
            : null;
        const { added, present, series } = bars;
        if (options.json === true)
          return console.log(JSON.stringify({ ...forMachines(series), added, present, funding }, null, 2));
        console.log(`${seriesName(series)}: ${countText({ added, present, replaced: 0 })}; ${spanText(series)}`);
        if (funding !== null) console.log(`funding: ${countText({ ...funding, replaced: 0 })}`);
      }),
    );
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

function percentText(done: number, total: number): string {
  return `${total === 0 ? 100 : Math.floor((done / total) * 100)} %`;
}
