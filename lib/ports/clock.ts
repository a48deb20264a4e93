import type { UtcMs } from "@/lib/kernel/time";

/** The only clock of our rules: machine time plus the test offset (SPEC 3, Clock). */
export interface Clock {
  now(): UtcMs;
}
