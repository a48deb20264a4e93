import { timeFromText } from "@/lib/kernel/time";
import { PineFault } from "./fault.ts";
import { type Given, isTrue, numberOf, textOf, type Value } from "./run.ts";

type Plain = (args: readonly Given[], line: number) => Value;

const of = (call: (...values: number[]) => number): Plain => {
  return (args, line) => call(...args.map((arg) => numberOf(arg, line)));
};

/** Calls that follow from their arguments alone: what they are called with, and how many arguments they take. */
export const PLAIN_CALLS: Readonly<
  Record<string, { readonly least: number; readonly most: number; readonly call: Plain }>
> = {
  "math.abs": { least: 1, most: 1, call: of(Math.abs) },
  "math.max": { least: 2, most: 20, call: of(Math.max) },
  "math.min": { least: 2, most: 20, call: of(Math.min) },
  "math.avg": { least: 1, most: 20, call: of((...all) => all.reduce((sum, one) => sum + one, 0) / all.length) },
  "math.floor": { least: 1, most: 1, call: of(Math.floor) },
  "math.ceil": { least: 1, most: 1, call: of(Math.ceil) },
  "math.round": { least: 1, most: 2, call: of(rounded) },
  "math.sqrt": { least: 1, most: 1, call: of(Math.sqrt) },
  "math.pow": { least: 2, most: 2, call: of((base, power) => base ** power) },
  "math.exp": { least: 1, most: 1, call: of(Math.exp) },
  "math.log": { least: 1, most: 1, call: of(Math.log) },
  "math.log10": { least: 1, most: 1, call: of(Math.log10) },
  "math.sign": { least: 1, most: 1, call: of(Math.sign) },
  "math.sin": { least: 1, most: 1, call: of(Math.sin) },
  "math.cos": { least: 1, most: 1, call: of(Math.cos) },
  "math.tan": { least: 1, most: 1, call: of(Math.tan) },
  na: { least: 1, most: 1, call: ([value]) => Number.isNaN(value) },
  nz: { least: 1, most: 2, call: nz },
  int: { least: 1, most: 1, call: of(Math.trunc) },
  float: { least: 1, most: 1, call: of((value) => value) },
  bool: { least: 1, most: 1, call: ([value = Number.NaN]) => isTrue(value) },
  timestamp: { least: 1, most: 6, call: timestamp },
  "color.new": { least: 2, most: 2, call: () => "color" },
  "color.rgb": { least: 3, most: 4, call: () => "color" },
};

/** Pine rounds halves away from zero. */
function rounded(value = Number.NaN, digits = 0): number {
  const scale = 10 ** digits;
  return (Math.sign(value) * Math.round(Math.abs(value) * scale)) / scale;
}

function nz([value = Number.NaN, other = 0]: readonly Given[], line: number): Value {
  if (typeof value === "object" || typeof other === "object") throw new PineFault(line, "nz takes single values");
  return Number.isNaN(value) ? other : value;
}

/** `timestamp("2024-01-01")` or `timestamp(2024, 1, 1, 0, 0)`, UTC. */
function timestamp(args: readonly Given[], line: number): number {
  const [first = Number.NaN, ...others] = args;
  if (typeof first === "number") {
    if (others.length < 2) throw new PineFault(line, "timestamp needs year, month and day");
    const [year = 0, month = 1, ...rest] = args.map((arg) => numberOf(arg, line));
    return Date.UTC(year, month - 1, ...rest);
  }
  const at = timeFromText(textOf(first, line));
  if (at === null) throw new PineFault(line, `timestamp takes "2024-01-31T12:00:00Z" or numbers, of UTC`);
  return at;
}
