import { Command } from "commander";
import { benchBacktest, benchOptimize } from "../bench/backtest/compare.ts";
import { runContestant } from "../bench/backtest/launch.ts";
import { benchWeights } from "../bench/copying/weights.ts";
import { benchCopying } from "../bench/copying.ts";
import { benchFanout } from "../bench/fanout/compare.ts";
import { benchIndicators } from "../bench/indicators.ts";
import { benchIngest } from "../bench/ingest.ts";
import { benchLoad } from "../bench/load.ts";
import { benchPages } from "../bench/pages.ts";
import { benchProgress } from "../bench/progress.ts";
import { benchReport } from "../bench/report.ts";
import { benchUnits } from "../bench/scale/measure.ts";
import { benchScale } from "../bench/scale/print.ts";
import { benchWebhooks } from "../bench/webhooks.ts";

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
  .command("ingest")
  .description(
    "signals published to 100 subscribers, and 5,000 notifications, beside a bare server and a bare INSERT … SELECT",
  )
  .option("--secs <n>", "seconds a measurement", "4")
  .option("--rounds <n>", "rounds; the median counts", "3")
  .action(benchIngest);

program
  .command("load")
  .alias("candles")
  .description("half a million bars from CSV, from PostgreSQL and from this machine's column file")
  .option("--bars <n>", "bars of the generated series", "500000")
  .option("--rounds <n>", "rounds; the median counts", "3")
  .action(benchLoad);

program
  .command("backtest")
  .description(
    "one backtest of 500,000 bars beside the hand-tuned loop, callbacks from files, a fresh thread's first result",
  )
  .option("--bars <n>", "bars of the generated series", "500000")
  .option("--rounds <n>", "rounds; the median counts", "3")
  .action(benchBacktest);

program
  .command("optimize")
  .description("1,000 combinations on 100,000 bars with two threads beside the hand-tuned loop on one core")
  .option("--combos <n>", "combinations, 100 or 1000", "1000")
  .option("--rounds <n>", "rounds; the median counts", "3")
  .action(benchOptimize);

program
  .command("contestant")
  .description("us as one more contestant of ../shared/bench/backtest (BENCH_OURS_BACKTEST); prints one line of JSON")
  .argument(
    "[args...]",
    "--data PREFIX --strategy sma|rsimacd --task single|opt|callback|fresh --reps R --combos N [--threads N]",
  )
  .allowUnknownOption()
  .helpOption(false)
  .action(runContestant);

program
  .command("indicators")
  .description("nanoseconds a bar of each indicator, beside the yardstick's loops where it has them")
  .option("--bars <n>", "bars of the generated series", "50000")
  .option("--rounds <n>", "rounds; the best counts", "60")
  .action(benchIndicators);

program
  .command("report")
  .description("from the click on Run backtest to the drawn report, in Chromium against the production build")
  .option("--bars <n>", "bars of the generated series", "50000")
  .option("--runs <n>", "runs that count", "24")
  .action(benchReport);

program
  .command("progress")
  .description("how soon a search shows how far it is, and how soon it ends when cancelled, in Chromium")
  .option("--runs <n>", "runs that count", "10")
  .action(benchProgress);

program
  .command("fanout")
  .description("signals to signed-in sockets through our gateway beside plain ws")
  .option("--conns <list>", "sockets, comma separated", "1000,5000")
  .option("--rounds <n>", "rounds; the median counts", "3")
  .option(
    "--kinds <list>",
    "contestants, comma separated: ours and those of ../shared/bench/fanout/server.mjs",
    "ws,ours",
  )
  .action(benchFanout);

program
  .command("copying")
  .description("from a signal to the last follower's order at the local exchange, and with one account that hangs")
  .option("--followers <n>", "live followers, each with an account of his own", "100")
  .option("--rounds <n>", "signals, each entered and left", "5")
  .action(benchCopying);

program
  .command("weights")
  .description("what each question to an exchange costs of the budget of requests that all accounts share, counted")
  .action(benchWeights);

program
  .command("webhooks")
  .description("how long Stripe waits for the answer to an event while guests load pages on the same server")
  .option("--secs <n>", "seconds of the measurement", "30")
  .option("--rate <n>", "events a second", "50")
  .option("--pages <n>", "pages a second that guests load meanwhile", "100")
  .action(benchWebhooks);

program
  .command("units")
  .description("what one socket, message, publication, row and job costs, to bench/scale/measured.json")
  .action(benchUnits);

program
  .command("scale")
  .description("the largest site that 1, 4 and 40 machines carry by those figures, and what gives out first")
  .action(benchScale);

await program.parseAsync();
