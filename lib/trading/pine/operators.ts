import { PineFault } from "./fault.ts";
import { type Given, numberOf } from "./run.ts";

/** An operator on two values; na on either side of a comparison makes it false. */
export function binaryOf(op: string, line: number): (a: Given, b: Given) => Given {
  const numbers = (compute: (a: number, b: number) => number | boolean) => (a: Given, b: Given) =>
    compute(numberOf(a, line), numberOf(b, line));
  const isNa = (value: Given): boolean => Number.isNaN(value);
  switch (op) {
    case "+":
      return (a, b) => (typeof a === "string" && typeof b === "string" ? a + b : numberOf(a, line) + numberOf(b, line));
    case "==":
      return (a, b) => a === b;
    case "!=":
      return (a, b) => !isNa(a) && !isNa(b) && a !== b;
    default: {
      const compute = NUMBERS[op];
      if (compute === undefined) throw new PineFault(line, `${op} is not supported`);
      return numbers(compute);
    }
  }
}

const NUMBERS: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};
