import { readFileSync } from "node:fs";
import { type Capacity, capacityOf, costOf, limitOf } from "./capacity.ts";
import { DEPLOYMENTS } from "./deployments.ts";
import { simulate } from "./simulate.ts";
import { HABITS, type UnitCosts } from "./units.ts";

const GOAL = { sockets: 1_000_000, signalsAMinute: 10_000 };

/** `npm run bench -- scale`: the tables of docs/scale.md, from bench/scale/measured.json. */
export function benchScale(): void {
  for (const table of scaleTables()) process.stdout.write(`${table.join("\n")}\n\n`);
}

/** Two tables, a line each row: what each deployment carries; how forty machines stand at the goal. */
export function scaleTables(): readonly (readonly string[])[] {
  const costs: UnitCosts = JSON.parse(readFileSync("bench/scale/measured.json", "utf8"));
  const carried = DEPLOYMENTS.map((site) => rowOf(capacityOf(costs, HABITS, site)));
  const atGoal = DEPLOYMENTS.filter(({ machines }) => machines === 40).map((site) => {
    const outcome = simulate(costs, HABITS, GOAL, site);
    const { web, database, worker, memory, network } = outcome.use;
    const shares = [web, database, worker, memory, network].map((use) => `${Math.round(use * 100)} %`);
    return `| ${site.name} | ${shares.join(" | ")} | ${limitOf(outcome) ?? "all hold"} | ${round(costOf(site, outcome))} |`;
  });
  return [
    [
      "| deployment | sockets | signals a minute | messages a second | Mbit/s out | p99 ms | first to give out | $ a month |",
      "| --- | --- | --- | --- | --- | --- | --- | --- |",
      ...carried,
    ],
    [
      "| 1,000,000 sockets, 10,000 signals a minute on | web | database | worker | memory | network | does not hold | $ a month |",
      "| --- | --- | --- | --- | --- | --- | --- | --- |",
      ...atGoal,
    ],
  ];
}

function rowOf({ site, load, first, outcome, usdAMonth }: Capacity): string {
  const megabits = (outcome.bytesASecond * 8) / 1_000_000;
  const figures = [load.sockets, load.signalsAMinute, outcome.messagesASecond, megabits, outcome.p99Ms].map(round);
  return `| ${[site.name, ...figures, first, round(usdAMonth)].join(" | ")} |`;
}

/** Two digits say enough of a simulation. */
function round(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString("en");
}
