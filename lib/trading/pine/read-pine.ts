import { done, type Result, refuse } from "@/lib/kernel/result";
import type { BarStrategy, ParameterValues } from "../strategies/strategy.ts";
import { Compiler } from "./compile.ts";
import { PineFault } from "./fault.ts";
import { headOf, type PineHead } from "./header.ts";
import { type Inputs, inputsOf } from "./inputs.ts";
import { parseScript } from "./parse-script.ts";
import { PineRun } from "./run.ts";
import { Scope } from "./scope.ts";
import type { Script } from "./syntax.ts";

export interface PineStrategy {
  readonly strategy: BarStrategy;
  readonly head: PineHead;
}

/**
 * A Pine script (version 5 or 6) as a strategy: the part of the language that docs/strategies.md names. Its inputs are the parameters. What is
 * outside of that part is refused with line and name, never guessed or passed over.
 */
export function readPine(text: string): Result<PineStrategy, "invalid"> {
  try {
    const script = parseScript(text);
    const head = headOf(script);
    const inputs = inputsOf(script);
    const defaults = Object.fromEntries(Object.entries(inputs.table).map(([name, one]) => [name, one.default]));
    compiled(script, head, inputs, defaults); // names that are not known show now, not at a bar
    const strategy: BarStrategy = {
      kind: "bars",
      warmsItself: true,
      name: nameOf(head.title),
      title: head.title,
      description: "A Pine script.",
      parameters: inputs.table,
      entriesMax: () => head.pyramiding,
      studies: () => ({}),
      start: (given) => compiled(script, head, inputs, given),
    };
    return done({ strategy, head });
  } catch (error) {
    if (error instanceof PineFault) return refuse("invalid", error.message);
    if (error instanceof RangeError) return refuse("invalid", "it is nested too deeply");
    throw error;
  }
}

function compiled(
  script: Script,
  head: PineHead,
  inputs: Inputs,
  parameters: ParameterValues,
): ReturnType<BarStrategy["start"]> {
  const run = new PineRun(script.version, inputs, parameters, head.pyramiding);
  const decide = new Compiler(run).block(script.statements, new Scope(null));
  return (view, desk) => {
    run.begin(view);
    decide();
    run.end();
    run.orders.flush(view, desk);
  };
}

/** "RSI MACD (v2)" is rsi-macd-v2. */
function nameOf(title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? ["pine"];
  return words.join("-").slice(0, 60).replace(/-$/, "");
}
