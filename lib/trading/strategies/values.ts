import { invariant } from "@/lib/kernel/errors";
import type { ParameterValues } from "./strategy.ts";

/** Typed reads of checked parameters. @throws AppError "invariant" when the table has no such parameter of this kind */
export function numberOf(values: ParameterValues, name: string): number {
  const value = values[name];
  invariant(typeof value === "number", `parameter ${name} is no number`);
  return value;
}

export function choiceOf(values: ParameterValues, name: string): string {
  const value = values[name];
  invariant(typeof value === "string", `parameter ${name} is no choice`);
  return value;
}

export function flagOf(values: ParameterValues, name: string): boolean {
  const value = values[name];
  invariant(typeof value === "boolean", `parameter ${name} is no flag`);
  return value;
}

export function numbersOf(values: ParameterValues, name: string): readonly number[] {
  const value = values[name];
  invariant(typeof value === "object", `parameter ${name} is no list of numbers`);
  return value;
}
