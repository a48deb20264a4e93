import { Command } from "commander";
import { benchCandles } from "../bench/candles.ts";
import { benchPages } from "../bench/pages.ts";

const program = new Command("bench").description(
  "Our figures beside the yardsticks of ../shared/bench, as ratios of one run",
);

program
  .command("pages")
  .description("guest pages, a JSON route and a static file beside a trivial Next app")
  .option("--secs <n>", "seconds a measurement", "5")
  .option("--rounds <n>", "rounds; the median counts", "3")
  .option("--conns <list>", "connections, comma separated", "1,32")
  .action(benchPages);

program
  .command("candles")
  .description("half a million bars from CSV, from PostgreSQL and from this machine's column file")
  .option("--bars <n>", "bars of the generated series", "500000")
  .option("--rounds <n>", "rounds; the median counts", "3")
  .action(benchCandles);

await program.parseAsync();
