import { AppError } from "@/lib/kernel/errors";

/** The longest window offered: a year of 5-minute bars fits, and a window's memory stays below a megabyte. */
export const PERIOD_MAX = 110_000;

/** @throws AppError "invalid" that names indicator, parameter and bounds, unless `value` is a whole number within them */
export function checkWhole(indicator: string, name: string, value: number, min = 1, max = PERIOD_MAX): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  fail(indicator, name, `must be a whole number from ${min} to ${max}, not ${value}`);
}

/** @throws AppError "invalid" that names indicator, parameter and bounds, unless `value` is a number within them */
export function checkNumber(indicator: string, name: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  fail(indicator, name, `must be a number from ${min} to ${max}, not ${value}`);
}

function fail(indicator: string, name: string, rule: string): never {
  const text = `${indicator}: ${name} ${rule}`;
  throw new AppError("invalid", text, { fieldErrors: { [name]: [text] } });
}
