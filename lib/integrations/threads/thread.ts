import { constants, getPriority, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { AppError } from "@/lib/kernel/errors";
import { StrategyFault } from "@/lib/ports/compute";
import { RunStopped } from "@/lib/trading/backtest/watch";
import { StrategyFailed } from "@/lib/trading/engine/strategy-failed";
import { Gauge } from "./gauge.ts";
import type { Reply, Request } from "./messages.ts";
import { TASKS } from "./tasks.ts";

// A long search gives way to pages, orders and signals, which take little and are waited for. Linux counts the wish for this thread alone. A process that
// was started lower stays there: to rise is refused to most users.
const { PRIORITY_BELOW_NORMAL } = constants.priority;
if (process.platform === "linux" && getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL);

/** A thread's own program: one task at a time, each answered once. */
parentPort?.on("message", (request: Request) => void answer(request));

async function answer(request: Request): Promise<void> {
  const { id } = request;
  try {
    const { output, transfer } = await work(request);
    parentPort?.postMessage({ id, ok: true, output } satisfies Reply, transfer);
  } catch (error) {
    parentPort?.postMessage(faultOf(id, error));
  }
}

function work({ name, input, gauge }: Request) {
  // The compiler does not see that a name and its input belong together.
  const task = TASKS[name] as (input: Request["input"], gauge: Gauge) => ReturnType<(typeof TASKS)[typeof name]>;
  return task(input, new Gauge(gauge));
}

function faultOf(id: number, error: unknown): Reply {
  if (error instanceof RunStopped) return { id, ok: false, fault: "stopped", message: error.message };
  const isAskedWrongly = error instanceof AppError && error.code === "invalid"; // settings that these bars do not bear: its words are for the asker
  if (error instanceof StrategyFailed || error instanceof StrategyFault || isAskedWrongly)
    return { id, ok: false, fault: "strategy", message: error.message };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { id, ok: false, fault: "broken", message, stack };
}
