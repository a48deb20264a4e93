import { invariant } from "@/lib/kernel/errors";
import type { Columns } from "./strategy.ts";

/** A prepared line. @throws AppError "invariant" when the strategy's `studies` named no such line */
export function columnOf(columns: Columns, name: string): Float64Array {
  const column = columns.lines[name];
  invariant(column !== undefined, `no study gave the line ${name}`);
  return column;
}
