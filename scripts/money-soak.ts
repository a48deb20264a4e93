import { Command, InvalidArgumentError } from "commander";
import { runShuffles } from "../bench/money/shuffles.ts";
import { runSoak, type SoakOptions } from "../bench/money/soak.ts";
import { runCommand } from "./command.ts";

const program = new Command("npm run money:soak --").description(
  "Days of a market by one seed: sales, renewals, upgrades, declined cards, refunds, disputes and payouts at the local payment service, whose events come thrice, with twins, shuffled, late or never, whose answers are lost, and whose worker is killed; our ledger is compared to the cent with the service's own movements by a separate script. Exit code 0: all held; 1: something differs; 2: called wrongly.",
);

program
  .option("--seed <number>", "the run repeats with it", whole, 1)
  .option("--subscribers <count>", "who come in the first part of the days", whole, 400)
  .option("--providers <count>", "each with three strategies", whole, 20)
  .option("--days <count>", "of the payment service's clock", whole, 90)
  .option("--step-hours <hours>", "how much of a day passes at once", whole, 12)
  .option("--kills <count>", "how often the worker is killed with kill -9", whole, 20)
  .option("--shuffles <count>", "how often the same weeks are played with their events in another order", whole, 200)
  .action(async (options: SoakOptions & { readonly shuffles: number }) => {
    await soak(options);
    await shuffles(options.shuffles, options.seed);
  });

await runCommand(program);

async function soak(options: SoakOptions): Promise<void> {
  const report = await runSoak(options, (line) => console.log(line));
  const { counts, sums } = report.last;
  console.log(`\nseed ${options.seed}: ${options.days} days in ${report.seconds} s`);
  console.log(`counts      ${words(counts)}`);
  console.log(`cents       ${words(sums)}`);
  console.log(`people      ${words(report.acts)}`);
  console.log(`worker      killed ${report.deaths} times`);
  console.log(`comparisons ${report.comparisons}`);
  for (const each of report.broken) console.log(`✗ ${each}`);
  if (report.broken.length === 0) console.log("✓ both books say the same, to the cent");
  else process.exitCode = 1;
}

async function shuffles(count: number, seed: number): Promise<void> {
  const { equal, of, others, seconds } = await runShuffles(count, seed);
  for (const { wanted, found } of others) console.log(`\n✗ in order:\n${wanted}\n  shuffled:\n${found}`);
  console.log(`${equal === of ? "✓" : "✗"} ${equal} of ${of} shuffles end as the order does, in ${seconds} s`);
  if (equal < of) process.exitCode = 1;
}

function words(figures: Readonly<Record<string, number>>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("It must be a whole number from 1 on.");
  return value;
}
