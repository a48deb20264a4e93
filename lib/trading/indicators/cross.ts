import { defineStudy } from "./define-study.ts";
import { type Operand, openOperand, operandFirst, operandKey } from "./input.ts";
import type { Study } from "./study.ts";

/** Was above, is above: what a kind of cross asks of the two lines' order at the bar before and at this one. */
type Crossed = (a: number, b: number, aBefore: number, bBefore: number) => boolean;

/** 1 where `a` is above `b` and was not at the bar before, else 0; NaN until both bars are defined. Source: Pine ta.crossover. */
export function crossover(a: Operand, b: Operand): Study<"value"> {
  return crossing("crossover", a, b, isOver);
}

/** 1 where `a` is below `b` and was not at the bar before, else 0; NaN until both bars are defined. Source: Pine ta.crossunder. */
export function crossunder(a: Operand, b: Operand): Study<"value"> {
  return crossing("crossunder", a, b, isUnder);
}

/** 1 where `a` crosses `b` either way, else 0; NaN until both bars are defined. Source: Pine ta.cross. */
export function cross(a: Operand, b: Operand): Study<"value"> {
  return crossing("cross", a, b, (...lines) => isOver(...lines) || isUnder(...lines));
}

const isOver: Crossed = (a, b, aBefore, bBefore) => a > b && aBefore <= bBefore;
const isUnder: Crossed = (a, b, aBefore, bBefore) => a < b && aBefore >= bBefore;

function crossing(name: string, a: Operand, b: Operand, isCrossed: Crossed): Study<"value"> {
  return defineStudy({
    key: `${name}(${operandKey(a)},${operandKey(b)})`,
    first: { value: Math.max(operandFirst(a), operandFirst(b)) + 1 },
    start: () => {
      const readA = openOperand(a);
      const readB = openOperand(b);
      const memory = Float64Array.of(Number.NaN, Number.NaN);
      return (bars, { value }) => {
        const [as, bs] = [readA(bars), readB(bars)];
        let [aBefore = 0, bBefore = 0] = memory;
        for (let k = 0; k < bars.length; k++) {
          const aNow = as[k] ?? 0;
          const bNow = bs[k] ?? 0;
          const isDefined = !Number.isNaN(aNow + bNow + aBefore + bBefore);
          value[k] = isDefined ? Number(isCrossed(aNow, bNow, aBefore, bBefore)) : Number.NaN;
          aBefore = aNow;
          bBefore = bNow;
        }
        memory.set([aBefore, bBefore]);
      };
    },
  });
}
