import type { ComputeTasks, TaskName } from "@/lib/ports/compute";
import type { Gauge } from "../gauge.ts";

/** What came of a task, with the memory that goes over whole instead of being copied. */
export interface TaskResult<Name extends TaskName> {
  readonly output: ComputeTasks[Name]["output"];
  readonly transfer: readonly ArrayBuffer[];
}

export type Task<Name extends TaskName> = (
  input: ComputeTasks[Name]["input"],
  gauge: Gauge,
) => Promise<TaskResult<Name>>;

/** The memory behind these columns, each piece once. */
export function buffersOf(views: Iterable<unknown>): ArrayBuffer[] {
  const buffers = [...views].flatMap((view) =>
    ArrayBuffer.isView(view) && view.buffer instanceof ArrayBuffer ? [view.buffer] : [],
  );
  return [...new Set(buffers)];
}
