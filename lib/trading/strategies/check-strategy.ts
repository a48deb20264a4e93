import { done, type Result, refuse } from "@/lib/kernel/result";
import { readParameters } from "./read-parameters.ts";
import type { Parameter, Strategy } from "./strategy.ts";

/**
 * Whether a value, as the default export of a file, has the shape of a strategy. What it does with bars is not tried here. The detail names
 * each thing that is missing or wrong; a title or description left out is filled in.
 */
export function checkStrategy(value: unknown): Result<Strategy, "invalid"> {
  if (!isRecord(value)) return refuse("invalid", "it must export a strategy object by default");
  const faults = [...wordFaults(value), ...parameterFaults(value["parameters"]), ...functionFaults(value)];
  if (faults.length > 0) return refuse("invalid", faults.join("; "));
  // the checks above are the proof of the shape
  return done({ title: value["name"], description: "", ...value } as unknown as Strategy);
}

function wordFaults(value: Readonly<Record<string, unknown>>): string[] {
  const faults: string[] = [];
  if (value["kind"] !== "bars" && value["kind"] !== "signals") faults.push('kind must be "bars" or "signals"');
  if (typeof value["name"] !== "string" || !/^[a-z0-9][a-z0-9-]{0,60}$/.test(value["name"])) {
    faults.push('name must be lower-case words joined by hyphens, as "sma-cross"');
  }
  for (const word of ["title", "description"] as const) {
    if (value[word] !== undefined && typeof value[word] !== "string") faults.push(`${word} must be a text`);
  }
  return faults;
}

function functionFaults(value: Readonly<Record<string, unknown>>): string[] {
  const faults: string[] = [];
  const wanted = (name: string, call: string): void => {
    if (typeof value[name] !== "function") faults.push(`${name} must be a function: ${call}`);
  };
  wanted("studies", "studies(parameters, ta) returns indicators by name, {} for none");
  if (value["kind"] === "bars") wanted("start", "start(parameters, lines, on) returns (bar, desk) => { … }");
  if (value["kind"] === "signals") wanted("signals", "signals(columns, parameters, from, to, out) fills out");
  for (const name of ["check", "entriesMax"]) {
    if (value[name] !== undefined && typeof value[name] !== "function")
      faults.push(`${name} must be a function or left out`);
  }
  const { protect } = value;
  if (protect !== undefined) {
    const isWhole =
      isRecord(protect) && typeof protect["stop"] === "function" && typeof protect["target"] === "function";
    if (!isWhole) faults.push("protect must hold stop(columns, parameters, i, side) and target(…), or be left out");
  }
  return faults;
}

function parameterFaults(table: unknown): string[] {
  if (!isRecord(table)) return ["parameters must be an object, {} when there are none"];
  return Object.entries(table).flatMap(([name, parameter]) => {
    const fault = parameterFault(parameter);
    if (fault !== null) return [`parameters.${name}: ${fault}`];
    // its shape was just checked
    const read = readParameters(
      { [name]: parameter as Parameter },
      {
        [name]: (parameter as Parameter).default,
      },
    );
    return read.ok ? [] : [`parameters.${name}: its default: ${read.detail}`];
  });
}

function parameterFault(parameter: unknown): string | null {
  if (!isRecord(parameter)) return "must be an object with kind, label and default";
  if (typeof parameter["label"] !== "string") return "label must be a text";
  const numbers = (...names: string[]): string | null => {
    const bad = names.find((name) => typeof parameter[name] !== "number" || Number.isNaN(parameter[name]));
    return bad === undefined ? null : `${bad} must be a number`;
  };
  switch (parameter["kind"]) {
    case "number":
      return (
        numbers("default", "min", "max", "step") ?? (Number(parameter["step"]) > 0 ? null : "step must be above 0")
      );
    case "numbers":
      return (
        numbers("min", "max", "maxLength") ?? (Array.isArray(parameter["default"]) ? null : "default must be a list")
      );
    case "choice":
      return isTexts(parameter["choices"]) ? null : "choices must be a list of texts";
    case "flag":
      return typeof parameter["default"] === "boolean" ? null : "default must be true or false";
    default:
      return 'kind must be "number", "numbers", "choice" or "flag"';
  }
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
