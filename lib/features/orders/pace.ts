import { MINUTE_MS, SECOND_MS, type UtcMs, utcMs } from "@/lib/kernel/time";

/** Orders of one account leave at most three at a time and 250 ms apart (SPEC 6, Order pacing). */
export const AT_ONCE = 3;
export const APART_MS = 250;
/** An account is compared with its exchange no oftener than this. */
export const COMPARE_APART_MS = 2_000;
/** Of the whole account, so that strangers' orders at symbols that we do not trade are seen; between two the symbols in use are asked, which costs a tenth. */
export const WIDE_APART_MS = 10 * MINUTE_MS;
/** A message of the private stream brings a comparison forward, but not one that tells what we just did ourselves. */
export const HINT_APART_MS = 10 * SECOND_MS;
/** Nor are executions of one symbol read oftener than this, where the exchange owes us some. */
export const READ_APART_MS = 1_000;

/** What an account is worth is measured no oftener than this. */
export const MEASURE_APART_MS = 30_000;

/** The sends of one account that are under way: one that hangs takes a place of three and holds up nothing else. */
export class Pace {
  readonly #running = new Map<string, Promise<void>>();
  #next = utcMs(0);
  #sentAt = utcMs(0);
  #hinted = false;
  readonly #asked = new Map<string, UtcMs>();
  #failure: { readonly error: unknown } | null = null;

  mayStart(orderId: string, now: UtcMs): boolean {
    return this.#running.size < AT_ONCE && now >= this.#next && !this.#running.has(orderId);
  }

  start(orderId: string, now: UtcMs, send: () => Promise<unknown>): void {
    this.#next = utcMs(now + APART_MS);
    this.#sentAt = now;
    const done = send().then(
      () => void this.#running.delete(orderId),
      (error: unknown) => {
        this.#running.delete(orderId);
        this.#failure = { error };
      },
    );
    this.#running.set(orderId, done);
  }

  /** Whether the account may be compared with its exchange now; counts as doing so. */
  mayCompare(now: UtcMs): boolean {
    return this.#mayAsk("", now, COMPARE_APART_MS);
  }

  /** Whether the comparison that is due now takes the whole account: the first of a worker, and one every ten minutes. Counts as doing so. */
  mayLookWide(now: UtcMs): boolean {
    return this.#mayAsk("*", now, WIDE_APART_MS);
  }

  /** A comparison of the whole account that was not answered: the next one is again. */
  forgetWide(): void {
    this.#asked.delete("*");
  }

  /** Something happened at the exchange; what, its lists tell. */
  hint(): void {
    this.#hinted = true;
  }

  /** Whether a hint is to be followed now: ten seconds after our last order left, whose echo it would be, and after the last one. Counts as doing so. */
  mayFollow(now: UtcMs): boolean {
    if (!this.#hinted || now < this.#sentAt + HINT_APART_MS || !this.#mayAsk("hint", now, HINT_APART_MS)) return false;
    this.#hinted = false;
    return true;
  }

  /** Whether the executions of a symbol may be read now; counts as doing so. */
  mayRead(symbol: string, now: UtcMs): boolean {
    return this.#mayAsk(symbol, now, READ_APART_MS);
  }

  /** Whether the account's worth may be measured now; counts as doing so. */
  mayMeasure(now: UtcMs): boolean {
    return this.#mayAsk(" worth", now, MEASURE_APART_MS);
  }

  #mayAsk(what: string, now: UtcMs, apartMs: number): boolean {
    if (now < (this.#asked.get(what) ?? 0) + apartMs) return false;
    this.#asked.set(what, now);
    return true;
  }

  /** What a send that ran beside the rounds failed with. @throws it, once */
  check(): void {
    const failure = this.#failure;
    this.#failure = null;
    if (failure !== null) throw failure.error;
  }

  async settled(): Promise<void> {
    await Promise.all(this.#running.values());
    this.check();
  }

  /** The earliest moment at which another order may leave, if fewer than three are on their way by then. */
  get nextAt(): UtcMs {
    return this.#next;
  }
}
