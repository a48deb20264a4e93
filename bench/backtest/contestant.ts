import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { readBarsFile } from "./bars-file.ts";
import { benchTask } from "./rules.ts";
import { callback } from "./tasks/callback.ts";
import { fresh } from "./tasks/fresh.ts";
import { optimise } from "./tasks/optimise.ts";
import { single } from "./tasks/single.ts";

/**
 * The product as one more contestant of ../shared/bench/backtest: its own kernel, and for `opt` its own search over its own threads. Prints
 * one line of JSON with the fields of the others. Started by launch.ts, which bundles it as the product is bundled.
 */
const { values } = parseArgs({
  options: {
    data: { type: "string" },
    strategy: { type: "string", default: "sma" },
    task: { type: "string", default: "single" },
    reps: { type: "string", default: "5" },
    combos: { type: "string", default: "100" },
    threads: { type: "string", default: String(Math.min(2, availableParallelism())) },
  },
});
if (values.data === undefined) throw new Error("--data PREFIX is missing: the bars are read from PREFIX.bin");
const started = performance.now();
const bars = readBarsFile(`${values.data}.bin`);
const loadMs = performance.now() - started;
const [name, reps, combos] = [values.strategy, Number(values.reps), Number(values.combos)];
console.log(
  JSON.stringify({
    contestant: "ours",
    data: values.data,
    strategy: name,
    task: values.task,
    reps,
    combos,
    bars: bars.length,
    load_ms: loadMs,
    ...(await measured()),
    rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);

async function measured(): Promise<object> {
  switch (values.task) {
    case "single":
      return single(bars, benchTask(name), reps);
    case "opt":
      return optimise(bars, name, combos, reps, Number(values.threads));
    case "callback":
      return callback(bars, name, reps);
    case "fresh":
      return fresh(bars, benchTask(name), reps);
    default:
      throw new Error(`--task is single, opt, callback or fresh, not ${values.task}`);
  }
}
