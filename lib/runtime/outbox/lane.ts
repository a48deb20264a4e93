import type { StoredEvent } from "@/lib/events/catalogue";
import { isAfter } from "@/lib/events/cursors";
import { clearFailure, recordFailure } from "@/lib/events/failures";
import type { EventHandler } from "@/lib/events/handler";
import type { OutboxPosition } from "@/lib/events/outbox";
import type { Ctx } from "@/lib/ports/ctx";

/** Events that a handler with `handleAll` takes at once. */
const BATCH_MAX = 64;
/** Many together may take this many times as long as one before they count as stuck. */
const BATCH_PATIENCE = 5;

interface Waiting {
  readonly stored: StoredEvent;
  readonly isRetry: boolean;
}

/** One handler's queue: its events in order, one at a time, and how far it has come. */
export class Lane {
  readonly name: string;
  readonly #ctx: Pick<Ctx, "db" | "clock" | "log">;
  readonly #handler: EventHandler;
  readonly #timeoutMs: number;
  readonly #queue: Waiting[] = [];
  readonly #retrying = new Set<bigint>();
  #roomWaiters: { readonly max: number; readonly go: () => void }[] = [];
  /** Everything at or before it was handled or is kept as a failure. */
  #done: OutboxPosition;
  /** Everything at or before it was offered. */
  #seen: OutboxPosition;
  /** How many of those in front are taken one by one, since together they failed. */
  #single = 0;
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(ctx: Pick<Ctx, "db" | "clock" | "log">, handler: EventHandler, from: OutboxPosition, timeoutMs: number) {
    this.#ctx = ctx;
    this.#handler = handler;
    this.name = handler.name;
    this.#done = from;
    this.#seen = from;
    this.#timeoutMs = timeoutMs;
  }

  get position(): OutboxPosition {
    return this.#queue.length === 0 && this.#running === null ? this.#seen : this.#done;
  }

  offer(events: readonly StoredEvent[]): void {
    if (this.#stopped) return;
    for (const stored of events) {
      if (!isAfter(stored, this.#seen)) continue;
      this.#seen = { xid: stored.xid, id: stored.id };
      if (this.#handler.on.includes(stored.event.type)) this.#queue.push({ stored, isRetry: false });
    }
    this.#run();
  }

  retry(stored: StoredEvent): void {
    if (this.#stopped || this.#retrying.has(stored.id)) return;
    this.#retrying.add(stored.id);
    this.#queue.push({ stored, isRetry: true });
    this.#run();
  }

  /** Resolves when fewer than `max` events wait here. */
  room(max: number): Promise<void> {
    if (this.#queue.length < max || this.#stopped) return Promise.resolve();
    return new Promise((go) => this.#roomWaiters.push({ max, go }));
  }

  /** Takes nothing new; what waits is left for the next start. */
  stop(): void {
    this.#stopped = true;
    this.#tellRoom();
  }

  async idle(): Promise<void> {
    await this.#running;
  }

  #run(): void {
    if (this.#running !== null || this.#queue.length === 0) return;
    this.#running = this.#gather()
      .then(() => this.#drain())
      .finally(() => {
        this.#running = null;
        if (!this.#stopped) this.#run();
      });
  }

  async #gather(): Promise<void> {
    const { gatherMs = 0 } = this.#handler;
    if (gatherMs > 0 && this.#queue.length < BATCH_MAX) await new Promise((resolve) => setTimeout(resolve, gatherMs));
  }

  async #drain(): Promise<void> {
    while (!this.#stopped) {
      const next = this.#queue[0];
      if (next === undefined) return;
      const together = this.#together();
      if (together.length > 1 && (await this.#settleAll(together))) {
        this.#queue.splice(0, together.length);
        const { xid, id } = together.at(-1) ?? next.stored;
        this.#done = { xid, id };
        this.#tellRoom();
        continue;
      }
      const settled = await this.#settle(next);
      if (!settled) return;
      this.#single = Math.max(0, this.#single - 1);
      this.#queue.shift();
      this.#retrying.delete(next.stored.id);
      if (!next.isRetry && isAfter(next.stored, this.#done)) this.#done = { xid: next.stored.xid, id: next.stored.id };
      this.#tellRoom();
    }
  }

  /** What may be handled at once: those in front that are no retries. */
  #together(): StoredEvent[] {
    if (this.#handler.handleAll === undefined || this.#single > 0) return [];
    const end = this.#queue.findIndex(({ isRetry }) => isRetry);
    return this.#queue.slice(0, Math.min(BATCH_MAX, end < 0 ? BATCH_MAX : end)).map(({ stored }) => stored);
  }

  /** False: it failed, so that they are handled one by one and the bad one is found. */
  async #settleAll(events: readonly StoredEvent[]): Promise<boolean> {
    try {
      await withTimeout(this.#handler.handleAll?.(events) ?? Promise.resolve(), this.#timeoutMs * BATCH_PATIENCE);
      return true;
    } catch (error) {
      this.#single = events.length;
      this.#ctx.log.warn({ handler: this.name, events: events.length, err: error }, "handler takes events one by one");
      return false;
    }
  }

  /** Handles one event, or keeps its failure. False: neither was possible (no database); it stays first in the queue. */
  async #settle({ stored, isRetry }: Waiting): Promise<boolean> {
    const { db, clock, log } = this.#ctx;
    try {
      await withTimeout(this.#handler.handle(stored), this.#timeoutMs);
      if (isRetry) await clearFailure(db, this.name, stored.id);
      return true;
    } catch (error) {
      const about = { handler: this.name, eventId: stored.id, type: stored.event.type, err: error };
      try {
        const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        const isDead = await recordFailure(db, clock.now(), {
          handler: this.name,
          eventId: stored.id,
          error: message.slice(0, 2_000),
        });
        if (isDead) log.error(about, "handler gave an event up");
        else log.warn(about, "handler failed and will try again");
        return true;
      } catch (cause) {
        log.error({ ...about, cause }, "handler failed and the failure could not be kept");
        if (!this.#stopped) await new Promise((resolve) => setTimeout(resolve, 500));
        return false;
      }
    }
  }

  #tellRoom(): void {
    const open = this.#roomWaiters.filter(({ max }) => this.#stopped || this.#queue.length < max);
    this.#roomWaiters = this.#roomWaiters.filter((waiter) => !open.includes(waiter));
    for (const { go } of open) go();
  }
}

async function withTimeout(work: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
