import { timeFromText } from "@/lib/kernel/time";

const NAMES = ["timestamp", "open", "high", "low", "close", "volume"] as const;

/**
 * Reads a row that is not six plain numbers into `into`: exponents, signs, many digits, ISO dates, quotes of JSON, further columns.
 * @returns what is wrong with it, in words, or null
 */
export function numbersOf(cells: readonly unknown[], into: Float64Array): string | null {
  if (cells.length < NAMES.length) return `has ${cells.length} values, not ${NAMES.length}`;
  for (const [index, name] of NAMES.entries()) {
    const cell = cells[index];
    const value = (index === 0 ? dateOf(cell) : null) ?? numberOf(cell);
    if (value === null) return `${name} is not a number (${JSON.stringify(cell)?.slice(0, 40)})`;
    into[index] = value;
  }
  return null;
}

/** A decimal number in plain or exponent notation; nothing that `Number()` would guess (blank, hex, "Infinity"). */
export function numberOf(cell: unknown): number | null {
  if (typeof cell === "number") return Number.isFinite(cell) ? cell : null;
  const text = typeof cell === "string" ? cell.trim() : "";
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** `2024-03-01`, `2024-03-01 12:00:00`, `2024-03-01T12:00:00+02:00`; UTC where no zone is named. */
function dateOf(cell: unknown): number | null {
  return typeof cell === "string" ? timeFromText(cell) : null;
}
