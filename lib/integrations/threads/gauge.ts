import type { TaskProgress } from "@/lib/ports/compute";
import type { Watch } from "@/lib/trading/backtest/watch";

const POINTS_MAX = 200;
/** Slots of 8 bytes: stop, done, total, points, then the points. */
const [STOP, DONE, TOTAL, POINTS, FIRST] = [0, 1, 2, 3, 4] as const;

/**
 * A piece of shared memory between a task and who waits for it: the task notes how far it is, the other side reads it when it likes and may
 * ask it to stop. Nothing is sent, so neither waits for the other. A reader may see a point that is half a step old; it is a picture.
 */
export class Gauge {
  readonly memory: SharedArrayBuffer;
  readonly #flags: Int32Array;
  readonly #slots: Float64Array;

  constructor(memory = new SharedArrayBuffer((FIRST + POINTS_MAX * 2) * 8)) {
    this.memory = memory;
    this.#flags = new Int32Array(memory);
    this.#slots = new Float64Array(memory);
  }

  askToStop(): void {
    Atomics.store(this.#flags, STOP, 1);
  }

  isAskedToStop(): boolean {
    return Atomics.load(this.#flags, STOP) === 1;
  }

  begin(total: number): void {
    this.#slots[TOTAL] = total;
    this.#slots[DONE] = 0;
    this.#slots[POINTS] = 0;
  }

  /** `value` becomes a point of the preview, unless it has as many as it holds. */
  note(done: number, value?: number): void {
    this.#slots[DONE] = done;
    const points = this.#slots[POINTS] ?? 0;
    if (value === undefined || points >= POINTS_MAX) return;
    this.#slots[FIRST + points * 2] = done;
    this.#slots[FIRST + points * 2 + 1] = value;
    this.#slots[POINTS] = points + 1;
  }

  read(): TaskProgress {
    const slot = (at: number): number => this.#slots[at] ?? 0;
    return {
      done: slot(DONE),
      total: slot(TOTAL),
      preview: Array.from({ length: slot(POINTS) }, (_, n) => [slot(FIRST + n * 2), slot(FIRST + n * 2 + 1)] as const),
    };
  }
}

/** Lets a run of so many bars be seen and stopped: at most 200 looks, or one each 64 bars. */
export function watchOf(gauge: Gauge, bars: number): Watch {
  return {
    everyBars: Math.max(64, Math.ceil(bars / POINTS_MAX)),
    onBar(bar, equity) {
      gauge.note(bar + 1, equity);
      return !gauge.isAskedToStop();
    },
  };
}
