/** Control characters, line ends of every kind, and the marks that turn the reading direction of what follows (UAX 9: LRE to RLO, LRI to PDI). */
const LEAVES_ITS_LINE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Whether a name that somebody chose stays where it is put: beside others' words, on a page, in a mail, in a chat. A line end in it begins a line that
 * reads as ours, and a mark of direction shows the figures after it from right to left.
 */
export function staysInLine(text: string): boolean {
  return withoutBreaks(text) === text;
}

/** The same name without what would break out of its line. */
export function withoutBreaks(text: string): string {
  return text.replace(LEAVES_ITS_LINE, "");
}
