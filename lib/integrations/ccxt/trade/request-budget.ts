import { REQUEST_PRIORITIES, type RequestPriority } from "@/lib/ports/trade-venue";

/** What one exchange lets one IP address ask for, as a bucket of weights: `burst` deep, filled by `perSecond`. */
export interface BudgetTerms {
  readonly perSecond: number;
  readonly burst: number;
}

/** A process's own time, which no test clock and no leap of the machine's clock moves. */
export interface Machine {
  now(): number;
  /** Runs `then` after `ms`; the returned function forgets it. */
  after(ms: number, then: () => void): () => void;
}

export const MACHINE: Machine = {
  now: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Our own budget held a request back: it did not leave this machine. */
export class HeldBack extends Error {
  override readonly name = "HeldBack";
  readonly retryAfterMs: number;

  constructor(detail: string, retryAfterMs: number) {
    super(detail);
    this.retryAfterMs = Math.max(1, Math.ceil(retryAfterMs));
  }
}

/** The part of the bucket that a kind of request leaves to those before it, so that questions never use up what an exit needs. */
const LEAVES: Readonly<Record<RequestPriority, number>> = {
  close: 0,
  protect: 0.05,
  open: 0.15,
  size: 0.2,
  data: 0.3,
  look: 0.5,
};
const ORDER = REQUEST_PRIORITIES;

/** How long a request waits for its turn before it is given back to the caller, who knows better whether it is still wanted. */
const WAITS_MS: Readonly<Record<RequestPriority, number>> = {
  close: 10_000,
  protect: 10_000,
  open: 5_000,
  size: 10_000,
  data: 10_000,
  look: 30_000,
};

interface Waiting {
  readonly weight: number;
  readonly priority: RequestPriority;
  readonly until: number;
  go(): void;
  giveUp(retryAfterMs: number): void;
}

/**
 * One budget for an exchange and this machine's IP address, shared by all accounts of the process: exchanges limit (and ban) addresses,
 * not keys. Turns go close, protect, open, size, data, look; within one of these as they came.
 */
export class RequestBudget {
  readonly #terms: BudgetTerms;
  readonly #machine: Machine;
  #left: number;
  #filledAt: number;
  #bannedUntil = Number.NEGATIVE_INFINITY;
  #waiting: Waiting[] = [];
  #forget: (() => void) | null = null;

  constructor(terms: BudgetTerms, machine: Machine = MACHINE) {
    this.#terms = terms;
    this.#machine = machine;
    this.#left = terms.burst;
    this.#filledAt = machine.now();
  }

  /** Resolves when a request of this weight may leave. @throws HeldBack when that takes too long, or while the exchange bars this address */
  take(weight: number, priority: RequestPriority): Promise<void> {
    const barred = this.barredForMs();
    if (barred > 0) return Promise.reject(new HeldBack("The exchange asked this server to wait.", barred));
    return new Promise((resolve, reject) => {
      const one: Waiting = {
        weight: Math.min(weight, this.#terms.burst * (1 - LEAVES.look)),
        priority,
        until: this.#machine.now() + WAITS_MS[priority],
        go: resolve,
        giveUp: (ms) => reject(new HeldBack("Too many requests wait for this exchange.", ms)),
      };
      const before = this.#waiting.findIndex((other) => ORDER.indexOf(other.priority) > ORDER.indexOf(priority));
      this.#waiting.splice(before === -1 ? this.#waiting.length : before, 0, one);
      this.#serve();
    });
  }

  /** The exchange said wait (429, 418, Retry-After): nobody on this address asks until then. A later, longer word counts. */
  bar(ms: number): void {
    this.#bannedUntil = Math.max(this.#bannedUntil, this.#machine.now() + ms);
    const waiting = this.#waiting.splice(0);
    for (const one of waiting) one.giveUp(ms);
  }

  /** 0: nothing bars it. */
  barredForMs(): number {
    return Math.max(0, this.#bannedUntil - this.#machine.now());
  }

  #serve(): void {
    this.#forget?.();
    this.#forget = null;
    const now = this.#machine.now();
    this.#left = Math.min(this.#terms.burst, this.#left + ((now - this.#filledAt) / 1_000) * this.#terms.perSecond);
    this.#filledAt = now;
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const lacking = first.weight + LEAVES[first.priority] * this.#terms.burst - this.#left;
      if (lacking <= 1e-9) {
        this.#left -= first.weight;
        this.#waiting.shift();
        first.go();
        continue;
      }
      const wait = (lacking / this.#terms.perSecond) * 1_000;
      if (now + wait > first.until) {
        this.#waiting.shift();
        first.giveUp(wait);
        continue;
      }
      this.#forget = this.#machine.after(wait, () => this.#serve());
      return;
    }
  }
}
