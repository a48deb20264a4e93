import type { Ctx } from "@/lib/ports/ctx";
import type { BacktestProgress } from "./backtest.ts";
import { saveProgress } from "./outcome-repository.ts";
import { tellProgress } from "./progress-channel.ts";
import type { LeasedRun } from "./queue-repository.ts";

const TELL_MS = 200;
const SAVE_MS = 1_000;

/** Tells pages how far a run is, at most five times a second, and notes it in its row each second for those who come later. */
export class ProgressReport {
  readonly #ctx: Pick<Ctx, "db" | "log">;
  readonly #run: LeasedRun;
  #toldAt = 0;
  #savedAt = performance.now();
  #sending: Promise<unknown> = Promise.resolve();
  #isSending = false;
  #last: BacktestProgress | null = null;

  constructor(ctx: Pick<Ctx, "db" | "log">, run: LeasedRun) {
    this.#ctx = ctx;
    this.#run = run;
  }

  /** The last that was told of, sent or not. */
  get last(): BacktestProgress | null {
    return this.#last;
  }

  /** Cheap; what comes while the last word is still on its way is left out. */
  tell(progress: BacktestProgress): void {
    this.#last = progress;
    const now = performance.now();
    if (this.#isSending || now - this.#toldAt < TELL_MS) return;
    this.#toldAt = now;
    this.#isSending = true;
    this.#sending = this.#send(progress, now).finally(() => {
      this.#isSending = false;
    });
  }

  /** Resolves when the last word is out: what is told after it is never overtaken. */
  async settled(): Promise<void> {
    await this.#sending;
  }

  async #send(progress: BacktestProgress, now: number): Promise<void> {
    const { id, userId, kind } = this.#run;
    try {
      await tellProgress(this.#ctx, { userId, message: { id, kind, status: "RUNNING", progress, error: null } });
      if (now - this.#savedAt < SAVE_MS) return;
      this.#savedAt = now;
      await saveProgress(this.#ctx.db, this.#run, progress);
    } catch (error) {
      this.#ctx.log.warn({ backtestId: id, err: error }, "progress of a backtest was not told");
    }
  }
}
