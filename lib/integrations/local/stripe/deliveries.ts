import { createHmac } from "node:crypto";
import type { Delivery, StoredEvent } from "./objects.ts";
import type { Store } from "./store.ts";

export interface DeliveryModes {
  /** Nothing is sent until `release`. */
  hold: boolean;
  /** How often each event is sent, at once. */
  copies: number;
  /** A second event with an id of its own for each change, as Stripe may send. */
  twins: boolean;
  /** Everything counts as delivered without being sent: what is lost is found by events.list only. */
  drop: boolean;
}

export interface DeliveryTarget {
  readonly webhookUrl: string;
  readonly platformSecret: string;
  readonly connectSecret: string;
}

const TIMEOUT_MS = 10_000;
const ATTEMPTS_MAX = 80; // with waits of at most an hour: three days, as in live mode
const PARALLEL_MAX = 4;
const RELEASED_AT_ONCE = 32;

/** How deliveries that were held are let go. */
export interface Release {
  readonly seed?: number;
  readonly loseOneIn?: number;
  readonly keepOneIn?: number;
}

/** Sends events to the webhook address, signed, again until it answers 2xx. */
export class Deliveries {
  modes: DeliveryModes = { hold: false, copies: 1, twins: false, drop: false };
  readonly #store: Store;
  readonly #target: DeliveryTarget;
  #timer: NodeJS.Timeout | null = null;
  readonly #busy = new Set<string>();
  #stopped = false;

  constructor(store: Store, target: DeliveryTarget) {
    this.#store = store;
    this.#target = target;
  }

  /** Sends what is due and sets the timer for what is not. Called after each change. */
  wake(): void {
    if (this.#stopped || this.modes.hold) return;
    const now = Date.now();
    const open = this.#open();
    for (const delivery of open) {
      if (this.#busy.size >= PARALLEL_MAX) break;
      if ((delivery.dueAt ?? 0) <= now && !this.#busy.has(delivery.id))
        void this.#send(delivery).then(() => this.wake());
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    const later = open.map((delivery) => delivery.dueAt ?? 0).filter((dueAt) => dueAt > now);
    this.#timer = later.length === 0 ? null : setTimeout(() => this.wake(), Math.min(...later) - now).unref();
  }

  /**
   * Sends what waits, shuffled by `seed` where one is given, many at once; answers with the statuses (null: never sent). Modes but `hold`
   * apply. With a seed `loseOneIn` and `keepOneIn` pick those that are lost for good, and those that wait for a later release.
   */
  async release({ seed, loseOneIn, keepOneIn }: Release): Promise<(number | null)[]> {
    const waiting = seed === undefined ? this.#open() : shuffle(this.#open(), seed);
    const chance = chanceOf(seed ?? 0);
    const queue = waiting.flatMap((delivery) => {
      const lost = loseOneIn !== undefined && chance() * loseOneIn < 1;
      const kept = keepOneIn !== undefined && chance() * keepOneIn < 1;
      return kept ? [] : [{ delivery, lost }];
    });
    const statuses: (number | null)[] = [];
    const hand = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        if (next.lost) this.#finish(next.delivery, null, null);
        statuses.push(next.lost ? null : await this.#send(next.delivery));
      }
    };
    await Promise.all(Array.from({ length: RELEASED_AT_ONCE }, hand));
    return statuses;
  }

  /** How many deliveries are not over yet. */
  waiting(): number {
    return this.#open().length;
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #open(): Delivery[] {
    return this.#store.all("_delivery").filter((delivery) => delivery.dueAt !== null);
  }

  async #send(delivery: Delivery): Promise<number | null> {
    this.#busy.add(delivery.id);
    try {
      const event = this.#store.get("event", delivery.event);
      if (event === undefined || this.modes.drop) {
        this.#finish(delivery, null, null);
        return null;
      }
      const bodies: StoredEvent[] = Array.from({ length: Math.max(1, this.modes.copies) }, () => event);
      if (this.modes.twins) bodies.push({ ...event, id: `${event.id}twin` });
      const statuses = await Promise.all(bodies.map((body) => this.#post(body)));
      const worst = statuses.find((status) => status === null || status >= 300);
      const failed = worst !== undefined;
      const attempts = delivery.attempts + 1;
      const waitMs = Math.min(1_000 * 2 ** Math.min(attempts - 1, 12), 3_600_000);
      this.#finish(
        delivery,
        failed && attempts < ATTEMPTS_MAX ? Date.now() + waitMs : null,
        worst ?? statuses[0] ?? null,
      );
      return worst ?? statuses[0] ?? null;
    } finally {
      this.#busy.delete(delivery.id);
    }
  }

  #finish(delivery: Delivery, dueAt: number | null, status: number | null): void {
    this.#store.commit([{ ...delivery, attempts: delivery.attempts + 1, dueAt, lastStatus: status }]);
  }

  async #post(event: StoredEvent): Promise<number | null> {
    const payload = JSON.stringify(event, null, 2);
    const secret = event.account === undefined ? this.#target.platformSecret : this.#target.connectSecret;
    try {
      const response = await fetch(this.#target.webhookUrl, {
        method: "POST",
        headers: {
          "content-type": "application/json; charset=utf-8",
          "stripe-signature": sign(payload, secret, Date.now()),
          "user-agent": "Stripe/1.0 (stand-in)",
        },
        body: payload,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: "manual",
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return null;
    }
  }
}

/** The `Stripe-Signature` header: HMAC-SHA256 over "time.payload". The time is the machine's: its tolerance is not a rule of ours. */
export function sign(payload: string, secret: string, nowMs: number): string {
  const at = Math.floor(nowMs / 1_000);
  return `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${payload}`).digest("hex")}`;
}

/** The same order for the same seed. */
function shuffle<T>(items: readonly T[], seed: number): T[] {
  const chance = chanceOf(seed);
  const keyed = items.map((item) => ({ item, key: chance() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
