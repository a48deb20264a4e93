import type { Random } from "@/lib/kernel/random";

/** Puts the values into any order, each equally likely whatever theirs was (Fisher and Yates, from the end as Durstenfeld 1964). */
export function shuffle(values: Float64Array, random: Random): void {
  for (let n = values.length - 1; n > 0; n -= 1) {
    const other = random.below(n + 1);
    const held = values[n] ?? 0;
    values[n] = values[other] ?? 0;
    values[other] = held;
  }
}
