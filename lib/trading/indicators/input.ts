import { AppError } from "@/lib/kernel/errors";
import type { Bars } from "@/lib/trading/market/bars";
import type { Input, Source, Study, StudyLine } from "./study.ts";

/** Reads a line of a study as a source: `ema(9, lineOf(rsi(14)))`. The first line when none is named. */
export function lineOf<Line extends string>(study: Study<Line>, line?: Line): StudyLine {
  const index = line === undefined ? 0 : study.lines.indexOf(line);
  if (index < 0) {
    throw new AppError("invalid", `${study.key} has no line "${line}"; its lines are ${study.lines.join(", ")}`);
  }
  return { study, line: index };
}

/** How a key names what is read: `close`, `rsi(close,14)`, `macd(close,12,26,9).signal`. */
export function inputKey(input: Input): string {
  if (typeof input === "string") return input;
  const { study, line } = input;
  return study.lines.length === 1 ? study.key : `${study.key}.${study.lines[line]}`;
}

/** Index of the first bar at which the input is defined. */
export function inputFirst(input: Input): number {
  return typeof input === "string" ? 0 : (input.study.firstIndex[input.line] ?? 0);
}

/** Begins at the first bar: hands out the input's values for each next run of bars. What it returns is valid until the next call. */
export function openInput(input: Input): (bars: Bars) => Float64Array {
  return typeof input === "string" ? openSource(input) : openLine(input);
}

/** A level that never changes, or something to read: what a line is compared with. */
export type Operand = Input | number;

/** As `inputKey`, `inputFirst` and `openInput`, for a line or a level. */
export function operandKey(operand: Operand): string {
  return typeof operand === "number" ? String(operand) : inputKey(operand);
}

export function operandFirst(operand: Operand): number {
  return typeof operand === "number" ? 0 : inputFirst(operand);
}

export function openOperand(operand: Operand): (bars: Bars) => Float64Array {
  if (typeof operand !== "number") return openInput(operand);
  const scratch = scratchColumn();
  return (bars) => scratch(bars.length).fill(operand);
}

/** A column at least as long as asked, made anew only when the last one is too short. */
export function scratchColumn(): (length: number) => Float64Array {
  let column = new Float64Array(0);
  return (length) => {
    if (column.length < length) column = new Float64Array(length);
    return column;
  };
}

function openSource(source: Source): (bars: Bars) => Float64Array {
  const scratch = scratchColumn();
  switch (source) {
    case "open":
    case "high":
    case "low":
    case "close":
    case "volume":
      return (bars) => bars[source];
    case "hl2":
      return ({ length, high, low }) => {
        const out = scratch(length);
        for (let k = 0; k < length; k++) out[k] = ((high[k] ?? 0) + (low[k] ?? 0)) / 2;
        return out;
      };
    case "hlc3":
      return ({ length, high, low, close }) => {
        const out = scratch(length);
        for (let k = 0; k < length; k++) out[k] = ((high[k] ?? 0) + (low[k] ?? 0) + (close[k] ?? 0)) / 3;
        return out;
      };
    case "ohlc4":
      return ({ length, open, high, low, close }) => {
        const out = scratch(length);
        for (let k = 0; k < length; k++) {
          out[k] = ((open[k] ?? 0) + (high[k] ?? 0) + (low[k] ?? 0) + (close[k] ?? 0)) / 4;
        }
        return out;
      };
    default:
      throw new AppError(
        "invalid",
        `source "${String(source satisfies never)}" is not offered; use open, high, low, close, volume, hl2, hlc3 or ohlc4`,
      );
  }
}

function openLine({ study, line }: StudyLine): (bars: Bars) => Float64Array {
  const run = study.start();
  const columns = study.lines.map(() => scratchColumn());
  return (bars) => {
    const out = columns.map((column) => column(bars.length));
    run(bars, out);
    return out[line] ?? new Float64Array(0);
  };
}
