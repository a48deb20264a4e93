import { type Compute, SHARED_HEAD_BYTES, type SharedColumns, sharedColumnsBytes } from "@/lib/ports/compute";

/** Memory of the last search that is done, by the threads it was done on. */
const spare = new WeakMap<Compute, SharedArrayBuffer>();
let searches = 0;

/**
 * Memory for the columns of one search. That of the one before is used again where it is large enough: threads let go of shared memory late,
 * and a walk-forward, which searches window after window, would pile it up.
 */
export function takeSharedColumns(compute: Compute, bars: number): SharedColumns {
  const bytes = sharedColumnsBytes(bars);
  const kept = spare.get(compute);
  spare.delete(compute);
  searches += 1;
  if (kept === undefined || kept.byteLength < bytes || kept.byteLength > 2 * bytes)
    return { search: searches, memory: new SharedArrayBuffer(bytes) };
  new Uint8Array(kept, 0, SHARED_HEAD_BYTES).fill(0);
  return { search: searches, memory: kept };
}

/** The search is over, and no thread computes for it any more. */
export function giveSharedColumns(compute: Compute, { memory }: SharedColumns): void {
  spare.set(compute, memory);
}
