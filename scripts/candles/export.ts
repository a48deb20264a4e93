import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Command, Option } from "commander";
import { EXPORT_FORMATS, type ExportFormat, exportBars } from "@/lib/features/candles/export-bars";
import { loadBars } from "@/lib/features/candles/load-bars";
import { seriesOfWords } from "@/lib/features/candles/target-of-path";
import { exchange, rangeOf, type SeriesOptions, symbol, timeframe } from "./options.ts";
import { refusalText } from "./tell.ts";
import { withStore } from "./with-store.ts";

interface ExportOptions extends SeriesOptions {
  readonly from?: string;
  readonly to?: string;
  readonly out?: string;
  readonly format?: ExportFormat;
  readonly json?: boolean;
}

export function addExport(program: Command): void {
  program
    .command("export")
    .description(
      "Writes one series to a file (.gz packs it) or to stdout. A timeframe that is not stored is made of a shorter one.",
    )
    .addOption(exchange())
    .addOption(symbol())
    .addOption(timeframe())
    .option("--from <time>", "first bar, ISO time")
    .option("--to <time>", "end, ISO time; this bar is left out")
    .addOption(new Option("--format <name>", "default: by the ending of --out, else csv").choices([...EXPORT_FORMATS]))
    .option("--json", "the same as --format json")
    .option("--out <file>", "instead of stdout")
    .action((options: ExportOptions) =>
      withStore(async ({ db, arrow }) => {
        const key = seriesOfWords(options);
        if (!key.ok) throw new Error(refusalText(key));
        const loaded = await loadBars({ db }, key.value, rangeOf(options.from, options.to));
        if (!loaded.ok) throw new Error(loaded.detail);
        const { bars, series } = loaded.value;
        if (bars.length === 0) throw new Error("There are no bars in that time");
        if (series.timeframe !== key.value.timeframe)
          process.stderr.write(`${key.value.timeframe} is not stored: made of ${series.timeframe}\n`);
        const content = Readable.from(exportBars(bars, formatOf(options), arrow));
        if (options.out === undefined) return pipeline(content, process.stdout, { end: false });
        const file = createWriteStream(options.out);
        await (options.out.endsWith(".gz") ? pipeline(content, createGzip(), file) : pipeline(content, file));
      }),
    );
}

function formatOf({ format, json, out }: ExportOptions): ExportFormat {
  if (json === true) return "json";
  if (format !== undefined) return format;
  if (/\.json(\.gz)?$/.test(out ?? "")) return "json";
  return /\.(arrow|feather)(\.gz)?$/.test(out ?? "") ? "arrow" : "csv";
}
