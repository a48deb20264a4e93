import type { Exchange } from "ccxt";
import type { Asked, RequestPriority } from "@/lib/ports/trade-venue";
import { type Call, inCall } from "./calls.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import { classify, type Verdict } from "./classify.ts";
import type { RequestBudget } from "./request-budget.ts";
import type { Venue } from "./venue.ts";

export interface CallsOptions {
  readonly venue: Venue;
  readonly exchange: Exchange;
  readonly budget: RequestBudget;
  /** This account's, and the exchange's as all accounts of the process see it. */
  readonly own: CircuitBreaker;
  readonly shared: CircuitBreaker;
  /** Told of each change of the shared one. */
  readonly onHealth: (answered: boolean) => void;
}

export type Tried<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly verdict: Verdict; readonly error: unknown };

/** Every call of one account into ccxt: judged by code, counted by the circuit breakers, never repeated. */
export class AccountCalls {
  readonly #options: CallsOptions;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** How long the breakers ask for; exits do not ask them. 0: go. */
  waitMs(asks: "probe" | "work"): number {
    const own = this.#options.own.waitMs(asks);
    if (own > 0) return own;
    const shared = this.#options.shared.waitMs(asks);
    if (shared > 0) this.#options.own.forgetProbe();
    return shared;
  }

  async run<T>(
    priority: RequestPriority,
    work: (exchange: Exchange) => Promise<T>,
    mayLeave?: () => Promise<boolean>,
  ): Promise<Tried<T>> {
    const { venue, exchange } = this.#options;
    const call: Call = { priority, requests: [], received: [], ...(mayLeave === undefined ? {} : { mayLeave }) };
    try {
      const value = await inCall(call, () => work(exchange));
      this.#count(call, null);
      return { ok: true, value };
    } catch (error) {
      const verdict = classify(venue, error, call);
      this.#count(call, verdict);
      if (verdict.meaning === "clock_skew") await this.#setClock();
      return { ok: false, verdict, error };
    }
  }

  /** A question: held back by an open breaker, else asked. `gone` answers are the caller's to read. */
  async ask<T>(priority: RequestPriority, work: (exchange: Exchange) => Promise<T>): Promise<Asked<T>> {
    const wait = this.waitMs("probe");
    if (wait > 0) return tripped(this.#options.venue, wait);
    const tried = await this.run(priority, work);
    return tried.ok ? tried : failed(tried.verdict);
  }

  /** An answer, whatever it says, shows that the exchange works; silence, a 5xx and nonsense count against it. */
  #count(call: Call, verdict: Verdict | null): void {
    const { own, shared, onHealth } = this.#options;
    if (call.requests.length === 0) {
      own.forgetProbe();
      shared.forgetProbe();
      return;
    }
    const answered = verdict === null || verdict.meaning !== null;
    if (answered && verdict?.meaning !== "rate_limited") own.succeeded();
    else own.failed();
    if (answered) shared.succeeded();
    else shared.failed();
    onHealth(shared.closed);
  }

  /** The venue says that our time is off: ask for its own, so that the next request carries it (O48). */
  async #setClock(): Promise<void> {
    const { exchange } = this.#options;
    const call: Call = { priority: "protect", requests: [], received: [] };
    await inCall(call, () => exchange.loadTimeDifference()).catch(() => undefined);
  }
}

export function tripped(venue: Venue, retryAfterMs: number): Asked<never> & { readonly ok: false } {
  return { ok: false, reason: "limited", detail: `${venue.abilities.name} failed too often just now.`, retryAfterMs };
}

export function failed(verdict: Verdict): Asked<never> & { readonly ok: false } {
  const { meaning, detail, heldBackMs } = verdict;
  if (heldBackMs !== null) return { ok: false, reason: "limited", detail, retryAfterMs: heldBackMs };
  if (meaning === "rate_limited") return { ok: false, reason: "limited", detail };
  if (meaning === "key_refused" || meaning === "bad_signature") return { ok: false, reason: "key", detail };
  return { ok: false, reason: "unreachable", detail };
}
