/** A text from outside as PostgreSQL can hold it: U+FFFD in place of each NUL and of each half of a pair. */
export function storableText(text: string): string {
  return text.replaceAll("\0", "\ufffd").toWellFormed();
}
