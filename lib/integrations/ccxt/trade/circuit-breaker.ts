import type { Machine } from "./request-budget.ts";
import { MACHINE } from "./request-budget.ts";

const ERRORS_MAX = 10;
const WINDOW_MS = 60_000;
const REST_FIRST_MS = 5_000;
const REST_MAX_MS = 60_000;

export interface BreakerRules {
  /** `minute`: ten errors within a minute open it. `row`: ten in a row within a minute, so that one bad account cannot speak for all. */
  readonly counts: "minute" | "row";
}

/**
 * Opens at ten errors (RELIABILITY 3.3). Open, it lets one question through after a rest of 5, 10, 20 … 60 s; the answer closes it, an error
 * doubles the rest. It advises; exits are tried whatever it says.
 */
export class CircuitBreaker {
  readonly #rules: BreakerRules;
  readonly #machine: Machine;
  #errors: number[] = [];
  #restUntil: number | null = null;
  #restMs = REST_FIRST_MS;
  #probing = false;

  constructor(rules: BreakerRules, machine: Machine = MACHINE) {
    this.#rules = rules;
    this.#machine = machine;
  }

  get closed(): boolean {
    return this.#restUntil === null;
  }

  /** How long to wait; 0: ask. A question that is let through while open is the probe: until it is answered there is no other. */
  waitMs(asks: "probe" | "work"): number {
    if (this.#restUntil === null) return 0;
    const left = this.#restUntil - this.#machine.now();
    if (left > 0) return left;
    if (asks === "work" || this.#probing) return REST_FIRST_MS;
    this.#probing = true;
    return 0;
  }

  succeeded(): void {
    this.#probing = false;
    this.#restUntil = null;
    this.#restMs = REST_FIRST_MS;
    if (this.#rules.counts === "row") this.#errors = [];
  }

  failed(): void {
    const now = this.#machine.now();
    if (this.#restUntil !== null) {
      if (this.#probing) this.#restMs = Math.min(REST_MAX_MS, this.#restMs * 2);
      this.#probing = false;
      this.#restUntil = now + this.#restMs;
      return;
    }
    this.#errors = [...this.#errors.filter((at) => at > now - WINDOW_MS), now];
    if (this.#errors.length < ERRORS_MAX) return;
    this.#errors = [];
    this.#restUntil = now + this.#restMs;
  }

  /** A probe that never left. */
  forgetProbe(): void {
    this.#probing = false;
  }
}
