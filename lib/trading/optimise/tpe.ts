import { createRandom, type Random, seedOf } from "@/lib/kernel/random";
import { drawAny } from "./draw-sets.ts";
import { type Check, coordinatesOf, indexOf, isUsable, type ParameterSpace } from "./space.ts";
import type { TriedSet } from "./trial.ts";

/** Sets proposed from the same knowledge. Fixed, so that the number of workers changes nothing. */
export const ROUND_SIZE = 20;
/** Part of the tried sets that counts as good. */
const GOOD_PART = 0.15;
/** Sets that a density is made of, at most: the best of the good ones, and of the others some at even distances. */
const GOOD_MAX = 100;
const REST_MAX = 400;
/** Draws from the good ones' density for each proposal; the most promising is taken. */
const CANDIDATES = 24;
/** Each fifth proposal is drawn evenly, whatever is known: a hill that nobody has seen yet must stay within reach. */
const EVEN_EVERY = 5;

/**
 * The next sets to try, by a tree-structured Parzen estimator: one density of the good sets, one of the others; candidates are drawn from
 * the first, and taken is what makes the ratio of the two largest. A density is a sum of bells, one around each set, over all axes at once
 * (where an axis has no order: mostly the set's own value). The first rounds are drawn evenly.
 * Sources: Bergstra, Bardenet, Bengio and Kégl, "Algorithms for Hyper-Parameter Optimization", NIPS 2011, section 4; over all axes at once
 * as Falkner, Klein and Hutter, "BOHB", ICML 2018, section 3.
 *
 * It depends on nothing but what was tried before this round, so a search goes on after a restart as if nothing had happened.
 * @param ranked what was tried, best first
 * @param seen sets proposed before; this round's are added
 * @returns fewer than asked for only when (almost) every usable set was tried
 */
export function proposeRound(
  space: ParameterSpace,
  check: Check | undefined,
  ranked: readonly TriedSet[],
  seen: Set<number>,
  { seed, round, count, startup }: { seed: number; round: number; count: number; startup: number },
): number[] {
  const random = createRandom(seedOf(seed, round));
  const guide = ranked.length < startup ? null : guideOf(space, ranked);
  const proposals: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const led = guide === null || n % EVEN_EVERY === 0 ? null : bestCandidate(guide);
    const found = led ?? drawAny(space, check, seen, random);
    if (found === null) break;
    seen.add(found);
    proposals.push(found);
  }
  return proposals;

  function bestCandidate({ good, rest, bells }: Guide): number | null {
    let best: number | null = null;
    let bestRatio = Number.NEGATIVE_INFINITY;
    for (let n = 0; n < CANDIDATES; n += 1) {
      const around = good[random.below(good.length)] ?? [];
      const at = around.map((place, axis) => drawNear(bells[axis] ?? [], place, random));
      const index = indexOf(space, at);
      if (seen.has(index) || !isUsable(space, check, index)) continue;
      const ratio = density(good, bells, at) / density(rest, bells, at);
      if (ratio > bestRatio) {
        best = index;
        bestRatio = ratio;
      }
    }
    return best;
  }
}

type Places = readonly (readonly number[])[];

interface Guide {
  readonly good: Places;
  readonly rest: Places;
  /** For each axis and each of its places: how a bell around that place is spread over the axis; each sums to 1. */
  readonly bells: readonly (readonly Float64Array[])[];
}

function guideOf(space: ParameterSpace, ranked: readonly TriedSet[]): Guide {
  const split = Math.max(space.axes.length + 1, Math.ceil(GOOD_PART * ranked.length));
  const goodCount = Math.min(GOOD_MAX, split);
  const placeOf = (set: TriedSet): number[] => coordinatesOf(space, set.index);
  const good = ranked.slice(0, goodCount).map(placeOf);
  const others = ranked.slice(split);
  const stride = Math.max(1, Math.floor(others.length / REST_MAX));
  const bells = space.axes.map(({ ordered, values }, axis) => {
    const width = spreadOf(good, axis) * 1.06 * goodCount ** (-1 / (space.axes.length + 4)); // Scott's rule
    return values.map((_, place) => bellAround(place, values.length, ordered ? Math.max(0.7, width) : 0));
  });
  return { good, rest: others.filter((_, n) => n % stride === 0).map(placeOf), bells };
}

function spreadOf(places: Places, axis: number): number {
  const at = places.map((place) => place[axis] ?? 0);
  const mean = at.reduce((sum, value) => sum + value, 0) / at.length;
  return Math.sqrt(at.reduce((sum, value) => sum + (value - mean) ** 2, 0) / at.length);
}

/** A bell of standard deviation `width` places; 0: four fifths on the place itself, the rest even. */
function bellAround(place: number, values: number, width: number): Float64Array {
  const bell = Float64Array.from({ length: values }, (_, n) =>
    width > 0 ? Math.exp(-((n - place) ** 2) / (2 * width * width)) : 0.2 / values + (n === place ? 0.8 : 0),
  );
  const sum = bell.reduce((total, weight) => total + weight, 0);
  return bell.map((weight) => weight / sum);
}

function density(places: Places, bells: Guide["bells"], at: readonly number[]): number {
  let sum = 1e-12;
  for (const place of places) {
    let product = 1;
    for (let axis = 0; axis < at.length; axis += 1) {
      product *= bells[axis]?.[place[axis] ?? 0]?.[at[axis] ?? 0] ?? 0;
    }
    sum += product;
  }
  return sum / places.length;
}

function drawNear(bells: readonly Float64Array[], place: number, random: Random): number {
  const bell = bells[place] ?? new Float64Array(1);
  let left = random.next();
  for (let n = 0; n < bell.length - 1; n += 1) {
    left -= bell[n] ?? 0;
    if (left < 0) return n;
  }
  return bell.length - 1;
}
