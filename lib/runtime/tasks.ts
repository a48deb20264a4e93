import type { TaskList } from "graphile-worker";
import type { EventHandler } from "@/lib/events/handler";
import { handler } from "@/lib/events/handler";
import { onMailRequested } from "@/lib/features/accounts/on-mail-requested";
import type { Ctx } from "@/lib/ports/ctx";
import type { Settings } from "./env.ts";
import { pruneOutbox } from "./prune-outbox.ts";
import type { Schedule } from "./schedules.ts";

/** Work that one worker at a time does without end: the market feed and what watches it. It ends soon after `signal` is aborted. */
export interface LeasedTask {
  readonly name: string;
  run(signal: AbortSignal): Promise<void>;
}

/** After which events the worker does what. A name is a cursor in the database: add, never rename. */
export function eventHandlers(ctx: Ctx): readonly EventHandler[] {
  return [handler("mail", ["mail.requested"], (event) => onMailRequested(ctx, event))];
}

/** What comes back by itself, by ctx.clock. */
export function schedules(ctx: Ctx): readonly Schedule[] {
  return [{ name: "outbox.prune", everyMs: 3_600_000, run: () => pruneOutbox(ctx) }];
}

export function leasedTasks(_ctx: Ctx, _settings: Settings): readonly LeasedTask[] {
  return [];
}

/** Jobs of the queue (lib/events/add-job.ts): long work that a transaction asked for. */
export function queueTasks(_ctx: Ctx): TaskList {
  return {};
}
