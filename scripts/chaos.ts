import { Command, InvalidArgumentError } from "commander";
import { MISHAPS, nameOf, STAGES } from "../bench/chaos/mishaps.ts";
import { printReport, printResult } from "../bench/chaos/print-report.ts";
import { runAll } from "../bench/chaos/run-all.ts";
import { placeOf } from "../bench/chaos/scenario.ts";
import { runCommand } from "./command.ts";

const NAMES = MISHAPS.map(nameOf);
const PLACES = [...new Set(STAGES.flatMap((stage) => [stage.exchange, placeOf(stage)]))];

const program = new Command("npm run chaos --").description(
  "Seeded runs of orders on the local exchange, each with one fault or one kill -9: nothing may be doubled or lost, every position ends protected or closed, both ledgers are equal. Exit code 0: all held; 1: something broke, with the command that repeats it; 2: called wrongly.",
);

program
  .option("--runs <count>", "how many runs", whole, 500)
  .option("--seed <number>", "of the first run; the next has the next", whole, 1)
  .option("--only <mishap>", `one of ${NAMES.join(", ")}`, oneOf(NAMES))
  .option("--venue <place>", `one of ${PLACES.join(", ")}`, oneOf(PLACES))
  .option("--speed <times>", "how much faster than the machine's the clock of a run goes", whole, 5)
  .option("--together <count>", "runs at once that share a worker process", whole, 8)
  .option("--alone <count>", "runs at once with a worker process of their own", whole, 2)
  .action(
    async (options: {
      runs: number;
      seed: number;
      only?: string;
      venue?: string;
      speed: number;
      together: number;
      alone: number;
    }) => {
      const report = await runAll(options, (result) => printResult(result, options));
      if (!printReport(report)) process.exitCode = 1;
    },
  );

await runCommand(program);

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("It must be a whole number from 1 on.");
  return value;
}

function oneOf(names: readonly string[]): (text: string) => string {
  return (text) => {
    if (!names.includes(text)) throw new InvalidArgumentError(`It must be one of ${names.join(", ")}.`);
    return text;
  };
}
