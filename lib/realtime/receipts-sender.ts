import type { Receipts, SeqRange } from "./protocol.ts";

/** Below the server's limit of ranges a message. */
const RANGES_MAX = 400;
const WAIT_MS = 1_000;

/**
 * A client's acknowledgements, sent once a second. Events that follow each other become one range; what was not answered goes again after the
 * next connection.
 */
export class ReceiptsSender {
  readonly #send: (receipts: Receipts, onAnswered: () => void) => void;
  readonly #received = new Map<string, [number, number][]>();
  readonly #seen = new Map<string, [number, number][]>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** @param send calls back once they need not go again: kept, or refused for good */
  constructor(send: (receipts: Receipts, onAnswered: () => void) => void) {
    this.#send = send;
  }

  received(strategyId: string, seq: number): void {
    this.#note(this.#received, strategyId, seq);
  }

  seen(strategyId: string, seq: number): void {
    this.#note(this.#seen, strategyId, seq);
  }

  /** A connection is there again: what waits may go. */
  resume(): void {
    if (this.#received.size + this.#seen.size > 0) this.#later();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #note(into: Map<string, [number, number][]>, strategyId: string, seq: number): void {
    const ranges = into.get(strategyId) ?? [];
    const last = ranges.at(-1);
    if (last !== undefined && seq >= last[0] && seq <= last[1] + 1) last[1] = Math.max(last[1], seq);
    else ranges.push([seq, seq]);
    into.set(strategyId, ranges);
    this.#later();
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const [received, seen] = [take(this.#received), take(this.#seen)];
      this.#send({ received, seen }, () => {
        forget(this.#received, received);
        forget(this.#seen, seen);
        this.resume();
      });
    }, WAIT_MS);
  }
}

function take(from: ReadonlyMap<string, readonly [number, number][]>): SeqRange[] {
  const ranges: SeqRange[] = [];
  for (const [strategyId, list] of from) for (const [first, last] of list) ranges.push([strategyId, first, last]);
  return ranges.slice(0, RANGES_MAX);
}

/** What the server has answered; a range that has grown meanwhile stays from where it grew. */
function forget(from: Map<string, [number, number][]>, kept: readonly SeqRange[]): void {
  for (const [strategyId, first, last] of kept) {
    const left = (from.get(strategyId) ?? []).flatMap(([a, b]): [number, number][] =>
      a !== first ? [[a, b]] : b > last ? [[last + 1, b]] : [],
    );
    if (left.length === 0) from.delete(strategyId);
    else from.set(strategyId, left);
  }
}
