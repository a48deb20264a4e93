import type { Parameter, ParameterTable } from "../strategies/strategy.ts";
import { argsOf } from "./call-args.ts";
import type { Compiler } from "./compile.ts";
import { BAR_NAMES, constantOf } from "./constants.ts";
import { PineFault } from "./fault.ts";
import type { Eval, Value } from "./run.ts";
import type { Scope } from "./scope.ts";
import type { Call, Expression, Script } from "./syntax.ts";

const SHOWN = ["tooltip?", "inline?", "group?", "confirm?", "display?", "active?"];
const NUMBER = ["defval", "title?", "minval?", "maxval?", "step?", ...SHOWN];
const SOURCES = ["open", "high", "low", "close", "volume", "hl2", "hlc3", "ohlc4", "hlcc4"];
/** Bounds of a number whose input has none. */
const FAR = 1e9;

export function isInput(node: Expression): boolean {
  return node.is === "call" && (node.name === "input" || node.name.startsWith("input."));
}

/** Inputs of a script: as a table of parameters, and by which name each call is asked for. */
export interface Inputs {
  readonly table: ParameterTable;
  readonly names: ReadonlyMap<Call, string>;
}

/** An input has the name that its value, or what is made of it, is given to at the top of the script. Colours are none. */
export function inputsOf({ statements }: Script): Inputs {
  const table: Record<string, Parameter> = {};
  const names = new Map<Call, string>();
  for (const statement of statements) {
    if (statement.is !== "assign") continue;
    const [name = ""] = statement.names;
    const [call, other] = inputsIn(statement.value);
    if (other !== undefined)
      throw new PineFault(other.line, `${other.name} needs a name of its own, on a line of its own`);
    const parameter = call === undefined ? null : parameterOf(name, call);
    if (call === undefined || parameter === null) continue;
    table[name] = parameter;
    names.set(call, name);
  }
  return { table, names };
}

/** The calls of inputs in an expression; those in blocks have no name to go by. */
function inputsIn(node: Expression): Call[] {
  switch (node.is) {
    case "call":
      return isInput(node) ? [node] : node.args.flatMap(({ value }) => inputsIn(value));
    case "unary":
      return inputsIn(node.of);
    case "binary":
      return [node.left, node.right].flatMap(inputsIn);
    case "ago":
      return [node.of, node.bars].flatMap(inputsIn);
    case "tuple":
      return node.items.flatMap(inputsIn);
    default:
      return [];
  }
}

/** The value of an input in this run. */
export function inputEval(compiler: Compiler, scope: Scope, call: Call): Eval {
  if (call.name === "input.color") return () => "color";
  const name = compiler.run.inputs.names.get(call);
  const value = name === undefined ? undefined : compiler.run.parameters[name];
  if (name === undefined || value === undefined || typeof value === "object")
    throw new PineFault(call.line, `${call.name} needs a name of its own: length = ${call.name}(…), not in a block`);
  return isSourceInput(call)
    ? compiler.evaluate({ is: "name", line: call.line, name: String(value) }, scope)
    : () => value;
}

function parameterOf(name: string, call: Call): Parameter | null {
  if (call.name === "input.color") return null;
  if (isSourceInput(call)) return sourceParameter(name, call);
  const kind = call.name === "input" ? kindOf(call) : call.name.slice("input.".length);
  switch (kind) {
    case "int":
    case "float":
    case "price":
      return numberParameter(name, call, kind === "int");
    case "bool":
      return {
        kind: "flag",
        label: titleOf(call, name),
        default: constant(call, "defval", ["defval", "title?", ...SHOWN]) === true,
      };
    case "string":
      return choiceParameter(name, call);
    default:
      throw new PineFault(call.line, `${call.name} is not supported`);
  }
}

function isSourceInput(call: Call): boolean {
  const value = call.args.find((arg) => arg.name === "defval")?.value ?? call.args[0]?.value;
  return (
    call.name === "input.source" || (call.name === "input" && value?.is === "name" && SOURCES.includes(value.name))
  );
}

/** What a plain `input` is of, by its value. */
function kindOf(call: Call): string {
  const value = constant(call, "defval", NUMBER);
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  const written = call.args.find((arg) => arg.name === "defval")?.value ?? call.args[0]?.value;
  return Number.isInteger(value) && written !== undefined ? "int" : "float";
}

function numberParameter(name: string, call: Call, whole: boolean): Parameter {
  const read = (which: string, other: number): number => {
    const value = constant(call, which, NUMBER) ?? other;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw new PineFault(call.line, `${call.name}: ${which} must be a number`);
  };
  const value = read("defval", Number.NaN);
  const fine = Math.abs(value) >= 1 ? 0.1 : 0.01;
  return {
    kind: "number",
    label: titleOf(call, name),
    default: value,
    min: read("minval", -FAR),
    max: read("maxval", FAR),
    step: read("step", whole ? 1 : fine),
    ...(whole ? { whole: true as const } : {}),
  };
}

function choiceParameter(name: string, call: Call): Parameter {
  const parameters = ["defval", "title?", "options?", ...SHOWN];
  const value = constant(call, "defval", parameters);
  if (typeof value !== "string") throw new PineFault(call.line, `${call.name}: defval must be a text`);
  const options = argsOf(call, parameters)["options"];
  const choices =
    options?.is === "tuple" ? options.items.map((item) => (item.is === "value" ? String(item.value) : "")) : [value];
  return { kind: "choice", label: titleOf(call, name), default: value, choices };
}

function sourceParameter(name: string, call: Call): Parameter {
  const value = argsOf(call, ["defval", "title?", ...SHOWN])["defval"];
  if (value?.is !== "name" || BAR_NAMES[value.name] === undefined)
    throw new PineFault(call.line, `${call.name}: a source is one of ${SOURCES.join(", ")}`);
  return { kind: "choice", label: titleOf(call, name), default: value.name, choices: SOURCES };
}

function titleOf(call: Call, name: string): string {
  const title = call.args.find((arg) => arg.name === "title")?.value ?? call.args[1]?.value;
  return title?.is === "value" && typeof title.value === "string" ? title.value : name;
}

function constant(call: Call, which: string, parameters: readonly string[]): Value | undefined {
  const node = argsOf(call, parameters.includes("options?") ? parameters : [...parameters, "options?"])[which];
  return node === undefined ? undefined : constantValue(node);
}

/** A value that is written out, as inputs and the head of a strategy need. */
export function constantValue(node: Expression): Value {
  if (node.is === "value") return node.value;
  if (node.is === "unary" && node.of.is === "value" && typeof node.of.value === "number")
    return node.op === "-" ? -node.of.value : node.of.value;
  const named = node.is === "name" ? constantOf(node.name) : undefined;
  if (named !== undefined) return named;
  throw new PineFault(node.line, "a value that is written out is expected here");
}
