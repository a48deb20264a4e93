import type { Meaning, Meanings } from "../venue.ts";

/** Codes that mean one thing, together. */
export type CodeGroups = Readonly<Partial<Record<Meaning, readonly number[]>>>;

/** A venue's table of codes; `unproven` ones are known to prove nothing. */
export function meaningsOf(groups: CodeGroups, unproven: readonly number[]): Meanings {
  const table: Record<string, Meaning | null> = {};
  for (const [meaning, codes] of Object.entries(groups)) for (const code of codes) table[code] = meaning as Meaning;
  for (const code of unproven) table[code] = null;
  return table;
}
