import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Parameter, ParameterTable, ParameterValue, ParameterValues, Strategy } from "./strategy.ts";

/**
 * Reads what a person, a file or an optimisation gives for a strategy's parameters: left out means default, text is read as what the table
 * wants ("20", "true", "0.4,0.42"). Each fault names parameter, bound and value.
 */
export function readParameters(
  table: ParameterTable,
  input: Readonly<Record<string, unknown>>,
  check?: Strategy["check"],
): Result<ParameterValues, "invalid"> {
  const values: Record<string, ParameterValue> = {};
  const faults: Record<string, string[]> = {};
  for (const name of Object.keys(input)) {
    if (!Object.hasOwn(table, name)) {
      faults[name] = [`there is no parameter ${name}; known are: ${Object.keys(table).join(", ") || "none"}`];
    }
  }
  for (const [name, parameter] of Object.entries(table)) {
    const given = Object.hasOwn(input, name) ? input[name] : undefined;
    const read = given === undefined ? { value: parameter.default } : readValue(name, parameter, given);
    if ("fault" in read) faults[name] = [read.fault];
    else values[name] = read.value;
  }
  const texts = Object.values(faults).flat();
  if (texts.length > 0) return refuse("invalid", texts.join("; "), faults);
  const clash = check?.(values) ?? null;
  return clash === null ? done(values) : refuse("invalid", clash, { parameters: [clash] });
}

type Read = { readonly value: ParameterValue } | { readonly fault: string };

function readValue(name: string, parameter: Parameter, given: unknown): Read {
  switch (parameter.kind) {
    case "number":
      return readNumber(name, parameter, given);
    case "choice":
      return typeof given === "string" && parameter.choices.includes(given)
        ? { value: given }
        : { fault: `${name} must be one of ${parameter.choices.join(", ")}, not ${shown(given)}` };
    case "flag":
      if (typeof given === "boolean") return { value: given };
      if (given === "true" || given === "false") return { value: given === "true" };
      return { fault: `${name} must be true or false, not ${shown(given)}` };
    case "numbers":
      return readNumbers(name, parameter, given);
  }
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
}

function readNumber(name: string, { min, max, whole }: Bounds, given: unknown): Read {
  const value = toNumber(given);
  if (!Number.isFinite(value) || (whole === true && !Number.isInteger(value))) {
    return { fault: `${name} must be a ${whole ? "whole " : ""}number from ${min} to ${max}, not ${shown(given)}` };
  }
  if (value < min) return { fault: `${name} must be at least ${min}, not ${shown(given)}` };
  if (value > max) return { fault: `${name} must be at most ${max}, not ${shown(given)}` };
  return { value };
}

function readNumbers(name: string, bounds: Bounds & { readonly maxLength: number }, given: unknown): Read {
  const parts: unknown[] | null = Array.isArray(given)
    ? given
    : typeof given === "string"
      ? given.split(",").filter((part) => part.trim() !== "")
      : null;
  if (parts === null) return { fault: `${name} must be a list of numbers, not ${shown(given)}` };
  if (parts.length > bounds.maxLength) {
    return { fault: `${name} may hold at most ${bounds.maxLength} numbers, not ${parts.length}` };
  }
  const value: number[] = [];
  for (const part of parts) {
    const read = readNumber(name, bounds, part);
    if ("fault" in read) return read;
    value.push(Number(part));
  }
  return { value };
}

function toNumber(given: unknown): number {
  if (typeof given === "number") return given;
  return typeof given === "string" && given.trim() !== "" ? Number(given) : Number.NaN;
}

function shown(given: unknown): string {
  if (typeof given === "string") return JSON.stringify(given.slice(0, 60));
  return typeof given === "object" ? "an object" : String(given);
}
