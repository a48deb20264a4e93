import { SIGNAL } from "@/lib/trading/strategies/strategy";

/** What the bits of one bar come to, given what is held: which entry to make (1, -1, 0: none) and whether to sell first. */
export const closes = (bits: number, held: number): boolean =>
  held > 0 ? (bits & SIGNAL.exitLong) !== 0 : held < 0 && (bits & SIGNAL.exitShort) !== 0;

/** An entry is made when flat, or against what this very signal closes. Of both entries the long one counts. */
export function enters(bits: number, held: number): -1 | 0 | 1 {
  if (held > 0) return (bits & SIGNAL.exitLong) !== 0 && (bits & SIGNAL.enterShort) !== 0 ? -1 : 0;
  if (held < 0) return (bits & SIGNAL.exitShort) !== 0 && (bits & SIGNAL.enterLong) !== 0 ? 1 : 0;
  if ((bits & SIGNAL.enterLong) !== 0) return 1;
  return (bits & SIGNAL.enterShort) !== 0 ? -1 : 0;
}
