import type { ComputeTasks, TaskName } from "@/lib/ports/compute";

export type Request = {
  [Name in TaskName]: {
    readonly id: number;
    readonly name: Name;
    readonly input: ComputeTasks[Name]["input"];
    readonly gauge: SharedArrayBuffer;
  };
}[TaskName];

export type Reply =
  | { readonly id: number; readonly ok: true; readonly output: ComputeTasks[TaskName]["output"] }
  | {
      readonly id: number;
      readonly ok: false;
      /** stopped: it was asked to · strategy: the strategy threw · broken: we did */
      readonly fault: "stopped" | "strategy" | "broken";
      readonly message: string;
      readonly stack?: string | undefined;
    };
