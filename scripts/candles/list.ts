import type { Command } from "commander";
import { seriesName } from "@/lib/features/candles/candle-series";
import { listFunding, listSeries } from "@/lib/features/candles/queries";
import { json } from "./options.ts";
import { forMachines, iso, spanText } from "./tell.ts";
import { withStore } from "./with-store.ts";

export function addList(program: Command): void {
  program
    .command("list")
    .description("Shows what is stored: span, bars, gaps and hash of each series, and the funding rates.")
    .addOption(json())
    .action((options: { json?: boolean }) =>
      withStore(async ({ db }) => {
        const [series, funding] = await Promise.all([listSeries(db), listFunding(db)]);
        if (options.json === true)
          return console.log(
            JSON.stringify(
              {
                series: series.map(forMachines),
                funding: funding.map(({ fromMs, toMs, ...one }) => ({ ...one, from: iso(fromMs), to: iso(toMs) })),
              },
              null,
              2,
            ),
          );
        if (series.length + funding.length === 0)
          console.log("No candles are stored. Add some: npm run candles -- import FILE…");
        for (const one of series) console.log(`${seriesName(one)}: ${spanText(one)}, ${one.hash.slice(0, 16)}`);
        for (const { exchange, symbol, events, fromMs, toMs } of funding)
          console.log(`${exchange} ${symbol} funding: ${events} rates, ${iso(fromMs)} to ${iso(toMs)}`);
      }),
    );
}
