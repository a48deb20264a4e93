/** Bits of a signal, one byte a bar, with the same memory seen four bars at a time: a stretch without an event is leapt over. */
export interface SignalColumn {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
}

export function createSignalColumn(bars: number): SignalColumn {
  const words = new Uint32Array(Math.ceil(bars / 4));
  return { bytes: new Uint8Array(words.buffer, 0, bars), words };
}

/** First bar of [from, end) whose byte has a bit of `mask` (below 128); `end` when there is none. */
export function nextSignal({ words }: SignalColumn, mask: number, from: number, end: number): number {
  const masks = mask * 0x01010101;
  const lastWord = end >> 2;
  let word = from >> 2;
  // bytes of the first word that lie before `from` do not count; the machine's byte order is the one of all that run Node: little-endian
  let hit = (words[word] ?? 0) & masks & (-1 << ((from & 3) << 3));
  while (hit === 0) {
    if (++word > lastWord) return end;
    hit = (words[word] ?? 0) & masks;
  }
  const lowestBit = 31 - Math.clz32(hit & -hit);
  return Math.min(end, (word << 2) + (lowestBit >> 3));
}
