import { MISHAPS, nameOf } from "./mishaps.ts";
import type { ChaosReport, RunResult } from "./run-all.ts";
import { titleOf } from "./run-all.ts";
import { commandOf, type Fixed } from "./scenario.ts";

/** Each kind of fault and each crash point is to have struck so often in a full run (issue 5, 6.1). */
const STRUCK_MIN = 10;

export function printResult(result: RunResult, fixed: Fixed): void {
  const { scenario, broken, seconds, trace } = result;
  console.log(`${broken.length === 0 ? "✓" : "✗"} ${titleOf(scenario)}  ${seconds.toFixed(1)} s`);
  if (broken.length === 0) return;
  for (const line of broken) console.log(`    ${line}`);
  for (const line of trace) console.log(`      ${line}`);
  console.log(`    again: ${commandOf(scenario, fixed)}`);
}

/** @returns whether everything held, and everything that was to go wrong really did */
export function printReport({ results, struck, seconds }: ChaosReport): boolean {
  const broken = results.filter((result) => result.broken.length > 0);
  let rare = 0;
  console.log(`\n${"mishap".padEnd(18)} runs  struck`);
  for (const mishap of MISHAPS) {
    const name = nameOf(mishap);
    const runs = results.filter(({ scenario }) => nameOf(scenario.mishap) === name).length;
    if (runs === 0) continue;
    const times = struck[name] ?? 0;
    const tooRare = times < Math.min(STRUCK_MIN, runs);
    if (tooRare) rare += 1;
    console.log(
      `${name.padEnd(18)} ${String(runs).padStart(4)}  ${String(times).padStart(6)}${tooRare ? "  too rarely" : ""}`,
    );
  }
  const doubled = count(results, "doubled");
  const lost = count(results, "lost");
  console.log(
    `\n${results.length} runs, ${results.length - broken.length} passed, ${broken.length} failed: ${doubled} doubled, ${lost} lost; ${seconds.toFixed(0)} s`,
  );
  return broken.length === 0 && rare === 0;
}

function count(results: readonly RunResult[], word: string): number {
  return results.reduce((sum, { broken }) => sum + broken.filter((line) => line.startsWith(word)).length, 0);
}
