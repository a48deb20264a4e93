import { MINUTE_MS, SECOND_MS, type UtcMs, utcMs } from "@/lib/kernel/time";

/** Orders of one account leave at most three at a time and 250 ms apart (SPEC 6, Order pacing). */
export const AT_ONCE = 3;
export const APART_MS = 250;
/** An account is compared with its exchange no oftener than this. */
const COMPARE_APART_MS = 2_000;
/** How often the whole account is looked over, so that strangers' orders at symbols that we do not trade are seen. */
const WIDE_APART_MS = 10 * MINUTE_MS;
/** A message of the private stream brings a comparison forward, but not one that tells what we just did ourselves. */
export const HINT_APART_MS = 10 * SECOND_MS;
/** Nor are executions of one symbol read oftener than this, where the exchange owes us some. */
const READ_APART_MS = 1_000;

/** What an account is worth is measured each minute; where its balances are not known, no oftener than this. */
const MEASURE_APART_MS = 30_000;
/** An answer that something overtook counts for nothing: it is asked for again after this. */
const OVERTAKEN_APART_MS = 5_000;

/** What runs beside the rounds and is no send, one of each at a time. */
type Aside = "compare" | "measure" | "look";

/** The sends of one account that are under way: one that hangs takes a place of three and holds up nothing else. */
export class Pace {
  readonly #sends = new Map<string, Promise<void>>();
  readonly #aside = new Map<Aside, Promise<void>>();
  #next = utcMs(0);
  #sentAt = utcMs(0);
  #hinted = false;
  readonly #asked = new Map<string, UtcMs>();
  #failure: { readonly error: unknown } | null = null;

  /** @param onEnd a send or a comparison ended: what it found is to be looked at */
  constructor(private readonly onEnd: () => void = () => undefined) {}

  /** @param turn the order, or what it shares with others that may not be sent beside it */
  mayStart(turn: string, now: UtcMs): boolean {
    return this.isFree(now) && !this.#sends.has(turn);
  }

  /** Whether another order may leave now. */
  isFree(now: UtcMs): boolean {
    return this.#sends.size < AT_ONCE && now >= this.#next;
  }

  /** Whether its send has not ended: its answer, if there was one, is not written yet. */
  isSending(turn: string): boolean {
    return this.#sends.has(turn);
  }

  start(turn: string, now: UtcMs, send: () => Promise<unknown>): void {
    this.#next = utcMs(now + APART_MS);
    this.#sentAt = now;
    this.#run(this.#sends, turn, send(), this.onEnd);
  }

  /** Whether the account may be compared with its exchange now. */
  canCompare(now: UtcMs): boolean {
    return !this.#aside.has("compare") && this.#isApart("", now, COMPARE_APART_MS);
  }

  /** An account is compared now. */
  noteCompared(now: UtcMs): void {
    this.#asked.set("", now);
  }

  /** Compares beside the rounds: what leaves does not wait for the answers. */
  compare(work: () => Promise<unknown>): void {
    this.#run(this.#aside, "compare", work(), this.onEnd);
  }

  /** Whether the whole account is to be looked over now: once after a start, and every ten minutes. Counts as doing so. */
  mayLookWide(now: UtcMs): boolean {
    return !this.#aside.has("look") && this.#mayAsk("*", now, WIDE_APART_MS);
  }

  /** A look that was not answered is taken again. */
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
  mayMeasure(now: UtcMs, isUnknown: boolean): boolean {
    return !this.#aside.has("measure") && this.#mayAsk(" worth", now, isUnknown ? MEASURE_APART_MS : MINUTE_MS);
  }

  /** What the account has changed while it was asked for: balances are not known, and are measured again soon. */
  noteOvertaken(now: UtcMs): void {
    this.#asked.set(" worth", utcMs(now - MEASURE_APART_MS + OVERTAKEN_APART_MS));
  }

  #mayAsk(what: string, now: UtcMs, apartMs: number): boolean {
    if (!this.#isApart(what, now, apartMs)) return false;
    this.#asked.set(what, now);
    return true;
  }

  #isApart(what: string, now: UtcMs, apartMs: number): boolean {
    return now >= (this.#asked.get(what) ?? 0) + apartMs;
  }

  /** What a send that ran beside the rounds failed with. @throws it, once */
  check(): void {
    const failure = this.#failure;
    this.#failure = null;
    if (failure !== null) throw failure.error;
  }

  async settled(): Promise<void> {
    await Promise.all([...this.#sends.values(), ...this.#aside.values()]);
    this.check();
  }

  /** Work that nothing waits for: beside the rounds, one of each at a time. */
  aside(what: "measure" | "look", work: () => Promise<unknown>): void {
    this.#run(this.#aside, what, work(), () => undefined);
  }

  #run<Name>(among: Map<Name, Promise<void>>, name: Name, work: Promise<unknown>, onEnd: () => void): void {
    const ended = work
      .then(
        () => undefined,
        (error: unknown) => {
          this.#failure = { error };
        },
      )
      .then(() => {
        among.delete(name);
        onEnd();
      });
    among.set(name, ended);
  }

  /** The earliest moment at which another order may leave, if fewer than three are on their way by then. */
  get nextAt(): UtcMs {
    return this.#next;
  }
}
