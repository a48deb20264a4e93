/** Bits of a signal, one byte a bar, with the same memory seen four bars at a time: a stretch without an event is leapt over. */
export interface SignalColumn {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
}

export function createSignalColumn(bars: number): SignalColumn {
  const words = new Uint32Array(Math.ceil(bars / 4));
  return { bytes: new Uint8Array(words.buffer, 0, bars), words };
}

/** First bar of [from, end) whose byte has a bit of `mask`; `end` when there is none. */
export function nextSignal({ bytes, words }: SignalColumn, mask: number, from: number, end: number): number {
  let i = from;
  for (; i < end && (i & 3) !== 0; i++) if (((bytes[i] ?? 0) & mask) !== 0) return i;
  const masks = mask * 0x01010101;
  let word = i >> 2;
  const lastWord = end >> 2;
  while (word < lastWord && ((words[word] ?? 0) & masks) === 0) word++;
  for (i = Math.max(i, word << 2); i < end && ((bytes[i] ?? 0) & mask) === 0; ) i++;
  return Math.min(i, end);
}
