/**
 * A path of ours to go on to, or `fallback`. What a link or form says about it comes from outside: only a path on this site is taken,
 * so "//evil.example", "/\evil.example", "https:…" and tabs that browsers drop lead nowhere else (RELIABILITY A9).
 */
export function ownPath(next: string | null | undefined, fallback: string): string {
  if (next === null || next === undefined || next.length > 2_000) return fallback;
  if (!/^\/(?![/\\])[^\s\\\p{Cc}]*$/u.test(next)) return fallback;
  const base = "https://own.invalid";
  if (!URL.canParse(next, base) || new URL(next, base).origin !== base) return fallback;
  return next;
}
