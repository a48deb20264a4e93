import type { StoredEvent } from "./catalogue.ts";
import { type OutboxPosition, type PreparedReader, readOutbox } from "./outbox.ts";

export interface TailOptions {
  readonly db: PreparedReader;
  readonly from: OutboxPosition;
  /** Gets each batch in order and is awaited before the next is read. When it throws, the same batch comes again after a pause. */
  readonly onEvents: (events: readonly StoredEvent[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly batchMax?: number;
  readonly pollMs?: number;
  /** However often it is woken, looks begin this far apart at least; the first of a burst at once. */
  readonly gapMs?: number;
}

const UNREADABLE_RETRY_MS = [2, 5, 10, 20, 50] as const;

/**
 * Follows the outbox from a position: reads when woken and each second besides. One read at a time; a wake that comes during a read leads
 * to another one.
 */
export class OutboxTail {
  readonly #options: TailOptions;
  #position: OutboxPosition;
  #woken = false;
  #running: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #unreadableTries = 0;
  /** By the machine's clock. */
  #nextLookAt = 0;
  #stopped = false;

  constructor(options: TailOptions) {
    this.#options = options;
    this.#position = options.from;
  }

  get position(): OutboxPosition {
    return this.#position;
  }

  start(): void {
    this.wake();
  }

  /** There may be news. Cheap, and safe to call at any time. */
  wake(): void {
    this.#unreadableTries = 0;
    this.#look();
  }

  /** Ends after the batch under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #look(): void {
    this.#woken = true;
    if (this.#running !== null || this.#stopped) return;
    clearTimeout(this.#timer);
    const waitMs = this.#nextLookAt - performance.now();
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.#look(), waitMs);
      return;
    }
    this.#nextLookAt = performance.now() + (this.#options.gapMs ?? 0);
    this.#running = this.#drain().then((nextMs) => {
      this.#running = null;
      if (this.#stopped) return;
      if (this.#woken) this.#look();
      else this.#timer = setTimeout(() => this.#look(), nextMs);
    });
  }

  /** @returns after how many ms to look again unasked */
  async #drain(): Promise<number> {
    const { db, batchMax = 200, pollMs = 1_000 } = this.#options;
    let hides = false;
    try {
      for (let isMore = true; isMore && !this.#stopped; ) {
        this.#woken = false;
        const { events, unreadable } = await readOutbox(db, this.#position, batchMax);
        hides = unreadable;
        const last = events.at(-1);
        if (last !== undefined) {
          await this.#options.onEvents(events);
          this.#position = { xid: last.xid, id: last.id };
        }
        isMore = events.length === batchMax;
      }
      // An older transaction that still runs hides what was committed after it began. Its end sends us nothing, so look again soon.
      const again = UNREADABLE_RETRY_MS[this.#unreadableTries];
      if (again !== undefined && hides) {
        this.#unreadableTries += 1;
        return again;
      }
      return pollMs;
    } catch (error) {
      this.#woken = false;
      this.#options.onError(error);
      return pollMs;
    }
  }
}
