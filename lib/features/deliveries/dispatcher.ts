import type { ChannelKind, ChannelSender } from "@/lib/ports/channel-sender";
import { type DeliverCtx, type DeliverOptions, deliver } from "./deliver.ts";
import { kindsDue, takeDue } from "./repository.ts";

export interface DispatcherOptions extends Omit<DeliverOptions, "stop"> {
  /** Targets of one kind that are sent to at a time. */
  readonly slots?: number;
  /** Of these, for targets that failed last time: dead ones cannot take the lane. */
  readonly suspectSlots?: number;
  readonly pollMs?: number;
}

/** Events come by the hundred a second, and most bring no delivery: one look for all of this time, and for all lanes. */
const GATHER_MS = 25;

export interface Dispatcher {
  /** There may be something due. */
  wake(): void;
  /** Sends until `signal` is aborted. One process at a time does this (Leases). */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * A lane for each kind of channel, and in it one for each target: messages of one target go out one after the other, in order; targets and
 * kinds do not wait for one another.
 */
export function createDispatcher(
  ctx: DeliverCtx,
  senders: readonly ChannelSender[],
  options: DispatcherOptions,
): Dispatcher {
  let lanes: readonly KindLane[] = [];
  let timer: NodeJS.Timeout | null = null;
  const look = async (): Promise<void> => {
    if (lanes.length === 0) return;
    try {
      const kinds = lanes.map(({ kind }) => kind);
      const due = await kindsDue(ctx.db, kinds, ctx.clock.now());
      for (const lane of lanes) if (due.has(lane.kind)) lane.wake();
    } catch (error) {
      ctx.log.warn({ err: error }, "deliveries: the database did not answer");
    }
  };
  return {
    wake() {
      if (timer !== null) return;
      timer = setTimeout(() => {
        timer = null;
        void look();
      }, GATHER_MS);
    },
    async run(signal) {
      lanes = senders.map((sender) => new KindLane(ctx, sender, { ...options, stop: signal }));
      await Promise.all(lanes.map((lane) => lane.run()));
      lanes = [];
    },
  };
}

class KindLane {
  readonly #busy = new Map<string, { readonly suspect: boolean; readonly done: Promise<void> }>();
  #woken = true;
  #ring: () => void = () => undefined;

  constructor(
    private readonly ctx: DeliverCtx,
    private readonly sender: ChannelSender,
    private readonly options: DispatcherOptions & DeliverOptions,
  ) {}

  get kind(): ChannelKind {
    return this.sender.kind;
  }

  wake(): void {
    this.#woken = true;
    this.#ring();
  }

  async run(): Promise<void> {
    const { stop, pollMs = 500 } = this.options;
    stop.addEventListener("abort", () => this.wake(), { once: true });
    while (!stop.aborted) {
      this.#woken = false;
      await this.#fill();
      await this.#rest(pollMs);
    }
    await Promise.all([...this.#busy.values()].map(({ done }) => done));
  }

  async #fill(): Promise<void> {
    const { slots = 32, suspectSlots = 8 } = this.options;
    const limit = slots - this.#busy.size;
    if (limit <= 0) return;
    try {
      const due = await takeDue(
        this.ctx.db,
        { kind: this.sender.kind, busy: [...this.#busy.keys()], limit },
        this.ctx.clock.now(),
      );
      for (const row of due) {
        const suspect = row.failures > 0;
        const suspects = [...this.#busy.values()].filter((each) => each.suspect).length;
        if (suspect && suspects >= suspectSlots) continue;
        const done = deliver(this.ctx, this.sender, row, this.options)
          // The row stands as it was; the poll, not a wake, tries again, so that a broken database is not hammered.
          .then(
            () => true,
            (error: unknown) => {
              this.ctx.log.error({ err: error, deliveryId: row.id }, "a delivery could not be settled");
              return false;
            },
          )
          .then((settled) => {
            this.#busy.delete(row.channelId);
            if (settled) this.wake();
          });
        this.#busy.set(row.channelId, { suspect, done });
      }
    } catch (error) {
      this.ctx.log.warn({ err: error }, "deliveries: the database did not answer");
    }
  }

  /** Until woken, or `ms` long: due times pass without anybody's word. */
  async #rest(ms: number): Promise<void> {
    if (this.#woken) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#ring = () => undefined;
  }
}
