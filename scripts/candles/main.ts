import { Command } from "commander";
import { runCommand } from "../command.ts";
import { addDownload } from "./download.ts";
import { addExport } from "./export.ts";
import { addImport } from "./import.ts";
import { addList } from "./list.ts";
import { addVerify } from "./verify.ts";

const program = new Command("npm run candles --").description(
  "The candle store: bars and funding rates for replay, charts and backtests. Exit code 0 done, 1 something was refused or found wrong, 2 called wrongly.",
);
for (const add of [addImport, addDownload, addList, addVerify, addExport]) add(program);

await runCommand(program);
