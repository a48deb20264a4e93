import { defineStudy } from "./define-study.ts";
import { type Operand, openOperand, operandFirst, operandKey } from "./input.ts";
import type { Study } from "./study.ts";

/** 1 where `a` is above `b` and was not at the bar before, else 0; NaN until both bars are defined. Source: Pine ta.crossover. */
export function crossover(a: Operand, b: Operand): Study<"value"> {
  return crossing("crossover", a, b, { over: true, under: false });
}

/** 1 where `a` is below `b` and was not at the bar before, else 0; NaN until both bars are defined. Source: Pine ta.crossunder. */
export function crossunder(a: Operand, b: Operand): Study<"value"> {
  return crossing("crossunder", a, b, { over: false, under: true });
}

/** 1 where `a` crosses `b` either way, else 0; NaN until both bars are defined. Source: Pine ta.cross. */
export function cross(a: Operand, b: Operand): Study<"value"> {
  return crossing("cross", a, b, { over: true, under: true });
}

function crossing(
  name: string,
  a: Operand,
  b: Operand,
  { over, under }: { readonly over: boolean; readonly under: boolean },
): Study<"value"> {
  return defineStudy({
    key: `${name}(${operandKey(a)},${operandKey(b)})`,
    first: { value: Math.max(operandFirst(a), operandFirst(b)) + 1 },
    start: () => {
      const readA = openOperand(a);
      const readB = openOperand(b);
      let apartLast = Number.NaN;
      return (bars, { value }) => {
        const as = readA(bars);
        const bs = readB(bars);
        let before = apartLast;
        for (let k = 0; k < bars.length; k++) {
          // The difference of two floats is 0 only when they are equal, so its sign is their order.
          const now = (as[k] ?? 0) - (bs[k] ?? 0);
          const isCrossed = (over && now > 0 && before <= 0) || (under && now < 0 && before >= 0);
          value[k] = Number.isNaN(now + before) ? Number.NaN : Number(isCrossed);
          before = now;
        }
        apartLast = before;
      };
    },
  });
}
