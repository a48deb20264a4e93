/** Text as LIKE and ILIKE find it letter by letter: `_`, `%` and `\` mean more to them, and Prisma's `contains` passes them on. */
export function likeLiteral(text: string): string {
  return text.replaceAll(/[\\%_]/g, "\\$&");
}
