import { createRandom, type Random } from "@/lib/kernel/random";
import { type Check, isUsable, type ParameterSpace, spaceSize } from "./space.ts";

/** Draws in vain after which a space counts as used up. */
const DRAWS_MAX = 50_000;

/** A usable set that is not in `seen`; null when chance finds none. */
export function drawAny(
  space: ParameterSpace,
  check: Check | undefined,
  seen: ReadonlySet<number>,
  random: Random,
): number | null {
  const size = spaceSize(space);
  if (seen.size >= size) return null;
  for (let draws = 0; draws < DRAWS_MAX; draws += 1) {
    const index = Math.floor(random.next() * size);
    if (!seen.has(index) && isUsable(space, check, index)) return index;
  }
  return null;
}

/** `count` different ones of the usable sets in random order, all of them where there are fewer. The same seed draws the same sets. */
export function shuffleSets(usable: Float64Array, count: number, seed: number): number[] {
  const random = createRandom(seed);
  const sets = usable.slice();
  const drawn = Math.min(count, sets.length);
  // Fisher and Yates, as far as needed
  for (let n = 0; n < drawn; n += 1) {
    const other = n + random.below(sets.length - n);
    [sets[n], sets[other]] = [sets[other] ?? 0, sets[n] ?? 0];
  }
  return [...sets.subarray(0, drawn)];
}

/**
 * The same from a space that is too large to walk through, one with each call, null when there is no more: nobody waits at the start of a
 * search for the last of its sets.
 */
export function drawer(space: ParameterSpace, check: Check | undefined, count: number, seed: number) {
  const random = createRandom(seed);
  const drawn = new Set<number>();
  let left = count;
  return (): number | null => {
    const found = left > 0 ? drawAny(space, check, drawn, random) : null;
    left = found === null ? 0 : left - 1;
    if (found !== null) drawn.add(found);
    return found;
  };
}
