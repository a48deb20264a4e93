import { Call } from "./call.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Store } from "./store.ts";
import { advanceOne, nextMoment } from "./subscription-cycle.ts";

/** Runs units of work on the store, at the stand-in's own time, and wakes the deliveries after each. */
export class Engine {
  readonly store: Store;
  readonly deliveries: Deliveries;
  readonly baseUrl: string;
  readonly #machineNow: () => number;

  constructor(options: { store: Store; deliveries: Deliveries; baseUrl: string; now: () => number }) {
    this.store = options.store;
    this.deliveries = options.deliveries;
    this.baseUrl = options.baseUrl;
    this.#machineNow = options.now;
  }

  nowSec(): number {
    return Math.floor((this.#machineNow() + this.store.offsetMs) / 1_000);
  }

  /** Does `work` as one: all its rows are kept, or none when it throws. `before` is kept with them. */
  run<T>(
    work: (call: Call) => T,
    more: { nowSec?: number; requestId?: string; idempotencyKey?: string; account?: string } = {},
  ): T {
    const { nowSec, ...rest } = more;
    const call = new Call({ store: this.store, nowSec: nowSec ?? this.nowSec(), baseUrl: this.baseUrl, ...rest });
    const result = work(call);
    this.store.commit(call.written());
    this.deliveries.wake();
    return result;
  }

  /** Lets everything happen that is due by now, each at its own moment: a month slept through renews on the right days. */
  tick(): void {
    const until = this.nowSec();
    for (;;) {
      const moments = this.store.all("subscription").map(nextMoment);
      for (const session of this.store.all("checkout.session"))
        if (session.status === "open") moments.push(session.expires_at);
      for (const payout of this.store.all("payout")) if (payout.status === "pending") moments.push(payout.arrival_date);
      const next = Math.min(...moments);
      if (next > until) return;
      this.run((call) => advanceOne(call), { nowSec: next });
    }
  }

  /** Moves the stand-in's clock ahead. */
  advance(seconds: number): void {
    this.store.setOffset(this.store.offsetMs + seconds * 1_000);
    this.tick();
  }
}
