import type { Bars } from "../market/bars.ts";
import { SIGNAL } from "../strategies/strategy.ts";
import type { SignalColumn } from "./signal-column.ts";

/** Bars that carry a signal, in order, with what a walk wants to know of each. */
export interface SignalEvents {
  /** Bar at whose close the signal was given. */
  readonly bar: Int32Array;
  readonly bits: Uint8Array;
  /** Open of the bar after it, at which it fills. */
  readonly open: Float64Array;
  /** Words of the signal column that hold any. */
  readonly words: Int32Array;
}

/** Bits that have a meaning. */
const ANY = SIGNAL.enterLong | SIGNAL.enterShort | SIGNAL.exitLong | SIGNAL.exitShort;

/** Room for an event at each bar and one more; memory that is never written costs nothing. */
export function createSignalEvents(bars: number): SignalEvents {
  const room = bars + 1;
  return {
    bar: new Int32Array(room),
    bits: new Uint8Array(room),
    open: new Float64Array(room),
    words: new Int32Array((room >> 2) + 1),
  };
}

/**
 * Lists the signals of bars [from, end), each of which has a bar after it. @returns how many
 *
 * Whether a bar holds one is what the machine cannot guess, and a wrong guess costs it more than to write each into the next free place and
 * to count it or not: so there is no branch.
 */
export function listEvents(
  { bytes, words }: SignalColumn,
  { open }: Bars,
  from: number,
  end: number,
  { bar, bits, open: opens, words: hits }: SignalEvents,
): number {
  const any = ANY * 0x01010101;
  const lastWord = (end - 1) >> 2;
  let count = 0;
  for (let word = from >> 2; word <= lastWord; word++) {
    hits[count] = word;
    const signals = (words[word] ?? 0) & any;
    count += (signals | -signals) >>> 31;
  }
  let length = 0;
  for (let hit = 0; hit < count; hit++) {
    const first = (hits[hit] ?? 0) << 2;
    for (let i = first; i < first + 4; i++) {
      const signal = (bytes[i] ?? 0) & any & 0xff;
      bar[length] = i;
      bits[length] = signal;
      length += -signal >>> 31;
    }
  }
  // the range begins and ends inside of words
  while (length > 0 && (bar[length - 1] ?? 0) >= end) length--;
  let before = 0;
  while (before < length && (bar[before] ?? 0) < from) before++;
  if (before > 0) {
    bar.copyWithin(0, before, length);
    bits.copyWithin(0, before, length);
    length -= before;
  }
  // opens lie far apart in memory: asked for one after the other they come together, where a walk would wait for each
  for (let k = 0; k < length; k++) opens[k] = open[(bar[k] ?? 0) + 1] ?? Number.NaN;
  return length;
}
