import { Worker } from "node:worker_threads";
import { type Compute, type ComputeTasks, StrategyFault, type TaskName, type TaskOptions } from "@/lib/ports/compute";
import type { Log } from "@/lib/ports/log";
import { RunStopped } from "@/lib/trading/backtest/watch";
import { Gauge } from "./gauge.ts";
import type { Reply, Request } from "./messages.ts";
import { threadEntry } from "./thread-entry.ts";
import { Turns } from "./turns.ts";
import { warmUpTask } from "./warm-up.ts";

const PROGRESS_MS = 200;
/** A task that does not heed the wish to stop (a strategy in an endless loop) loses its thread. */
const STOP_GRACE_MS = 300;

interface Job {
  readonly request: Request;
  readonly gauge: Gauge;
  readonly options: TaskOptions;
  settle(reply: Reply): void;
}

interface Seat {
  readonly thread: Worker;
  job: Job | null;
}

/** A fixed number of worker threads. Whoever waits takes turns by `turn`; a thread that dies is replaced and its task fails alone. */
export class ThreadPool implements Compute {
  readonly threads: number;
  readonly #log: Log;
  readonly #seats = new Set<Seat>();
  readonly #waiting = new Turns<Job>();
  #lastId = 0;
  #isClosed = false;

  constructor(options: { threads: number; log: Log }) {
    this.threads = options.threads;
    this.#log = options.log;
    for (let n = 0; n < options.threads; n += 1) this.#seat();
  }

  do<Name extends TaskName>(
    name: Name,
    input: ComputeTasks[Name]["input"],
    options: TaskOptions,
  ): Promise<ComputeTasks[Name]["output"]> {
    if (options.stop.aborted || this.#isClosed) return Promise.reject(new RunStopped());
    const gauge = new Gauge();
    this.#lastId += 1;
    const request = { id: this.#lastId, name, input, gauge: gauge.memory } as Request;
    return new Promise((resolve, reject) => {
      let grace: NodeJS.Timeout | undefined;
      const stop = (): void => {
        gauge.askToStop();
        if (this.#waiting.remove(job)) job.settle({ id: request.id, ok: false, fault: "stopped", message: "" });
        else grace = setTimeout(() => this.#replace(job), STOP_GRACE_MS);
      };
      const watch =
        options.onProgress === undefined
          ? undefined
          : setInterval(() => options.onProgress?.(gauge.read()), PROGRESS_MS);
      const job: Job = {
        request,
        gauge,
        options,
        settle: (reply) => {
          clearInterval(watch);
          clearTimeout(grace);
          options.stop.removeEventListener("abort", stop);
          if (reply.ok) resolve(reply.output as ComputeTasks[Name]["output"]);
          else reject(this.#fault(reply));
        },
      };
      options.stop.addEventListener("abort", stop, { once: true });
      this.#waiting.add(options.turn, job);
      this.#next();
    });
  }

  async warm(): Promise<void> {
    const stop = new AbortController().signal;
    await Promise.all(
      Array.from({ length: this.threads }, (_, n) => this.do("run", warmUpTask(), { turn: `warm ${n}`, stop })),
    );
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of this.#waiting.drain())
      job.settle({ id: job.request.id, ok: false, fault: "stopped", message: "" });
    await Promise.all([...this.#seats].map(({ thread }) => thread.terminate()));
  }

  #seat(): Seat {
    const { url, options } = threadEntry();
    const thread = new Worker(url, options);
    const seat: Seat = { thread, job: null };
    this.#seats.add(seat);
    thread.on("message", (reply: Reply) => {
      const { job } = seat;
      if (job?.request.id !== reply.id) return;
      seat.job = null;
      this.#rest(seat);
      job.settle(reply);
      this.#next();
    });
    let cause = "The thread ended.";
    thread.on("error", (error) => {
      cause = error instanceof Error ? error.message : String(error);
    });
    thread.on("exit", () => {
      this.#seats.delete(seat);
      const { job } = seat;
      seat.job = null;
      const stopped = this.#isClosed || job?.gauge.isAskedToStop() === true;
      if (!stopped) this.#log.error({ cause }, "a compute thread ended and is replaced");
      job?.settle({ id: job.request.id, ok: false, fault: stopped ? "stopped" : "broken", message: cause });
      if (this.#isClosed) return;
      const fresh = this.#seat();
      this.#next();
      if (fresh.job === null) this.#warmUp(fresh);
    });
    this.#rest(seat);
    return seat;
  }

  /** Nobody waits: a thread that takes the place of another compiles now what its first run would wait for. */
  #warmUp(seat: Seat): void {
    const gauge = new Gauge();
    this.#lastId += 1;
    const request: Request = { id: this.#lastId, name: "run", input: warmUpTask(), gauge: gauge.memory };
    const options: TaskOptions = { turn: "warm", stop: new AbortController().signal };
    seat.job = { request, gauge, options, settle: () => undefined };
    seat.thread.postMessage(request);
  }

  /** A thread without work does not keep the process alive. */
  #rest({ thread }: Seat): void {
    thread.unref();
  }

  #next(): void {
    for (const seat of this.#seats) {
      if (seat.job !== null) continue;
      const job = this.#waiting.take();
      if (job === null) return;
      seat.job = job;
      seat.thread.ref();
      seat.thread.postMessage(job.request);
    }
  }

  #replace(job: Job): void {
    for (const seat of this.#seats) if (seat.job === job) void seat.thread.terminate();
  }

  #fault(reply: Extract<Reply, { ok: false }>): Error {
    if (reply.fault === "stopped") return new RunStopped();
    if (reply.fault === "strategy") return new StrategyFault(reply.message);
    const error = new Error(reply.message);
    if (reply.stack !== undefined) error.stack = reply.stack;
    return error;
  }
}
