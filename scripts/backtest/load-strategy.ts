import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { AccountInput } from "@/lib/features/backtests/run-settings";
import type { StrategyRef } from "@/lib/ports/compute";
import { readPine } from "@/lib/trading/pine/read-pine";
import { BUILT_IN_STRATEGIES, findBuiltIn } from "@/lib/trading/strategies/built-in";
import { checkStrategy } from "@/lib/trading/strategies/check-strategy";
import { readParameters } from "@/lib/trading/strategies/read-parameters";
import type { ParameterValues, Strategy } from "@/lib/trading/strategies/strategy";

export interface LoadedStrategy {
  readonly strategy: Strategy;
  /** Where a thread finds it. */
  readonly ref: StrategyRef;
  /** What a Pine script says of its account: taken where the command does not say otherwise. */
  readonly account: AccountInput;
}

/** A built-in one by name, or the default export of a file, which is trusted. @throws Error with a line that says what is missing */
export async function loadStrategy(given: string): Promise<LoadedStrategy> {
  if (!/[./\\]/.test(given)) {
    const strategy = findBuiltIn(given);
    if (strategy !== undefined) return { strategy, ref: { name: given }, account: {} };
    const names = BUILT_IN_STRATEGIES.map(({ name }) => name).join(", ");
    throw new Error(`There is no strategy ${given}. Built in are ${names}; a file needs its ending (.js, .ts, .pine).`);
  }
  if (!/\.([cm]?[jt]s|pine)$/.test(given))
    throw new Error(`${given}: a strategy is a .js, .ts or .pine file; other languages cannot be run.`);
  const path = resolve(given);
  if (!existsSync(path)) throw new Error(`${given}: there is no such file.`);
  const file = pathToFileURL(path).href;
  if (given.endsWith(".pine")) return loadPine(given, path, file);
  let found: unknown;
  try {
    ({ default: found } = (await import(file)) as { default?: unknown });
  } catch (error) {
    throw new Error(`${given} cannot be loaded: ${error instanceof Error ? placed(error, path) : String(error)}`);
  }
  const checked = checkStrategy(found);
  if (!checked.ok) throw new Error(`${given}: ${checked.detail}.`);
  return { strategy: checked.value, ref: { file }, account: {} };
}

function loadPine(given: string, path: string, file: string): LoadedStrategy {
  const read = readPine(readFileSync(path, "utf8"));
  if (!read.ok) throw new Error(`${given}: ${read.detail}.`);
  const { strategy, head } = read.value;
  return { strategy, ref: { file }, account: { initialCapital: head.cash, fee: head.fee, sizing: head.sizing } };
}

/** Parameters as the command line gives them. @throws Error naming parameter, bound and value */
export function parametersOf(strategy: Strategy, given: Readonly<Record<string, unknown>>): ParameterValues {
  const read = readParameters(strategy.parameters, given, strategy.check);
  if (!read.ok) throw new Error(`${strategy.name}: ${read.detail}`);
  return read.value;
}

/** The message with the place in the file, where the error tells one. */
function placed(error: Error, path: string): string {
  const at = error.stack?.split("\n").find((line) => line.includes(path));
  return at === undefined ? error.message : `${error.message} (${at.trim()})`;
}
