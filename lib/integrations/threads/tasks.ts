import type { TaskName } from "@/lib/ports/compute";
import { judge } from "./tasks/judge.ts";
import { run } from "./tasks/run.ts";
import { sweep } from "./tasks/sweep.ts";
import type { Task } from "./tasks/task.ts";
import { window } from "./tasks/window.ts";

/** What a thread can do, by name. */
export const TASKS: { readonly [Name in TaskName]: Task<Name> } = { run, sweep, window, judge };
