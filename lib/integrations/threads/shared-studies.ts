import { SHARED_HEAD_BYTES } from "@/lib/ports/compute";
import type { StudyColumns } from "@/lib/trading/backtest/study-columns";

/** States of a slot: nobody's, its key being written, its columns being filled, ready, without room. */
const FREE = 0;
const NAMED_SOON = 1;
const FILLING = 2;
const READY = 3;
const FULL = 4;

/** As many as the head holds. */
const SLOTS = 256;
/** Characters of a study's key; a longer one is not shared. */
const KEY_MAX = 60;
/** Cells of a slot: state, first column, characters, then the characters. */
const CELLS = 3 + KEY_MAX;
const HEAD_CELLS = 1 + SLOTS * CELLS;
/** How long another thread's study is waited for; one that died with it is computed anew. */
const PATIENCE_MS = 1_000;

/**
 * Columns in memory that threads share: the first thread that needs a study fills it, the others find it by its key, so that two threads hold
 * each indicator of a search once. What does not fit is `own`'s business.
 */
export function sharedStudies(own: StudyColumns, memory: SharedArrayBuffer): StudyColumns {
  const { bars } = own;
  const cells = new Int32Array(memory, 0, HEAD_CELLS);
  const room = Math.floor((memory.byteLength - SHARED_HEAD_BYTES) / (8 * Math.max(1, bars.length)));
  /** null: not shared. */
  const known = new Map<string, readonly Float64Array[] | null>();

  const columnsAt = (slot: number, lines: number): Float64Array[] => {
    const first = cells[slot + 1] ?? 0;
    return Array.from(
      { length: lines },
      (_, k) => new Float64Array(memory, SHARED_HEAD_BYTES + (first + k) * bars.length * 8, bars.length),
    );
  };
  const keyAt = (slot: number): string =>
    String.fromCharCode(...cells.subarray(slot + 3, slot + 3 + (cells[slot + 2] ?? 0)));

  /** Where the study lies ready, or null: it has to be computed by the one who asks. */
  function find(study: Parameters<StudyColumns["of"]>[0]): readonly Float64Array[] | null {
    const { key, lines } = study;
    if (key.length > KEY_MAX) return null;
    for (let slot = 1; slot < HEAD_CELLS; slot += CELLS) {
      if (Atomics.compareExchange(cells, slot, FREE, NAMED_SOON) === FREE) {
        for (let i = 0; i < key.length; i++) cells[slot + 3 + i] = key.charCodeAt(i);
        cells[slot + 2] = key.length;
        const first = Atomics.add(cells, 0, lines.length);
        if (first + lines.length > room) {
          Atomics.store(cells, slot, FULL);
          return null;
        }
        cells[slot + 1] = first;
        Atomics.store(cells, slot, FILLING);
        const columns = columnsAt(slot, lines.length);
        study.fill(bars, columns);
        Atomics.store(cells, slot, READY);
        Atomics.notify(cells, slot);
        return columns;
      }
      while (Atomics.load(cells, slot) === NAMED_SOON);
      if (keyAt(slot) !== key) continue;
      if (Atomics.load(cells, slot) === FILLING) Atomics.wait(cells, slot, FILLING, PATIENCE_MS);
      return Atomics.load(cells, slot) === READY ? columnsAt(slot, lines.length) : null;
    }
    return null;
  }

  return {
    bars,
    of(study) {
      let found = known.get(study.key);
      if (found === undefined) {
        found = find(study);
        known.set(study.key, found);
      }
      return found ?? own.of(study);
    },
    trim: () => own.trim(),
    close() {
      known.clear();
      own.close();
    },
  };
}
