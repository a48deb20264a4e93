import type { Cell } from "./cells/cell.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput } from "./input.ts";
import type { Input, Study } from "./study.ts";

/**
 * A study of one line that is one cell over its input. `numbers` end its key, `warmUp` is how many values the cell takes before the one it first
 * answers.
 */
export function cellStudy(
  name: string,
  source: Input,
  numbers: readonly number[],
  warmUp: number,
  makeCell: () => Cell,
): Study<"value"> {
  return defineStudy({
    key: `${name}(${[inputKey(source), ...numbers].join(",")})`,
    first: { value: inputFirst(source) + warmUp },
    start: () => {
      const read = openInput(source);
      const cell = makeCell();
      return (bars, { value }) => cell.run(read(bars), bars.length, value);
    },
  });
}
