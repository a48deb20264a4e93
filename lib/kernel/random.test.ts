import { describe, expect, it } from "vitest";
import { createRandom, seedOf } from "./random.ts";

describe("seeded chance", () => {
  it("gives the reference's numbers", () => {
    // Output of the authors' C program for the state {1, 2, 3, 4}; the last line is php-src's test of the same generator.
    const random = createRandom([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, () => random.uint32())).toEqual([
      641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295, 495546011, 621204420,
    ]);
    const far = createRandom([1, 2, 3, 4]);
    for (let n = 0; n < 102_400; n += 1) far.uint32();
    expect(far.uint32()).toBe(0x2c873cfa); // "fa3c872c", little-endian
  });

  it("goes on from a stored state", () => {
    const random = createRandom(7);
    random.gauss();
    const stored = JSON.parse(JSON.stringify(random.state()));
    const rest = [random.next(), random.gauss(), random.below(10)];
    const again = createRandom(stored);
    expect([again.next(), again.gauss(), again.below(10)]).toEqual(rest);
  });

  it("draws whole numbers evenly", () => {
    const random = createRandom(3);
    const counts = Array.from({ length: 6 }, () => 0);
    for (let n = 0; n < 60_000; n += 1) {
      const drawn = random.below(6);
      counts[drawn] = (counts[drawn] ?? Number.NaN) + 1;
    }
    // Chi-square with 5 degrees of freedom: 20.5 is passed once in a thousand
    const chi = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chi).toBeLessThan(20.5);
    expect(createRandom(1).below(1)).toBe(0);
  });

  it("draws normal deviates with mean 0, variance 1, skewness 0 and kurtosis 3", () => {
    const random = createRandom(11);
    const n = 200_000;
    let [m1, m2, m3, m4] = [0, 0, 0, 0];
    for (let i = 0; i < n; i += 1) {
      const x = random.gauss();
      m1 += x / n;
      m2 += x ** 2 / n;
      m3 += x ** 3 / n;
      m4 += x ** 4 / n;
    }
    // Four standard errors each: sqrt(1, 2, 15, 96) / sqrt(n)
    expect(Math.abs(m1)).toBeLessThan(0.009);
    expect(Math.abs(m2 - 1)).toBeLessThan(0.0127);
    expect(Math.abs(m3)).toBeLessThan(0.035);
    expect(Math.abs(m4 - 3)).toBeLessThan(0.088);
  });

  it("keeps nearby seeds and parts apart", () => {
    const firsts = new Set<number>();
    for (let seed = 0; seed < 100; seed += 1) {
      firsts.add(createRandom(seed).uint32());
      for (let part = 0; part < 100; part += 1) firsts.add(createRandom(seedOf(seed, part)).uint32());
    }
    expect(firsts.size).toBe(10_100);
  });
});
