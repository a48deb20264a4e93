import { type Compute, SHARED_HEAD_BYTES, type SharedColumns, sharedColumnsBytes } from "@/lib/ports/compute";

/** Searches of a walk-forward that are under way together (walk.ts). */
const SPARE_MAX = 2;

/** Memory of searches that are done, by the threads they were done on. */
const spare = new WeakMap<Compute, SharedColumns[]>();
let searches = 0;
let blocks = 0;

/**
 * Memory for the columns of one search. That of one before is used again where it is large enough: threads let go of shared memory late,
 * and a walk-forward, which searches window after window, would pile it up.
 */
export function takeSharedColumns(compute: Compute, bars: number): SharedColumns {
  const bytes = sharedColumnsBytes(bars);
  const waiting = spare.get(compute) ?? [];
  const fit = waiting.findIndex(({ memory }) => memory.byteLength >= bytes && memory.byteLength <= 2 * bytes);
  const [kept] = fit < 0 ? [] : waiting.splice(fit, 1);
  searches += 1;
  if (kept === undefined) {
    blocks += 1;
    return { search: searches, block: blocks, memory: new SharedArrayBuffer(bytes) };
  }
  new Uint8Array(kept.memory, 0, SHARED_HEAD_BYTES).fill(0);
  return { ...kept, search: searches };
}

/** The search is over, and no thread computes for it any more. */
export function giveSharedColumns(compute: Compute, shared: SharedColumns): void {
  spare.set(compute, [shared, ...(spare.get(compute) ?? [])].slice(0, SPARE_MAX));
}
