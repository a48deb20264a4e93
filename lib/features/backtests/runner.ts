import { AppError } from "@/lib/kernel/errors";
import { StrategyFault } from "@/lib/ports/compute";
import { RunStopped } from "@/lib/trading/backtest/watch";
import { type BacktestKind, waitingProgress } from "./backtest.ts";
import { computeOptimisation } from "./compute-optimisation.ts";
import { type Computed, type ComputeEnv, computeRun, type RunWatch } from "./compute-run.ts";
import { computeWalkForward } from "./compute-walk-forward.ts";
import { endRun, leaseRun } from "./lease-run.ts";
import { ProgressReport } from "./progress-report.ts";
import { beatRuns, hasWaiting, type LeasedRun, releaseRuns, requeueSilent } from "./queue-repository.ts";

/** Keeps the leases, and sees a wish to cancel even where its event was not heard. */
const BEAT_MS = 300;
const LOOK_MS = 1_000;
/** Beats are missed for longer than a busy machine ever delays one; with the look each second a dead worker's runs are free within 10 s. */
const SILENT_MS = 8_000;
const ATTEMPTS_MAX = 3;

type StopReason = "cancelled" | "lost" | "shutdown";

interface UnderWay {
  readonly abort: AbortController;
  readonly done: Promise<void>;
  reason: StopReason | null;
}

const COMPUTE: Readonly<
  Record<Exclude<BacktestKind, "BATCH">, (env: ComputeEnv, run: LeasedRun, watch: RunWatch) => Promise<Computed>>
> = { RUN: computeRun, OPTIMISATION: computeOptimisation, WALK_FORWARD: computeWalkForward };

/**
 * Runs what waits in the queue, in this process. Many runs are under way at once (threads go round among their users), so that nobody stands
 * behind another's long search. Leased runs are kept by beats; those of a worker that fell silent are taken over by any other.
 */
export class BacktestRunner {
  readonly #env: ComputeEnv;
  readonly #worker: string;
  readonly #slots: number;
  readonly #underWay = new Map<string, UnderWay>();
  readonly #timers: NodeJS.Timeout[] = [];
  #filling: Promise<void> | null = null;
  #again = false;
  #beating = false;
  #isStopped = false;

  constructor(env: ComputeEnv, { worker, slots = 32 }: { worker: string; slots?: number }) {
    this.#env = env;
    this.#worker = worker;
    this.#slots = slots;
  }

  start(): void {
    this.#timers.push(
      setInterval(() => void this.#beat(), BEAT_MS),
      setInterval(() => void this.#look(), LOOK_MS),
    );
    this.wake();
  }

  /** There may be something to take. */
  wake(): void {
    this.#again = true;
    if (this.#filling !== null || this.#isStopped) return;
    this.#filling = this.#fill().finally(() => {
      this.#filling = null;
      if (this.#again) this.wake();
    });
  }

  /** Something may have been cancelled: looked up at once, so that a person does not wait for the next beat. */
  notice(): void {
    void this.#beat();
  }

  /** Gives back what is under way; a search goes on elsewhere from where it stood. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    await this.#filling;
    const all = [...this.#underWay.values()];
    for (const run of all) end(run, "shutdown");
    await Promise.all(all.map(({ done }) => done));
    await releaseRuns(this.#env.ctx.db, this.#worker);
  }

  /** Resolves when nothing is under way and nothing can be taken: for tests and commands. */
  async idle(): Promise<void> {
    for (;;) {
      this.wake();
      // One taking may lead to another; only when none is left is nobody's run taken after this has returned.
      while (this.#filling !== null) await this.#filling;
      const all = [...this.#underWay.values()];
      if (all.length === 0) return;
      await Promise.all(all.map(({ done }) => done));
    }
  }

  async #fill(): Promise<void> {
    try {
      this.#again = false;
      while (this.#underWay.size < this.#slots && !this.#isStopped) {
        const run = await leaseRun(this.#env.ctx, this.#worker);
        if (run === null) return;
        const abort = new AbortController();
        const underWay: UnderWay = { abort, reason: null, done: this.#run(run, abort, () => underWay.reason) };
        this.#underWay.set(run.id, underWay);
        void underWay.done.then(() => {
          this.#underWay.delete(run.id);
          this.wake();
        });
      }
    } catch (error) {
      this.#env.ctx.log.warn({ err: error }, "backtests: the database did not answer");
    }
  }

  async #run(run: LeasedRun, abort: AbortController, reasonOf: () => StopReason | null): Promise<void> {
    const { ctx } = this.#env;
    const report = new ProgressReport(ctx, run);
    const watch: RunWatch = { stop: abort.signal, onProgress: (progress) => report.tell(progress) };
    try {
      if (run.attempts > ATTEMPTS_MAX)
        throw new AppError("conflict", `It ended its worker ${ATTEMPTS_MAX} times and is not started again.`);
      const compute = COMPUTE[run.kind === "BATCH" ? "RUN" : run.kind];
      const computed = await compute(this.#env, run, watch);
      await report.settled();
      await endRun(ctx, this.#worker, run, { status: "DONE", ...computed });
    } catch (error) {
      await report.settled();
      const reason = error instanceof RunStopped ? reasonOf() : null;
      if (reason === "lost" || reason === "shutdown") return;
      const progress = { ...(report.last ?? waitingProgress("bars", run.work)), phase: "DONE" as const };
      const outcome =
        reason === "cancelled"
          ? ({ status: "CANCELLED", progress } as const)
          : ({ status: "FAILED", progress, error: this.#explain(run, error) } as const);
      await endRun(ctx, this.#worker, run, outcome).catch((fault: unknown) =>
        ctx.log.error(
          { backtestId: run.id, err: fault },
          "the end of a backtest was not written; it will be taken again",
        ),
      );
    }
  }

  /** The sentence that the user reads. What is our own fault is logged, and its words stay here. */
  #explain(run: LeasedRun, error: unknown): string {
    if (error instanceof StrategyFault) return error.message;
    if (error instanceof AppError && error.detail !== undefined && error.code !== "invariant") return error.detail;
    this.#env.ctx.log.error({ backtestId: run.id, err: error }, "a backtest failed");
    return `Something is broken on our side; it is logged under ${run.id}.`;
  }

  async #beat(): Promise<void> {
    if (this.#underWay.size === 0 || this.#beating) return;
    this.#beating = true;
    try {
      // Those taken while the database answers are not in its answer: only what was under way before counts as lost.
      const before = [...this.#underWay];
      const mine = new Map((await beatRuns(this.#env.ctx.db, this.#worker)).map((beat) => [beat.id, beat]));
      for (const [id, run] of before) {
        const beat = mine.get(id);
        if (beat === undefined) end(run, "lost");
        else if (beat.cancelled) end(run, "cancelled");
      }
    } catch (error) {
      this.#env.ctx.log.warn({ err: error }, "backtests: the database did not answer");
    } finally {
      this.#beating = false;
    }
  }

  async #look(): Promise<void> {
    try {
      const { db, log } = this.#env.ctx;
      const freed = await requeueSilent(db, SILENT_MS);
      if (freed > 0) log.warn({ freed }, "took over the backtests of a worker that fell silent");
      if (await hasWaiting(db)) this.wake();
    } catch (error) {
      this.#env.ctx.log.warn({ err: error }, "backtests: the database did not answer");
    }
  }
}

/** The first reason counts. */
function end(run: UnderWay, reason: StopReason): void {
  run.reason ??= reason;
  run.abort.abort();
}
