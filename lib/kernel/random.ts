/** Four words of 32 bits: all that a generator remembers. Plain numbers, so that it survives JSON. */
export type RandomState = readonly [number, number, number, number];

/** Chance that repeats: the same seed gives the same numbers on every machine. No use for secrets. */
export interface Random {
  /** A whole number in [0, 2³²). */
  uint32(): number;
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** A whole number in [0, below), each equally likely. `below` is a whole number from 1 to 2³². */
  below(below: number): number;
  /** Standard normal (Box and Muller 1958, the cosine half). */
  gauss(): number;
  state(): RandomState;
}

/**
 * xoshiro128++ 1.0 (Blackman and Vigna 2021, ACM TOMS 47:36; https://prng.di.unimi.it/xoshiro128plusplus.c). Period 2¹²⁸ − 1.
 * A seed of one number is spread over the state by splitmix32's mixer, as the authors advise; nearby seeds are unrelated.
 */
export function createRandom(seed: number | RandomState): Random {
  let [a, b, c, d] = typeof seed === "number" ? spread(seed) : seed;

  const uint32 = (): number => {
    const sum = (a + d) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + a) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const next = (): number => {
    const high = uint32() >>> 5;
    const low = uint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
  return {
    uint32,
    next,
    below(below) {
      // Draws beyond the last whole multiple are thrown away: a plain remainder would favour small numbers.
      const limit = 2 ** 32 - (2 ** 32 % below);
      let drawn = uint32();
      while (drawn >= limit) drawn = uint32();
      return drawn % below;
    },
    gauss: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    state: () => [a >>> 0, b >>> 0, c >>> 0, d >>> 0],
  };
}

/** A seed of its own for part `part` of something seeded, so that parts can be done in any order and repeated alone. */
export function seedOf(seed: number, part: number): number {
  return mix(mix(seed >>> 0) + Math.imul(part + 1, 0x9e3779b9));
}

function spread(seed: number): RandomState {
  const word = (n: number): number => mix((seed >>> 0) + Math.imul(n, 0x9e3779b9));
  return [word(1), word(2), word(3), word(4)];
}

/** murmur3's 32-bit finaliser, a bijection in which each bit of the input moves about half of the output's. */
function mix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
